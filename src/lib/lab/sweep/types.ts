/** A sweep: many sets of parameters of one strategy over the same bars. Plain data that travels between workers. */
import type { BacktestSetup, StrategyChoice } from '../backtest-setup'
import type { ParameterValues } from '../strategies/contract'

export interface SweepRequest {
  readonly setup: BacktestSetup & { readonly strategy: Extract<StrategyChoice, { type: 'listed' }> }
  /** Values to try, by parameter; what is not named stays as in the setup. */
  readonly axes: readonly SweepAxis[]
  readonly search:
    { readonly type: 'grid' } | { readonly type: 'random'; readonly trials: number; readonly seed: string }
  /** What is sought. */
  readonly goal: SweepGoal
  readonly split: SweepSplit
}

export interface SweepAxis {
  /** Of the strategy, or `risk:` and a field of the risk rules, which is counted as people write it. */
  readonly parameter: string
  readonly from: number
  readonly to: number
  readonly steps: number
}

export type SweepGoal = 'sharpe' | 'total-return' | 'calmar' | 'sortino'

export type SweepSplit =
  | { readonly type: 'none' }
  /** The last part of the rows (0 … 1) is kept away from the search, and the best is run on it once. */
  | { readonly type: 'out-of-sample'; readonly part: number }
  /** So many windows after one another: searched in the first `train` part of each, tested on the rest. */
  | { readonly type: 'walk-forward'; readonly windows: number; readonly train: number }

export interface SweepPlan {
  readonly request: SweepRequest
  /** Every parameter of the strategy, and the limits that are varied. */
  readonly sets: readonly ParameterValues[]
  /** Rows that each set is tried on; one entry unless walk-forward. */
  readonly windows: readonly SweepWindow[]
  /** What to know of the plan, a sentence each: sets that were left out, windows that start cold. */
  readonly notes: readonly string[]
}

export interface SweepWindow {
  readonly train: RowRange
  readonly test: RowRange | undefined
}

/** Rows from `from` up to but without `to`. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

export interface SweepShare {
  readonly plan: SweepPlan
  /** Trials [from, to) of sets × windows, counted set by set within each window. */
  readonly from: number
  readonly to: number
}

export interface TrialResult {
  readonly window: number
  readonly set: number
  readonly sharpe: number
  readonly totalReturn: number
  readonly maxDrawdown: number
  readonly calmar: number
  readonly sortino: number
  /** Round trips, as on a tear sheet; those still under way at the end count. */
  readonly trades: number
  /** Of the sampled returns, for the deflated Sharpe ratio. */
  readonly skew: number
  readonly kurtosis: number
  readonly samples: number
  /** Samples in a year of 365 days: the Sharpe ratio is annualised by the root of it. */
  readonly periodsPerYear: number
}

export interface SweepReport {
  readonly goal: SweepGoal
  /** Every set, best first by the goal (mean over windows where there are several). */
  readonly rows: readonly SweepRow[]
  /** For the heat map: the two first axes, where there are two. */
  readonly axes: readonly {
    readonly parameter: string
    readonly label: string
    readonly values: readonly number[]
  }[]
  readonly trials: number
  /** Probability that the best one's true Sharpe ratio is above zero, told that it is the best of so many. NaN when undefined. */
  readonly deflatedSharpe: number
  /** The Sharpe ratio that the best of so many trials without skill would be expected to show. */
  readonly expectedBest: number
  readonly best: {
    readonly parameters: ParameterValues
    readonly inSample: TrialResult
    readonly outOfSample: readonly TrialResult[]
  }
  readonly notes: readonly string[]
}

export interface SweepRow {
  readonly parameters: ParameterValues
  readonly value: number
  readonly sharpe: number
  readonly totalReturn: number
  readonly maxDrawdown: number
  readonly trades: number
}

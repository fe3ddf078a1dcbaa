/** What each limit of a backtest was worth; plain data that travels from a worker to the page. */

export interface RuleWorthReport {
  /** Whether the strategy decided anew under other limits, or the signals of the run were settled under them. */
  readonly decisions: 'again' | 'recorded'
  /** Under all the limits that were set. */
  readonly asRun: VariantFigures
  /** The same bars without any limit. */
  readonly unlimited: VariantFigures
  /** Limits in the order in which they are written down, then the agent's own exits. */
  readonly rows: readonly RuleWorthRow[]
  /** What the figures rest on, a sentence each. */
  readonly notes: readonly string[]
}

/** One run over the same bars. Fractions, not per cent; NaN where a figure is not defined. */
export interface VariantFigures {
  /** USD at the last close. */
  readonly equity: number
  readonly totalReturn: number
  /** 0 … 1 of the peak. */
  readonly maxDrawdown: number
  /** Annualised, as on the tear sheet. */
  readonly sharpe: number
  /** Mean loss of the worst 5 % of sampled periods, as on the tear sheet. */
  readonly tailLoss: number
  /** Round trips, those still under way among them. */
  readonly trades: number
}

export interface RuleWorthRow {
  /** As the log names it. */
  readonly rule: string
  /** For people: `Trailing stop`. */
  readonly title: string
  /** `5 %`; empty for the agent's own exits, which have no limit. */
  readonly limit: string
  readonly refused: number
  readonly resized: number
  /** Sales it asked for; where several rules asked, each counts one. */
  readonly sales: number
  /** USD its verdicts saved the run, by the verdict book; below zero what they cost. */
  readonly saved: number
  /** All limits but this one; undefined for exits, which belong to the strategy. */
  readonly without: VariantFigures | undefined
  /** No limit but this one. */
  readonly alone: VariantFigures | undefined
  /** All of it for a person. */
  readonly sentence: string
}

import { drawdownDepth } from './drawdown'
import { annualReturn, calmar, shape, sharpe, sortino } from './performance'
import { sampledReturns } from './returns'
import { openingOf, periodsPerYear, samplingGrid, yearsOf } from './sampling'

/** A run, or part of one: columns may be views of a longer run's. */
export interface EquityRun {
  /** USD at each close. */
  readonly equity: Float64Array
  /** Closes, ms, rising. */
  readonly time: Float64Array
  /** Seconds from row to row. */
  readonly granularity: number
  /** USD before the first row. */
  readonly initial: number
}

/** The few figures that sweeps compare; the same as on a tear sheet, NaN where they are not defined. */
export interface QuickStatistics {
  readonly totalReturn: number
  /** Annualised. */
  readonly sharpe: number
  /** Annualised. */
  readonly sortino: number
  readonly calmar: number
  /** 0 … 1 of the peak. */
  readonly maxDrawdown: number
  /** Of the sampled returns. */
  readonly skew: number
  /** In excess of the normal distribution's 3. */
  readonly kurtosis: number
  /** Sampled returns. */
  readonly samples: number
  /** Seconds from one sample to the next. */
  readonly sampling: number
}

/** Nothing is allocated beyond the samples. */
export function quickStatistics(run: EquityRun): QuickStatistics {
  const { equity, time, granularity, initial } = run
  const grid = samplingGrid(time, granularity)
  const periods = periodsPerYear(grid.seconds)
  const returns = sampledReturns(grid, equity, initial)
  const { skew, kurtosis } = shape(returns)
  const maxDrawdown = drawdownDepth(equity, initial)
  return {
    totalReturn: totalReturn(run),
    sharpe: sharpe(returns, periods),
    sortino: sortino(returns, periods),
    calmar: calmar(growthPerYear(run), maxDrawdown),
    maxDrawdown,
    skew,
    kurtosis,
    samples: returns.length,
    sampling: grid.seconds,
  }
}

/** NaN without rows. */
export function totalReturn({ equity, initial }: EquityRun): number {
  return (equity[equity.length - 1] ?? NaN) / initial - 1
}

/** Compounded over the run's own time. NaN for less than a day: what a year of minutes would make says nothing. */
export function growthPerYear(run: EquityRun): number {
  const { time, granularity } = run
  const years = yearsOf((time[time.length - 1] ?? NaN) - openingOf(time, granularity))
  return years >= 1 / 365 ? annualReturn(1 + totalReturn(run), years) : NaN
}

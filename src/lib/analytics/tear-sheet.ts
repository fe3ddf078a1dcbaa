/** What a tear sheet shows; plain data that travels from a worker to the page. Fractions, not per cent. */

/** One statistic. NaN where it is not defined (said as "n/a" with the reason in its definition). */
export interface StatisticRow {
  readonly key: StatisticKey
  readonly label: string
  /** For the person who asks: the formula in words, its conventions, and when there is no value. */
  readonly definition: string
  readonly value: number
  /** How it is written: `fraction` as per cent, `usd`, `ratio`, `count`, `days`, `hours`. */
  readonly unit: 'fraction' | 'usd' | 'ratio' | 'count' | 'days' | 'hours'
  /** For drawdown: when it began, was deepest, and was made good; ms, NaN when not yet. */
  readonly dates?: { readonly peak: number; readonly trough: number; readonly recovered: number }
}

export type StatisticKey =
  | 'total-return'
  | 'cagr'
  | 'volatility'
  | 'sharpe'
  | 'probabilistic-sharpe'
  | 'sortino'
  | 'calmar'
  | 'max-drawdown'
  | 'var-95'
  | 'tvar-95'
  | 'var-99'
  | 'tvar-99'
  | 'skew'
  | 'kurtosis'
  | 'trades'
  | 'win-rate'
  | 'profit-factor'
  | 'expectancy'
  | 'average-holding'
  | 'fees'
  | 'slippage'
  | 'turnover'
  | 'time-in-market'
  | 'benchmark-return'
  | 'alpha'
  | 'beta'

/** A curve thinned for drawing; rising times in ms, same lengths. Each curve has times of its own. */
export interface Curve {
  readonly time: Float64Array
  readonly value: Float64Array
}

/** A position from its opening to its close, or to the end. */
export interface RoundTrip {
  readonly product: number
  readonly openedAt: number
  readonly closedAt: number
  /** Still held at the end; then marked at the last price. */
  readonly open: boolean
  /** Largest holding, in base currency. */
  readonly quantity: number
  readonly averageEntry: number
  readonly averageExit: number
  readonly fees: number
  /** USD after fees. */
  readonly pnl: number
  /** Of what was paid. */
  readonly return: number
  /** Maximum favourable and adverse excursion of the price while held, as fractions of the average entry; both ≥ 0. */
  readonly mfe: number
  readonly mae: number
}

export interface TearSheet {
  readonly statistics: readonly StatisticRow[]
  readonly equity: Curve
  readonly benchmark: Curve
  /** 0 or below, as a fraction of the peak. */
  readonly drawdown: Curve
  readonly rollingSharpe: Curve
  /** Days of the rolling window, 0 when the run was too short for one. */
  readonly rollingDays: number
  /** Dollars in positions over equity; of long runs the mean of each stretch. */
  readonly exposure: Curve
  readonly months: readonly { readonly year: number; readonly month: number; readonly return: number }[]
  /** Of the sampled returns: lower edge of each bin, its width, counts. */
  readonly distribution: { readonly from: number; readonly width: number; readonly counts: readonly number[] }
  /** In the order of their closing, those still held last; the newest 2,000 at most. */
  readonly trades: readonly RoundTrip[]
  readonly tradeCount: number
  /** How returns were sampled: seconds from one to the next (a day, or the bars themselves where the run is shorter than 30 days). */
  readonly sampling: number
}

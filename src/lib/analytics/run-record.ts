import type { LoggedFills } from '../engine/block/logged-fills'

/**
 * What a finished backtest says, in columns, and all that analytics looks at. Everything here is a statistic in
 * doubles; exact money is the ledger's.
 */
export interface RunRecord {
  /** Seconds from row to row. */
  readonly granularity: number
  /** Close of each row, ms since the epoch, rising. */
  readonly time: Float64Array
  /** USD at each close. */
  readonly equity: Float64Array
  /** Dollars in positions at each close. */
  readonly exposure: Float64Array
  /** USD of buy-and-hold in equal parts over the same rows, under the same fees. */
  readonly benchmark: Float64Array
  readonly initialCash: number
  readonly fills: LoggedFills
  /** Per product: closes as USD prices, NaN where there was no bar. */
  readonly prices: readonly ProductPrices[]
}

export interface ProductPrices {
  readonly id: string
  /** Dollars per tick: columns below are in ticks. */
  readonly dollarsPerTick: number
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
}

import type { PriceTicks, ProductIndex } from '../core/product'
import type { TimeMs } from '../core/time'

/** Last price with the best bid and ask of one product. */
export interface Ticker {
  readonly product: ProductIndex
  readonly price: PriceTicks
  readonly bid: PriceTicks
  readonly ask: PriceTicks
  /** Base currency traded in the last 24 hours; a statistic, hence a float. */
  readonly volume24h: number
  readonly tradeId: number
  /** When the last trade happened by the exchange's clock; may be minutes ago. */
  readonly tradedAt: TimeMs
}

/** Seconds in a candle's bucket. */
export type Granularity = 60 | 300 | 900

export const GRANULARITIES: readonly Granularity[] = [900, 300, 60]

/** Seconds in a bucket of stored history: what the exchange offers. */
export type BarGranularity = Granularity | 3600 | 21600 | 86400

export const BAR_GRANULARITIES: readonly BarGranularity[] = [60, 300, 900, 3600, 21600, 86400]

/** Whether live snapshots carry candles of this granularity. */
export function isSnapshotGranularity(granularity: BarGranularity): granularity is Granularity {
  return granularity <= 900
}

/** Open, high, low, close and volume of one closed bucket. */
export interface Candle {
  readonly product: ProductIndex
  readonly granularity: Granularity
  /** Start of the bucket. */
  readonly start: TimeMs
  readonly open: PriceTicks
  readonly high: PriceTicks
  readonly low: PriceTicks
  readonly close: PriceTicks
  /** Base currency traded in the bucket; a statistic, hence a float. */
  readonly volume: number
}

/** Where prices come from; fixed for a match at its start. */
export type MarketSource = 'coinbase' | 'demo' | 'recorded'

export type FeedState = 'connecting' | 'live' | 'stale' | 'reconnecting'

import type { ProductIndex } from '../core/product'
import type { TimeMs } from '../core/time'
import type { Candle, FeedState, Ticker } from './types'

/** What a feed reports, in the order it learnt it. `time` is match time. */
export type FeedEvent = TickerReported | HeartbeatReported | CandlesReported | FeedStateReported

export interface TickerReported {
  readonly type: 'ticker'
  readonly time: TimeMs
  readonly ticker: Ticker
}

/** The product is alive and its last trade is still `lastTradeId`. */
export interface HeartbeatReported {
  readonly type: 'heartbeat'
  readonly time: TimeMs
  readonly product: ProductIndex
  readonly lastTradeId: number
}

/** Newly closed candles, oldest first; a candle already reported is not repeated. */
export interface CandlesReported {
  readonly type: 'candles'
  readonly time: TimeMs
  readonly candles: readonly Candle[]
}

/** What a live feed says of itself when there is nothing to remark; anything else a person should read. */
export const ALL_IS_WELL = 'Live prices from Coinbase.'
/** Ends the notice of why a page that was to show live prices shows a demo. */
export const DEMO_MEANWHILE = 'A demo match runs meanwhile.'

export interface FeedStateReported {
  readonly type: 'state'
  readonly time: TimeMs
  readonly state: FeedState
  /** A sentence for a person. */
  readonly detail: string
}

/** How often each kind of trouble was met since the feed started. */
export interface FeedCounters {
  readonly frames: number
  readonly malformed: number
  readonly crossed: number
  readonly outOfOrder: number
  readonly reconnects: number
  readonly restFailures: number
}

/** Of a feed that has met nothing yet. */
export const NO_COUNTERS: FeedCounters = {
  frames: 0,
  malformed: 0,
  crossed: 0,
  outOfOrder: 0,
  reconnects: 0,
  restFailures: 0,
}

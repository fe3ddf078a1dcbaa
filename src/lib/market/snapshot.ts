import type { PriceTicks, ProductIndex } from '../core/product'
import type { TimeMs } from '../core/time'
import type { Candle, Granularity, Ticker } from './types'

/**
 * What every agent sees at a tick, frozen: per product the ticker (undefined before the first) and the
 * candles of three windows that do not overlap, oldest first, without the unfinished bucket.
 */
export interface MarketSnapshot {
  readonly tick: number
  readonly time: TimeMs
  readonly products: readonly ProductSnapshot[]
}

export interface ProductSnapshot {
  readonly product: ProductIndex
  readonly ticker: Ticker | undefined
  readonly fresh: boolean
  readonly candles: Readonly<Record<Granularity, readonly Candle[]>>
  /** The current minute so far, built from tickers; never among `candles`. */
  readonly forming:
    { readonly open: PriceTicks; readonly high: PriceTicks; readonly low: PriceTicks } | undefined
}

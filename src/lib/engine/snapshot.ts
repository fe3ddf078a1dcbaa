import { type ProductSpec, productIndex } from '../core/product'
import type { TimeMs } from '../core/time'
import type { CandleBook } from '../market/candle-book'
import type { MinuteBuilder } from '../market/minute-builder'
import type { MarketSnapshot } from '../market/snapshot'
import type { MarketState } from './market-state'

/** The market as every agent sees it at one tick. */
export function takeSnapshot(
  products: readonly ProductSpec[],
  market: MarketState,
  candles: CandleBook,
  minutes: MinuteBuilder,
  tick: number,
  time: TimeMs,
): MarketSnapshot {
  return {
    tick,
    time,
    products: products.map((_, index) => {
      const product = productIndex(index)
      return {
        product,
        ticker: market.ticker(product),
        fresh: market.isFresh(product, time),
        candles: candles.windows(product, time),
        forming: minutes.forming(product, time),
      }
    }),
  }
}

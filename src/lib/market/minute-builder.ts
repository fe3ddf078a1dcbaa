import type { PriceTicks, ProductIndex } from '../core/product'
import type { TimeMs } from '../core/time'
import { bucketStart } from './candle-windows'
import type { ProductSnapshot } from './snapshot'
import type { Candle, Ticker } from './types'

/** The minute at hand and the two before it: an exchange's own candle is awaited no longer. */
const KEPT = 3

/**
 * One-minute candles as far as tickers tell them: the forming minute of a snapshot, and closed minutes where
 * the exchange's candles are late or cannot be had. Only new trades count, each in the minute it was made by
 * the exchange's clock; a minute without one has no candle, as with the exchange. Trades between two tickers
 * are unseen, so the range is a lower bound; the volume, which a ticker does not tell, is 0.
 */
export class MinuteBuilder {
  readonly #minutes = new Map<ProductIndex, readonly Candle[]>()
  readonly #lastTrade = new Map<ProductIndex, number>()

  take(ticker: Ticker): void {
    const { product, price, tradeId, tradedAt } = ticker
    const last = this.#lastTrade.get(product)
    if (last !== undefined && tradeId <= last) return
    this.#lastTrade.set(product, tradeId)
    const start = bucketStart(tradedAt, 60)
    const kept = this.#minutes.get(product) ?? []
    const before = kept.find((candle) => candle.start === start)
    const others = kept.filter((candle) => candle !== before)
    const now = before === undefined ? firstTrade(product, start, price) : nextTrade(before, price)
    this.#minutes.set(product, [...others, now].slice(-KEPT))
  }

  /** The minute that starts at `start` as known so far, or undefined when no ticker told of a trade in it. */
  minute(product: ProductIndex, start: TimeMs): Candle | undefined {
    return this.#minutes.get(product)?.find((candle) => candle.start === start)
  }

  /** The minute that holds `now`, as a snapshot shows it. */
  forming(product: ProductIndex, now: TimeMs): ProductSnapshot['forming'] {
    const candle = this.minute(product, bucketStart(now, 60))
    return candle && { open: candle.open, high: candle.high, low: candle.low }
  }
}

function firstTrade(product: ProductIndex, start: TimeMs, price: PriceTicks): Candle {
  return { product, granularity: 60, start, open: price, high: price, low: price, close: price, volume: 0 }
}

function nextTrade(candle: Candle, price: PriceTicks): Candle {
  const high = price > candle.high ? price : candle.high
  const low = price < candle.low ? price : candle.low
  return { ...candle, high, low, close: price }
}

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
  /** Its own, changed in place: a trade is told far more often than a minute is asked for. */
  readonly #minutes = new Map<ProductIndex, Minute[]>()
  readonly #lastTrade = new Map<ProductIndex, number>()

  take(ticker: Ticker): void {
    const { product, price, tradeId, tradedAt } = ticker
    const last = this.#lastTrade.get(product)
    if (last !== undefined && tradeId <= last) return
    this.#lastTrade.set(product, tradeId)
    const start = bucketStart(tradedAt, 60)
    const kept = this.#minutes.get(product) ?? []
    const newest = kept.at(-1)
    if (newest?.start === start) nextTrade(newest, price)
    else this.#minutes.set(product, withTrade(kept, product, start, price).slice(-KEPT))
  }

  /** The minute that starts at `start` as known so far, or undefined when no ticker told of a trade in it. */
  minute(product: ProductIndex, start: TimeMs): Candle | undefined {
    const candle = this.#at(product, start)
    return candle && { ...candle }
  }

  /** The minute that holds `now`, as a snapshot shows it. */
  forming(product: ProductIndex, now: TimeMs): ProductSnapshot['forming'] {
    const candle = this.#at(product, bucketStart(now, 60))
    return candle && { open: candle.open, high: candle.high, low: candle.low }
  }

  #at(product: ProductIndex, start: TimeMs): Minute | undefined {
    return this.#minutes.get(product)?.find((candle) => candle.start === start)
  }
}

type Minute = { -readonly [Key in keyof Candle]: Candle[Key] }

/** A trade of another minute than the newest, which then counts as the newest. */
function withTrade(
  kept: readonly Minute[],
  product: ProductIndex,
  start: TimeMs,
  price: PriceTicks,
): Minute[] {
  const before = kept.find((candle) => candle.start === start)
  if (before === undefined) return [...kept, firstTrade(product, start, price)]
  nextTrade(before, price)
  return [...kept.filter((candle) => candle !== before), before]
}

function firstTrade(product: ProductIndex, start: TimeMs, price: PriceTicks): Minute {
  return { product, granularity: 60, start, open: price, high: price, low: price, close: price, volume: 0 }
}

function nextTrade(candle: Minute, price: PriceTicks): void {
  if (price > candle.high) candle.high = price
  if (price < candle.low) candle.low = price
  candle.close = price
}

import { type PriceTicks, type ProductIndex, priceTicks } from '../../core/product'
import { type TimeMs, timeMs } from '../../core/time'
import type { Candle, Granularity } from '../../market/types'

/** What an empty bucket holds; never reported. */
const NOTHING: PriceTicks = priceTicks(1)

/** Builds one product's candles of one granularity from its trades. Buckets without a trade make none. */
export class CandleBuilder {
  readonly #length: number
  #start: number | undefined
  #open = NOTHING
  #high = NOTHING
  #low = NOTHING
  #close = NOTHING
  #volume = 0

  constructor(
    private readonly product: ProductIndex,
    private readonly granularity: Granularity,
  ) {
    this.#length = granularity * 1000
  }

  /** The bucket that ended at or before `now`, once; undefined when none did. */
  closeBy(now: TimeMs): Candle | undefined {
    const start = this.#start
    if (start === undefined || start + this.#length > now) return undefined
    this.#start = undefined
    return {
      product: this.product,
      granularity: this.granularity,
      start: timeMs(start),
      open: this.#open,
      high: this.#high,
      low: this.#low,
      close: this.#close,
      volume: this.#volume,
    }
  }

  /** A trade at `now`; the bucket before must have been closed. */
  add(now: TimeMs, price: PriceTicks, volume: number): void {
    if (this.#start === undefined) this.#begin(now, price)
    if (price > this.#high) this.#high = price
    if (price < this.#low) this.#low = price
    this.#close = price
    this.#volume += volume
  }

  #begin(now: TimeMs, price: PriceTicks): void {
    this.#start = Math.floor(now / this.#length) * this.#length
    this.#open = price
    this.#high = price
    this.#low = price
    this.#volume = 0
  }
}

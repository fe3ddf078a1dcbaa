import type { ProductIndex } from '../../core/product'
import { type TimeMs, durationMs } from '../../core/time'
import type { Candle } from '../types'
import { ChangeTrail } from './change-trail'
import type { PriceGrid } from './price-grid'

const MINUTE = durationMs(60_000)
/** More than three weeks: what the longest window of the slowest forgetting estimate looks back on. */
const KEPT = 32_768
const FIRST_SIZE = 512
/** No clock is further behind the exchange's than this many minutes; a candle of later is not believed. */
const MOST_AHEAD = 60

/**
 * The minutes of a match: closes of the closed 1-minute candles, each carried on until the product's next. Steps
 * are minutes since 1970. The newest is the newest minute of which any product has a candle, but never one that
 * the clock says is still running.
 */
export class MinuteGrid implements PriceGrid {
  readonly span = MINUTE
  readonly #changes = new ChangeTrail()
  /** Per product, in rings: the close of a step, and whether a candle of its own stands behind it. */
  #closes: Float64Array[]
  #owns: Uint8Array[]
  #size = FIRST_SIZE
  #oldest = 0
  #reached = -1

  constructor(
    readonly productCount: number,
    private readonly clock: { readonly now: TimeMs },
  ) {
    this.#closes = Array.from({ length: productCount }, () => new Float64Array(FIRST_SIZE))
    this.#owns = Array.from({ length: productCount }, () => new Uint8Array(FIRST_SIZE))
  }

  get oldest(): number {
    return this.#oldest
  }

  get newest(): number {
    return Math.min(this.#reached, this.#lastFull)
  }

  get revision(): number {
    return this.#changes.revision
  }

  changedFrom(revision: number): number {
    return this.#changes.changedFrom(revision)
  }

  close(product: ProductIndex, step: number): number {
    const isKept = step >= this.#oldest && step <= this.#reached
    if (!isKept || (step + 1) * MINUTE > this.clock.now) return Number.NaN
    return this.#closes[product]?.[step & (this.#size - 1)] ?? Number.NaN
  }

  /** Takes a closed 1-minute candle, in whatever order they come; one in the place of another corrects it. */
  add({ product, start, close }: Pick<Candle, 'product' | 'start' | 'close'>): void {
    const step = Math.floor(start / MINUTE)
    const isEmpty = this.#reached < this.#oldest
    if (step > this.#lastFull + MOST_AHEAD || (!isEmpty && step <= this.#reached - KEPT)) return
    if (isEmpty) this.#open(step)
    else if (step > this.#reached) this.#advance(step)
    else this.#changes.note(step)
    if (step < this.#oldest) this.#reachBack(step)
    this.#set(product, step, close)
  }

  get #lastFull(): number {
    return Math.floor(this.clock.now / MINUTE) - 1
  }

  #open(step: number): void {
    this.#oldest = step
    this.#reached = step
    this.#clear(step, step)
  }

  /** Steps up to `to` have come: all prices stand until a candle says otherwise. */
  #advance(to: number): void {
    const before = this.#reached & (this.#size - 1)
    const lasts = this.#closes.map((closes) => closes[before] ?? Number.NaN)
    const from = Math.max(this.#reached + 1, to - KEPT + 1)
    const oldest = Math.max(this.#oldest, to - KEPT + 1)
    this.#makeRoom(oldest, to)
    this.#oldest = oldest
    this.#reached = to
    this.#changes.forget(oldest)
    for (const [product, last] of lasts.entries()) {
      for (let step = from; step <= to; step += 1) this.#put(product, step, last, 0)
    }
  }

  #reachBack(to: number): void {
    this.#makeRoom(to, this.#reached)
    this.#clear(to, this.#oldest - 1)
    this.#oldest = to
  }

  #clear(from: number, to: number): void {
    for (let product = 0; product < this.productCount; product += 1) {
      for (let step = from; step <= to; step += 1) this.#put(product, step, Number.NaN, 0)
    }
  }

  #set(product: number, step: number, price: number): void {
    this.#put(product, step, price, 1)
    const owns = this.#owns[product]
    for (let after = step + 1; after <= this.#reached; after += 1) {
      if (owns?.[after & (this.#size - 1)] === 1) return
      this.#put(product, after, price, 0)
    }
  }

  #put(product: number, step: number, price: number, own: 0 | 1): void {
    const place = step & (this.#size - 1)
    const [closes, owns] = [this.#closes[product], this.#owns[product]]
    if (closes === undefined || owns === undefined) return
    closes[place] = price
    owns[place] = own
  }

  /** Rings double until steps from `oldest` to `newest` fit, and keep what they hold of these. */
  #makeRoom(oldest: number, newest: number): void {
    let size = this.#size
    while (newest - oldest >= size) size *= 2
    if (size === this.#size) return
    const [from, mask] = [Math.max(oldest, this.#oldest), this.#size - 1]
    const steps = Array.from({ length: this.#reached - from + 1 }, (_, index) => from + index)
    this.#closes = this.#closes.map((closes) => {
      const larger = new Float64Array(size)
      for (const step of steps) larger[step & (size - 1)] = closes[step & mask] ?? Number.NaN
      return larger
    })
    this.#owns = this.#owns.map((owns) => {
      const larger = new Uint8Array(size)
      for (const step of steps) larger[step & (size - 1)] = owns[step & mask] ?? 0
      return larger
    })
    this.#size = size
  }
}

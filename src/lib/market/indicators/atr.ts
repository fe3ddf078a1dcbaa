import { Wilder } from './wilder'

/**
 * Wilder's average true range: the smoothed greatest of high − low, |high − last close|, |low − last close|;
 * of the first bar high − low. NaN before `period` bars. A bar with a price that is not a finite number
 * leaves everything as it is.
 */
export class Atr {
  readonly #smoothed: Wilder
  #lastClose = NaN

  constructor(period: number) {
    this.#smoothed = new Wilder(period)
  }

  /** The last answer. */
  get value(): number {
    return this.#smoothed.value
  }

  next(high: number, low: number, close: number): number {
    if (!Number.isFinite(high) || !Number.isFinite(low) || !Number.isFinite(close)) return this.value
    const last = this.#lastClose
    this.#lastClose = close
    if (Number.isNaN(last)) return this.#smoothed.next(high - low)
    return this.#smoothed.next(Math.max(high, last) - Math.min(low, last))
  }

  /** {@link next} for each of the first `length` bars. */
  advance(out: Float64Array, { high, low, close }: RangeColumns, length: number): void {
    for (let row = 0; row < length; row += 1) {
      out[row] = this.next(high[row] ?? NaN, low[row] ?? NaN, close[row] ?? NaN)
    }
  }
}

/** Bars as far as {@link Atr} looks at them. */
export interface RangeColumns {
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
}

/** {@link Atr} of whole columns. */
export function atrColumn(out: Float64Array, bars: RangeColumns, period: number): void {
  new Atr(period).advance(out, bars, bars.close.length)
}

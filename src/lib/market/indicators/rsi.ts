import { Wilder } from './wilder'

/**
 * Wilder's relative strength index, 0 … 100: the smoothed rises as a percentage of smoothed rises and falls.
 * NaN before `period` changes are known; 50 while nothing moved. An input that is not a finite number leaves
 * everything as it is.
 */
export class Rsi {
  readonly #rises: Wilder
  readonly #falls: Wilder
  #last = NaN
  #value = NaN

  constructor(period: number) {
    this.#rises = new Wilder(period)
    this.#falls = new Wilder(period)
  }

  /** The last answer. */
  get value(): number {
    return this.#value
  }

  next(input: number): number {
    if (!Number.isFinite(input)) return this.#value
    const change = input - this.#last
    this.#last = input
    // Of the first input there is no change.
    if (Number.isNaN(change)) return this.#value
    const rise = this.#rises.next(change > 0 ? change : 0)
    const fall = this.#falls.next(change < 0 ? -change : 0)
    const both = rise + fall
    this.#value = both === 0 ? 50 : (100 * rise) / both
    return this.#value
  }

  /** {@link next} for each of the first `length` inputs; `out` may be `inputs`. */
  advance(out: Float64Array, inputs: Float64Array, length: number): void {
    for (let row = 0; row < length; row += 1) out[row] = this.next(inputs[row] ?? NaN)
  }
}

/** {@link Rsi} of a whole column; `out` may be `input`. */
export function rsiColumn(out: Float64Array, input: Float64Array, period: number): void {
  new Rsi(period).advance(out, input, input.length)
}

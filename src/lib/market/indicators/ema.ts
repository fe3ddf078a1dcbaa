import { checkPeriod } from './period'

/**
 * Exponential moving average with α = 2 / (span + 1), which starts at the first input (as Tulip does; TA-Lib
 * starts with a simple average). An input that is not a finite number leaves everything as it is.
 */
export class Ema {
  readonly #alpha: number
  #value = NaN

  constructor(span: number) {
    this.#alpha = 2 / (checkPeriod(span) + 1)
  }

  /** The last answer. */
  get value(): number {
    return this.#value
  }

  next(input: number): number {
    if (!Number.isFinite(input)) return this.#value
    const value = this.#value
    this.#value = Number.isNaN(value) ? input : value + this.#alpha * (input - value)
    return this.#value
  }

  /** {@link next} for each of the first `length` inputs; `out` may be `inputs`. */
  advance(out: Float64Array, inputs: Float64Array, length: number): void {
    for (let row = 0; row < length; row += 1) out[row] = this.next(inputs[row] ?? NaN)
  }
}

/** {@link Ema} of a whole column; `out` may be `input`. */
export function emaColumn(out: Float64Array, input: Float64Array, span: number): void {
  new Ema(span).advance(out, input, input.length)
}

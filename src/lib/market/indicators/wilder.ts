import { checkPeriod } from './period'

/**
 * Wilder's smoothing (J. W. Wilder, "New Concepts in Technical Trading Systems", 1978): the mean of the first
 * `period` inputs, then each further one moves it by 1 / period of the distance. NaN before there are so
 * many. An input that is not a finite number leaves everything as it is.
 */
export class Wilder {
  readonly #period: number
  #missing: number
  #sum = 0
  #value = NaN

  constructor(period: number) {
    this.#period = checkPeriod(period)
    this.#missing = period
  }

  /** The last answer. */
  get value(): number {
    return this.#value
  }

  next(input: number): number {
    if (!Number.isFinite(input)) return this.#value
    if (this.#missing === 0) this.#value += (input - this.#value) / this.#period
    else this.#collect(input)
    return this.#value
  }

  #collect(input: number): void {
    this.#sum += input
    this.#missing -= 1
    if (this.#missing === 0) this.#value = this.#sum / this.#period
  }

  /** {@link next} for each of the first `length` inputs; `out` may be `inputs`. */
  advance(out: Float64Array, inputs: Float64Array, length: number): void {
    for (let row = 0; row < length; row += 1) out[row] = this.next(inputs[row] ?? NaN)
  }
}

/** {@link Wilder} of a whole column; `out` may be `input`. */
export function wilderColumn(out: Float64Array, input: Float64Array, period: number): void {
  new Wilder(period).advance(out, input, input.length)
}

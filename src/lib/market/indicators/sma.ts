import { checkPeriod } from './period'

/**
 * Simple moving average of the last `period` inputs; NaN before there are so many. Exact for whole numbers
 * such as prices in ticks. For others the running sum is added up afresh each time the window has been
 * replaced once, so that rounding does not pile up. An input that is not a finite number leaves everything as
 * it is.
 */
export class Sma {
  readonly #window: Float64Array
  #at = 0
  #full = false
  #sum = 0
  #value = NaN

  constructor(period: number) {
    this.#window = new Float64Array(checkPeriod(period))
  }

  /** The last answer. */
  get value(): number {
    return this.#value
  }

  /** Of the inputs in the window; NaN before it is full. */
  get sum(): number {
    return this.#full ? this.#sum : NaN
  }

  next(input: number): number {
    if (!Number.isFinite(input)) return this.#value
    const window = this.#window
    const oldest = window[this.#at] ?? 0
    window[this.#at] = input
    this.#at += 1
    if (this.#at === window.length) this.#addUp()
    else this.#sum += input - oldest
    if (this.#full) this.#value = this.#sum / window.length
    return this.#value
  }

  #addUp(): void {
    let sum = 0
    for (const input of this.#window) sum += input
    this.#sum = sum
    this.#at = 0
    this.#full = true
  }

  /** {@link next} for each of the first `length` inputs; `out` may be `inputs`. */
  advance(out: Float64Array, inputs: Float64Array, length: number): void {
    for (let row = 0; row < length; row += 1) out[row] = this.next(inputs[row] ?? NaN)
  }
}

/** Sum of the last `period` inputs, as {@link Sma} keeps it. */
export class RollingSum {
  readonly #average: Sma

  constructor(period: number) {
    this.#average = new Sma(period)
  }

  /** The last answer. */
  get value(): number {
    return this.#average.sum
  }

  next(input: number): number {
    this.#average.next(input)
    return this.#average.sum
  }

  /** {@link next} for each of the first `length` inputs; `out` may be `inputs`. */
  advance(out: Float64Array, inputs: Float64Array, length: number): void {
    for (let row = 0; row < length; row += 1) out[row] = this.next(inputs[row] ?? NaN)
  }
}

/** {@link Sma} of a whole column; `out` may be `input`. */
export function smaColumn(out: Float64Array, input: Float64Array, period: number): void {
  new Sma(period).advance(out, input, input.length)
}

import { checkPeriod } from './period'

/**
 * Mean and variance of the last `period` inputs; NaN before there are so many. Sums of distances from a shift
 * near the data slide along; shift and sums are made afresh each time the window has been replaced once, so
 * neither rounding nor cancellation piles up. A window of equal inputs has a variance of exactly 0. An input
 * that is not a finite number leaves everything as it is.
 */
export class RollingMoments {
  readonly #window: Float64Array
  #at = 0
  #full = false
  #shift = 0
  #sum = 0
  #squares = 0
  #last = NaN
  /** How many of the newest inputs are equal. */
  #equal = 0
  #mean = NaN
  #variance = NaN

  constructor(period: number) {
    this.#window = new Float64Array(checkPeriod(period))
  }

  get mean(): number {
    return this.#mean
  }

  /** Divided by the period (population). */
  get variance(): number {
    return this.#variance
  }

  /** Square root of {@link variance}. */
  get deviation(): number {
    return Math.sqrt(this.#variance)
  }

  /** Answers {@link mean}. */
  next(input: number): number {
    if (!Number.isFinite(input)) return this.#mean
    const window = this.#window
    const oldest = window[this.#at] ?? 0
    window[this.#at] = input
    this.#at += 1
    this.#equal = input === this.#last ? this.#equal + 1 : 1
    this.#last = input
    if (this.#at === window.length) this.#startAfresh()
    else if (this.#full) this.#slide(input, oldest)
    if (this.#full) this.#settle(window.length)
    return this.#mean
  }

  #slide(input: number, oldest: number): void {
    const entering = input - this.#shift
    const leaving = oldest - this.#shift
    this.#sum += entering - leaving
    this.#squares += entering * entering - leaving * leaving
  }

  #startAfresh(): void {
    let total = 0
    for (const input of this.#window) total += input
    const shift = total / this.#window.length
    let [sum, squares] = [0, 0]
    for (const input of this.#window) {
      sum += input - shift
      squares += (input - shift) * (input - shift)
    }
    this.#shift = shift
    this.#sum = sum
    this.#squares = squares
    this.#at = 0
    this.#full = true
  }

  #settle(period: number): void {
    const flat = this.#equal >= period
    const centre = this.#sum / period
    this.#mean = flat ? this.#last : this.#shift + centre
    this.#variance = flat ? 0 : Math.max(this.#squares / period - centre * centre, 0)
  }
}

/** Population standard deviation of the last `period` inputs, as {@link RollingMoments} has it. */
export class RollingDeviation {
  readonly #moments: RollingMoments

  constructor(period: number) {
    this.#moments = new RollingMoments(period)
  }

  /** The last answer. */
  get value(): number {
    return this.#moments.deviation
  }

  next(input: number): number {
    this.#moments.next(input)
    return this.#moments.deviation
  }

  /** {@link next} for each of the first `length` inputs; `out` may be `inputs`. */
  advance(out: Float64Array, inputs: Float64Array, length: number): void {
    for (let row = 0; row < length; row += 1) out[row] = this.next(inputs[row] ?? NaN)
  }
}

/** {@link RollingDeviation} of a whole column; `out` may be `input`. */
export function rollingDeviationColumn(out: Float64Array, input: Float64Array, period: number): void {
  new RollingDeviation(period).advance(out, input, input.length)
}

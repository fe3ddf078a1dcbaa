import { RollingMoments } from './rolling-moments'

/**
 * How many population standard deviations the newest input is from the mean of the last `period` (itself
 * among them); 0 in a window of equal inputs, NaN before it is full. An input that is not a finite number
 * leaves everything as it is.
 */
export class ZScore {
  readonly #moments: RollingMoments
  #value = NaN

  constructor(period: number) {
    this.#moments = new RollingMoments(period)
  }

  /** The last answer. */
  get value(): number {
    return this.#value
  }

  next(input: number): number {
    if (!Number.isFinite(input)) return this.#value
    const mean = this.#moments.next(input)
    const { deviation } = this.#moments
    this.#value = deviation === 0 ? 0 : (input - mean) / deviation
    return this.#value
  }

  /** {@link next} for each of the first `length` inputs; `out` may be `inputs`. */
  advance(out: Float64Array, inputs: Float64Array, length: number): void {
    for (let row = 0; row < length; row += 1) out[row] = this.next(inputs[row] ?? NaN)
  }
}

/** {@link ZScore} of a whole column; `out` may be `input`. */
export function zScoreColumn(out: Float64Array, input: Float64Array, period: number): void {
  new ZScore(period).advance(out, input, input.length)
}

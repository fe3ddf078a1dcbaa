import { RollingMoments } from './rolling-moments'

/**
 * Bollinger bands: the mean of the last `period` inputs, and `width` population standard deviations to either
 * side. NaN before there are so many. An input that is not a finite number leaves everything as it is.
 */
export class Bollinger {
  readonly #moments: RollingMoments

  constructor(
    period: number,
    private readonly width: number,
  ) {
    this.#moments = new RollingMoments(period)
  }

  get lower(): number {
    return this.#moments.mean - this.width * this.#moments.deviation
  }

  get middle(): number {
    return this.#moments.mean
  }

  get upper(): number {
    return this.#moments.mean + this.width * this.#moments.deviation
  }

  /** Answers {@link middle}. */
  next(input: number): number {
    return this.#moments.next(input)
  }
}

export interface BollingerColumns {
  readonly lower: Float64Array
  readonly middle: Float64Array
  readonly upper: Float64Array
}

/** {@link Bollinger} of a whole column into three. */
export function bollingerColumns(
  out: BollingerColumns,
  input: Float64Array,
  period: number,
  width: number,
): void {
  const kernel = new Bollinger(period, width)
  for (let row = 0; row < input.length; row += 1) {
    out.middle[row] = kernel.next(input[row] ?? NaN)
    out.lower[row] = kernel.lower
    out.upper[row] = kernel.upper
  }
}

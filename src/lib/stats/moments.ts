/**
 * Moments of a row of numbers, in two passes (the mean first, then powers of what is left), with sums that
 * carry their rounding error along. Any NaN among the values makes the answer NaN.
 */

/** What a variance is divided by: `sample` n − 1 (unbiased), `population` n. */
export type Denominator = 'sample' | 'population'

export interface Moments {
  readonly count: number
  readonly mean: number
  /** Divided by n. */
  readonly variance: number
  /** m₃ / m₂^1.5 with moments divided by n (g₁); NaN without spread. */
  readonly skew: number
  /** m₄ / m₂² − 3 with moments divided by n (g₂), 0 for a normal distribution; NaN without spread. */
  readonly excessKurtosis: number
}

/** Sum with the rounding error carried along (A. Neumaier, 1974); 0 of nothing. */
export function sum(values: ArrayLike<number>): number {
  let total = 0
  let lost = 0
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? NaN
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  // An infinite total has no rounding error to add, and would make it NaN.
  return Number.isFinite(total) ? total + lost : total
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length
}

/** NaN of fewer than two values as a sample, of none as a population. */
export function variance(values: ArrayLike<number>, denominator: Denominator): number {
  const { squares } = centralSums(values)
  const divisor = denominator === 'sample' ? values.length - 1 : values.length
  return divisor > 0 ? squares / divisor : NaN
}

/** Square root of {@link variance}. */
export function deviation(values: ArrayLike<number>, denominator: Denominator): number {
  return Math.sqrt(variance(values, denominator))
}

/** All of them at once; NaN of nothing. */
export function moments(values: ArrayLike<number>): Moments {
  const count = values.length
  const sums = centralSums(values)
  const [second, third, fourth] = [sums.squares / count, sums.cubes / count, sums.fourths / count]
  return {
    count,
    mean: sums.mean,
    variance: second,
    skew: second > 0 ? third / (second * Math.sqrt(second)) : NaN,
    excessKurtosis: second > 0 ? fourth / (second * second) - 3 : NaN,
  }
}

interface CentralSums {
  readonly mean: number
  readonly squares: number
  readonly cubes: number
  readonly fourths: number
}

function centralSums(values: ArrayLike<number>): CentralSums {
  const centre = mean(values)
  let [firsts, squares, cubes, fourths] = [0, 0, 0, 0]
  for (let i = 0; i < values.length; i += 1) {
    const apart = (values[i] ?? NaN) - centre
    const square = apart * apart
    firsts += apart
    squares += square
    cubes += square * apart
    fourths += square * square
  }
  // What the rounded mean left over, taken off the squares: "corrected two-pass" (Chan, Golub, LeVeque 1983).
  const left = values.length > 0 ? (firsts * firsts) / values.length : 0
  // Equal values whose mean was rounded have no spread, only dust.
  const dust = Number.EPSILON * centre
  const flat = squares <= values.length * dust * dust
  if (flat) return { mean: centre, squares: 0, cubes: 0, fourths: 0 }
  return { mean: centre, squares: Math.max(squares - left, 0), cubes, fourths }
}

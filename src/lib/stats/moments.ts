import { InvariantError } from '../core/result'

/** Arithmetic mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] as number
  return sum / values.length
}

/** Sample variance (divisor n - 1) by two passes, which keeps its digits; NaN of fewer than two values. */
export function sampleVariance(values: ArrayLike<number>): number {
  const center = mean(values)
  let squares = 0
  let rest = 0
  for (let i = 0; i < values.length; i++) {
    const deviation = (values[i] as number) - center
    squares += deviation * deviation
    rest += deviation
  }
  // The deviations of an exact mean sum to 0; what they sum to corrects for the rounded one.
  return values.length < 2 ? NaN : (squares - (rest * rest) / values.length) / (values.length - 1)
}

/** Sample standard deviation (divisor n - 1); NaN of fewer than two values. */
export function sampleDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(sampleVariance(values))
}

/**
 * Exponentially weighted moving average, oldest value first and seeding the average; NaN of nothing.
 * @throws InvariantError unless 0 < weight <= 1, the share of the newest value.
 */
export function exponentialAverage(values: ArrayLike<number>, weight: number): number {
  if (!(weight > 0 && weight <= 1)) throw new InvariantError(`not a weight: ${weight}`)
  if (values.length === 0) return NaN
  let average = values[0] as number
  for (let i = 1; i < values.length; i++) average += weight * ((values[i] as number) - average)
  return average
}

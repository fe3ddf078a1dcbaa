/**
 * How far estimates from simulated paths may be off, as standard deviations. Paths of a pair (2k and 2k + 1, antithetic)
 * are not independent, pairs are: errors then are those of the means of pairs.
 */
import { mean } from '../../stats/moments'
import { quantile } from '../../stats/quantile'
import type { Probability, TailEstimate } from './types'

/** Of the mean of these values, path by path. */
export function errorOfMean(values: Float64Array, arePairs: boolean): number {
  const size = arePairs ? 2 : 1
  const count = Math.floor(values.length / size)
  const centre = mean(values)
  let squares = 0
  for (let unit = 0; unit < count; unit += 1) {
    const first = (values[unit * size] ?? 0) - centre
    const apart = arePairs ? (first + (values[unit * size + 1] ?? 0) - centre) / 2 : first
    squares += apart * apart
  }
  return Math.sqrt(squares / Math.max(count - 1, 1) / count)
}

/**
 * Of the share of paths marked with 1. Where all paths, or pairs, are alike, counting says nothing about how rare
 * another may be: then it is the deviation of the share of others given the count, each share being as likely before
 * (T. Bayes, 1763).
 */
export function probabilityOf(marks: Float64Array, arePairs: boolean): Probability {
  const value = mean(marks)
  const error = errorOfMean(marks, arePairs)
  if (error > 0) return { value, error }
  const count = arePairs ? marks.length / 2 : marks.length
  const centre = 1 / (count + 2)
  return { value, error: Math.sqrt((centre * (1 - centre)) / (count + 3)) }
}

/**
 * Of the value at risk: half of what lies between the order statistics one standard error of the share of paths beyond
 * it to either side (H. A. David and H. N. Nagaraja, "Order Statistics", 2003, 7.1). Of the tail value at risk: that of
 * the mean of v + max(loss − v, 0) / tail, which it is to first order; for independent paths this is the error of B. J.
 * Manistre and G. H. Hancock, "Variance of the CTE Estimator" (2005). `tail` is 0.05 for 95 %; `rising` are `profits`.
 */
export function tailErrors(
  profits: Float64Array,
  rising: Float64Array,
  tail: number,
  arePairs: boolean,
): Pick<TailEstimate, 'valueAtRiskError' | 'tailValueAtRiskError'> {
  const limit = quantile(rising, tail)
  const apart = errorOfMean(
    profits.map((profit) => (profit <= limit ? 1 : 0)),
    arePairs,
  )
  const [low, high] = [Math.max(tail - apart, 0), Math.min(tail + apart, 1)]
  const excess = profits.map((profit) => (profit < limit ? (limit - profit) / tail : 0))
  return {
    valueAtRiskError: (quantile(rising, high) - quantile(rising, low)) / 2,
    tailValueAtRiskError: errorOfMean(excess, arePairs),
  }
}

/**
 * Tails by history alone, without a model. `tail` is the part of the lowest values (0.05 for the 95 % level), a loss
 * is positive. Of `values` at least the {@link tailPlaces} lowest must stand in front in rising order.
 */
import { mean } from './moments'
import { quantile } from './quantile'

/** Values a {@link meanLossBeyond} is the mean of: those up to place (n − 1) × tail, that one included. */
export function tailCount(n: number, tail: number): number {
  return Math.floor((n - 1) * tail) + 1
}

/** How many of the lowest must be in order: the tail, and the next one for what lies between. */
export function tailPlaces(n: number, tail: number): number {
  return Math.min(tailCount(n, tail) + 1, n)
}

/** The loss that all but the part `tail` of the values stay below. */
export function lossAt(values: Float64Array, tail: number): number {
  return 0 - quantile(values, tail)
}

/** Mean loss of the lowest values. */
export function meanLossBeyond(values: Float64Array, tail: number): number {
  return 0 - mean(values.subarray(0, tailCount(values.length, tail)))
}

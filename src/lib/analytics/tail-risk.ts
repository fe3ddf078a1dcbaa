/**
 * Losses by history alone, without a model of returns. Both are of one sampled period, a loss is positive, and
 * `tail` is the part of the worst periods (0.05 for 95 %). `rising` are the returns in rising order.
 */
import { lossAt, meanLossBeyond } from '../stats/past-tail'

/** Fewer returns than this have no tail to speak of. */
const FEWEST = 20

/** The loss that all but the part `tail` of the periods stayed below. NaN of fewer than 20 returns. */
export function valueAtRisk(rising: Float64Array, tail: number): number {
  return rising.length < FEWEST ? NaN : lossAt(rising, tail)
}

/** Mean loss of the worst periods, those up to place (n − 1) × tail. NaN of fewer than 20 returns. */
export function tailValueAtRisk(rising: Float64Array, tail: number): number {
  return rising.length < FEWEST ? NaN : meanLossBeyond(rising, tail)
}

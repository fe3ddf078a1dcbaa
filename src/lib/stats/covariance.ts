import { invariant } from '../core/result'
import { type Denominator, mean } from './moments'

/**
 * How two rows of the same length move together, in two passes; NaN where {@link Denominator} leaves nothing.
 */
export function covariance(xs: ArrayLike<number>, ys: ArrayLike<number>, denominator: Denominator): number {
  invariant(xs.length === ys.length, 'a covariance is of rows of the same length')
  const [xCentre, yCentre] = [mean(xs), mean(ys)]
  let products = 0
  for (let i = 0; i < xs.length; i += 1) {
    products += ((xs[i] ?? NaN) - xCentre) * ((ys[i] ?? NaN) - yCentre)
  }
  const divisor = denominator === 'sample' ? xs.length - 1 : xs.length
  return divisor > 0 ? products / divisor : NaN
}

import { exp } from './exp'
import { logGamma } from './gamma'
import { log } from './log'

const MOST_TERMS = 500
const CLOSE = 1e-16
/** Stands for a zero denominator. */
const TINY = 1e-300

/**
 * The regularised incomplete beta function I_x(a, b) for a, b > 0 and x from 0 to 1; NaN elsewhere. By its continued
 * fraction (Abramowitz & Stegun 26.5.8), evaluated by Lentz's method, on the side where it converges fast.
 * `rest` is 1 − x, of which small values would be lost.
 */
export function incompleteBeta(a: number, b: number, x: number, rest = 1 - x): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return NaN
  if (x === 0 || x === 1) return x
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, rest, x)
  const scale = logGamma(a + b) - logGamma(a) - logGamma(b)
  return (exp(scale + a * log(x) + b * log(rest)) * fraction(a, b, x)) / a
}

function fraction(a: number, b: number, x: number): number {
  let below = 1 / nonZero(1 - ((a + b) * x) / (a + 1))
  let [above, value] = [1, below]
  for (let m = 1; m <= MOST_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    below = 1 / nonZero(1 + even * below)
    above = nonZero(1 + even / above)
    value *= below * above
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    below = 1 / nonZero(1 + odd * below)
    above = nonZero(1 + odd / above)
    const step = below * above
    value *= step
    if (Math.abs(step - 1) <= CLOSE) return value
  }
  return value
}

function nonZero(value: number): number {
  return value === 0 ? TINY : value
}

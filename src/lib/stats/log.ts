import { LN2_HIGH, LN2_LOW } from './ln2'
import { binaryExponent, scaleByPowerOfTwo } from './float-parts'

const HALF_SQRT2 = Math.SQRT2 / 2

/**
 * Natural logarithm with an error below 1 unit in the last place, the same in every engine; NaN below 0.
 * x = 2^k (1 + f) with 1 + f between √½ and √2, and log(1 + f) = 2 artanh(s), s = f / (2 + f).
 */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN
  if (x === 0) return -Infinity
  if (x === Infinity) return Infinity
  // Near 1, where returns are, nothing needs taking apart.
  if (x > HALF_SQRT2 && x <= Math.SQRT2) return logOfParts(x, 0)
  const k = binaryExponent(x)
  const mantissa = scaleByPowerOfTwo(x, -k)
  return mantissa > Math.SQRT2 ? logOfParts(mantissa / 2, k + 1) : logOfParts(mantissa, k)
}

/** log(2^k mantissa), the mantissa between √½ and √2. */
function logOfParts(mantissa: number, k: number): number {
  const f = mantissa - 1
  const s = f / (2 + f)
  // log(1 + f) = f - f²/2 + s (f²/2 + R): the leading terms are added last, with the least error.
  const half = 0.5 * f * f
  const correction = s * (half + artanhTail(s * s))
  return k * LN2_HIGH - (half - (correction + k * LN2_LOW) - f)
}

/** 2 artanh(s) / s - 2 as a function of z = s²: 2z/3 + 2z²/5 + …; the rest is below 2^-60 for z <= 0.0295. */
export function artanhTail(z: number): number {
  const tail = 2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21 + z * (2 / 23))))
  return z * (2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * (2 / 13 + z * tail))))))
}

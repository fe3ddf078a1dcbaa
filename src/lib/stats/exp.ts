import { LN2_HIGH, LN2_LOW } from './ln2'
import { scaleByPowerOfTwo } from './float-parts'

const OVERFLOW = 709.782712893384
const UNDERFLOW = -745.1332191019412

/**
 * e^x with an error below 1 unit in the last place, the same in every engine.
 * x = k ln 2 + r with |r| <= ln 2 / 2; e^r from the series r coth(r/2) = 2 + r²/6 - r⁴/360 + …, whose
 * coefficients are 2 B(2n) / (2n)! with the Bernoulli numbers B (Abramowitz & Stegun 4.5.67).
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN
  if (x > OVERFLOW) return Infinity
  if (x < UNDERFLOW) return 0
  // The nearest double to e, which the general way misses by one unit.
  if (x === 1) return Math.E
  const k = Math.round(x / Math.LN2)
  const high = x - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  const c = r - evenTerms(r * r)
  return scaleByPowerOfTwo(1 - (low - (r * c) / (2 - c) - high), k)
}

/** r coth(r/2) - 2 as a function of r²; what is left out is below 2^-60 for |r| <= 0.35. */
function evenTerms(z: number): number {
  const tail = z * (-691 / 653837184000 + z * (1 / 37362124800))
  return z * (1 / 6 + z * (-1 / 360 + z * (1 / 15120 + z * (-1 / 604800 + z * (1 / 23950080 + tail)))))
}

import { exp } from './exp'
import { log } from './log'

/** 1 / √(2π). */
const DENSITY_AT_ZERO = 0.3989422804014327
/** Beyond this the continued fraction converges faster than the series, and keeps the tail's digits. */
const SERIES_LIMIT = 2.5
const FRACTION_TERMS = 60
/** Beyond this the smaller tail is below the smallest double. */
const FARTHEST = 38.6

/** Density of the standard normal distribution. */
export function phi(x: number): number {
  return DENSITY_AT_ZERO * exp(-0.5 * x * x)
}

/**
 * Standard normal distribution function. Near the middle the series ½ + φ(x) (x + x³/3 + x⁵/(3·5) + …)
 * (G. Marsaglia, "Evaluating the Normal Distribution", 2004), in the tails Laplace's continued fraction
 * φ(x) / (x + 1/(x + 2/(x + …))) (Abramowitz & Stegun 26.2.14). Relative error below 1e-13 in either tail.
 */
export function Phi(x: number): number {
  if (Number.isNaN(x)) return NaN
  if (Math.abs(x) <= SERIES_LIMIT) return 0.5 + seriesFromZero(x)
  const tail = upperTail(Math.abs(x))
  return x < 0 ? tail : 1 - tail
}

function seriesFromZero(x: number): number {
  const square = x * x
  let term = x
  let sum = x
  for (let odd = 3; sum + term !== sum; odd += 2) {
    term *= square / odd
    sum += term
  }
  return sum * phi(x)
}

/** 1 - Phi(x) for x > 2.5. */
function upperTail(x: number): number {
  if (x > FARTHEST) return 0
  let fraction = x
  for (let term = FRACTION_TERMS; term >= 1; term--) fraction = x + term / fraction
  return phi(x) / fraction
}

/**
 * Quantile of the standard normal distribution: the x with Phi(x) = p. -Infinity at 0, Infinity at 1, NaN
 * outside. Algorithm AS 241, PPND16 (M. J. Wichura, "The Percentage Points of the Normal Distribution",
 * Applied Statistics 37, 1988); relative error about 1e-16.
 */
export function InvPhi(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN
  if (p === 0) return -Infinity
  if (p === 1) return Infinity
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) return q * ratio(0.180625 - q * q, CENTRAL_ABOVE, CENTRAL_BELOW)
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p))
  const size = r <= 5 ? ratio(r - 1.6, MIDDLE_ABOVE, MIDDLE_BELOW) : ratio(r - 5, FAR_ABOVE, FAR_BELOW)
  return q < 0 ? -size : size
}

function ratio(x: number, above: readonly number[], below: readonly number[]): number {
  return polynomial(x, above) / polynomial(x, below)
}

/** Coefficients from the constant term upward. */
function polynomial(x: number, coefficients: readonly number[]): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)
}

// The algorithm's coefficients, each table from the constant term upward.
const CENTRAL_ABOVE = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
]
const CENTRAL_BELOW = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
]
const MIDDLE_ABOVE = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
]
const MIDDLE_BELOW = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
]
const FAR_ABOVE = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
]
const FAR_BELOW = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
]

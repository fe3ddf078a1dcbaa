import { LN2_HIGH, LN2_LOW } from './ln2'
import { type DoubleDouble, exactProduct, product, quickSum, quotient, sum } from './double-double'
import { exp } from './exp'
import { binaryExponent, scaleByPowerOfTwo } from './float-parts'
import { artanhTail } from './log'

/** Up to this whole exponent powers are multiplied out; 2^(±½ × 1024) leaves room for all parts. */
const LARGEST_MULTIPLIED = 1024
/** e^±750 is beyond the doubles on either side. */
const FAR = 750

/**
 * x^y, the same in every engine, with the special cases of ECMAScript's Number::exponentiate.
 * Whole y up to ±1024: multiplied out with 104 bits, so the result is exact whenever a double can hold it.
 * Other y: e^(y log x) with a logarithm of about 60 bits; the error stays below 8 units in the last place,
 * below 2 for results of ordinary size.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN
  const special = !Number.isFinite(y) || !Number.isFinite(x) || x === 0
  if (special) return powerOfExtremes(x, y)
  if (Number.isInteger(y) && Math.abs(y) <= LARGEST_MULTIPLIED) return wholePower(x, y)
  if (x < 0 && !Number.isInteger(y)) return NaN
  if (Math.abs(y) === 0.5) return y > 0 ? Math.sqrt(x) : 1 / Math.sqrt(x)
  const magnitude = powerByLogarithm(Math.abs(x), y)
  return x < 0 && isOdd(y) ? -magnitude : magnitude
}

/** x is 0 or infinite, or y is infinite. */
function powerOfExtremes(x: number, y: number): number {
  const size = Math.abs(x)
  if (!Number.isFinite(y) && size === 1) return NaN
  const grows = size > 1 === y > 0
  const magnitude = grows ? Infinity : 0
  const negative = (x < 0 || Object.is(x, -0)) && isOdd(y)
  return negative ? -magnitude : magnitude
}

function isOdd(y: number): boolean {
  return Math.abs(y % 2) === 1
}

function wholePower(x: number, n: number): number {
  const { mantissa, exponent } = normalised(Math.abs(x))
  let square: DoubleDouble = { high: mantissa, low: 0 }
  let power: DoubleDouble = { high: 1, low: 0 }
  for (let rest = Math.abs(n); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = product(power, square)
    square = product(square, square)
  }
  const magnitude = n < 0 ? quotient(1, power).high : power.high
  const scaled = scaleByPowerOfTwo(magnitude, exponent * n)
  return x < 0 && isOdd(n) ? -scaled : scaled
}

/** For x > 0, finite. */
function powerByLogarithm(x: number, y: number): number {
  const logarithm = longLog(x)
  const rough = y * logarithm.high
  if (Math.abs(rough) > FAR) return rough > 0 ? Infinity : 0
  const exact = exactProduct(y, logarithm.high)
  const high = exp(exact.high)
  const low = exact.low + y * logarithm.low
  return Number.isFinite(high) ? high + high * low : high
}

/** log x to about 60 bits: the two leading terms, 2s and k ln 2, with 104 bits, the tail with 53. */
function longLog(x: number): DoubleDouble {
  const { mantissa, exponent } = normalised(x)
  const f = mantissa - 1
  const s = quotient(f, quickSum(2, f))
  const twice = { high: 2 * s.high, low: 2 * s.low }
  const ofMantissa = quickSum(twice.high, twice.low + s.high * artanhTail(s.high * s.high))
  const scale = sum({ high: exponent * LN2_HIGH, low: 0 }, exactProduct(exponent, LN2_LOW))
  return sum(scale, ofMantissa)
}

/** x = mantissa × 2^exponent with the mantissa between √½ and √2; x > 0, finite. */
function normalised(x: number): { mantissa: number; exponent: number } {
  const exponent = binaryExponent(x)
  const mantissa = scaleByPowerOfTwo(x, -exponent)
  return mantissa > Math.SQRT2 ? { mantissa: mantissa / 2, exponent: exponent + 1 } : { mantissa, exponent }
}

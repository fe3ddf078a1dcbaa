/**
 * Sums and products of doubles with about 106 bits, as unevaluated sums high + low with |low| at most half
 * a unit in high's last place (T. J. Dekker, "A floating-point technique for extending the available
 * precision", 1971). Arguments must be of ordinary size: no part may overflow or become subnormal.
 */
export interface DoubleDouble {
  readonly high: number
  readonly low: number
}

/** 2^27 + 1, which splits a double into two halves of 26 bits. */
const SPLITTER = 134_217_729

/** a + b exactly, for |a| >= |b| or a = 0. */
export function quickSum(a: number, b: number): DoubleDouble {
  const high = a + b
  return { high, low: b - (high - a) }
}

/** a + b exactly. */
export function exactSum(a: number, b: number): DoubleDouble {
  const high = a + b
  const added = high - a
  return { high, low: a - (high - added) + (b - added) }
}

/** a × b exactly. */
export function exactProduct(a: number, b: number): DoubleDouble {
  const high = a * b
  const aHigh = topHalf(a)
  const aLow = a - aHigh
  const bHigh = topHalf(b)
  const bLow = b - bHigh
  return { high, low: aLow * bLow - (high - aHigh * bHigh - aLow * bHigh - aHigh * bLow) }
}

/** a + b to about 104 bits. */
export function sum(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const exact = exactSum(a.high, b.high)
  return quickSum(exact.high, exact.low + (a.low + b.low))
}

/** a × b to about 104 bits. */
export function product(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const exact = exactProduct(a.high, b.high)
  return quickSum(exact.high, exact.low + (a.high * b.low + a.low * b.high))
}

/** a / b to about 104 bits. */
export function quotient(a: number, b: DoubleDouble): DoubleDouble {
  const first = a / b.high
  const back = exactProduct(first, b.high)
  const rest = a - back.high - back.low - first * b.low
  return quickSum(first, rest / b.high)
}

function topHalf(a: number): number {
  const scaled = SPLITTER * a
  return scaled - (scaled - a)
}

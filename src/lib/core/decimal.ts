import { type Result, err, ok } from './result'

declare const decimalBrand: unique symbol

/**
 * An exact decimal: a whole number of 10^-18. Sums and differences are exact; a product or quotient
 * that may not be names its rounding. One fixed scale makes equality, order and addition those of bigint.
 */
export type Decimal = bigint & { readonly [decimalBrand]: true }

export const DECIMAL_PLACES = 18
export const DECIMAL_ONE = 1_000_000_000_000_000_000n as Decimal
export const DECIMAL_ZERO = 0n as Decimal

const DECIMAL_TEXT = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/

/** Parses plain decimal notation (no exponent, no sign but `-`). More than 18 places are refused unless zero. */
export function parseDecimal(text: string): Result<Decimal, string> {
  const match = DECIMAL_TEXT.exec(text)
  if (match === null) return err(`"${text.slice(0, 40)}" is not a decimal number.`)
  const [, sign = '', whole = '0', fraction = ''] = match
  const kept = fraction.slice(0, DECIMAL_PLACES).padEnd(DECIMAL_PLACES, '0')
  if (/[1-9]/.test(fraction.slice(DECIMAL_PLACES))) {
    return err(`"${text.slice(0, 40)}" has more than ${DECIMAL_PLACES} decimal places.`)
  }
  const magnitude = BigInt(whole + kept)
  return ok((sign === '-' ? -magnitude : magnitude) as Decimal)
}

/** For constants in our own code. @throws RangeError on text {@link parseDecimal} refuses. */
export function decimal(text: string): Decimal {
  const parsed = parseDecimal(text)
  if (!parsed.ok) throw new RangeError(parsed.error)
  return parsed.value
}

/** Shortest plain notation that parses back to the same value; never an exponent. */
export function decimalToString(value: Decimal): string {
  const magnitude = value < 0n ? -value : value
  const whole = magnitude / DECIMAL_ONE
  const fraction = (magnitude % DECIMAL_ONE).toString().padStart(DECIMAL_PLACES, '0').replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** Rounds half-even to `places` and writes exactly that many. @throws RangeError unless places is whole, 0–18. */
export function decimalToFixed(value: Decimal, places: number): string {
  if (!(places >= 0 && places <= DECIMAL_PLACES)) throw new RangeError(`not a number of places: ${places}`)
  const step = 10n ** BigInt(DECIMAL_PLACES - places)
  const units = divideHalfEven(value, step)
  const magnitude = (units < 0n ? -units : units).toString().padStart(places + 1, '0')
  const sign = units < 0n ? '-' : ''
  if (places === 0) return sign + magnitude
  return `${sign}${magnitude.slice(0, -places)}.${magnitude.slice(-places)}`
}

export function addDecimal(a: Decimal, b: Decimal): Decimal {
  return (a + b) as Decimal
}

export function subtractDecimal(a: Decimal, b: Decimal): Decimal {
  return (a - b) as Decimal
}

/** `a` times a whole number: exact. */
export function scaleDecimal(a: Decimal, factor: bigint): Decimal {
  return (a * factor) as Decimal
}

/** `a * numerator / denominator`, rounded half-even to 10^-18. @throws RangeError when the denominator is 0. */
export function ratioHalfEven(a: Decimal, numerator: bigint, denominator: bigint): Decimal {
  return divideHalfEven(a * numerator, denominator) as Decimal
}

/** Quotient `a / b` rounded half-even to 10^-18. @throws RangeError when `b` is 0. */
export function quotientHalfEven(a: Decimal, b: Decimal): Decimal {
  return divideHalfEven(a * DECIMAL_ONE, b) as Decimal
}

/** Nearest double. For statistics and drawing only; money never comes back from it. */
export function decimalToNumber(value: Decimal): number {
  return Number(decimalToString(value))
}

/**
 * The double `value`, rounded half-even to the nearest multiple of `step`, counted in steps. Its shortest
 * decimal notation is taken for what was meant: that is what a sender of JSON numbers (candles) wrote.
 * @throws RangeError when `step` is 0.
 */
export function numberToSteps(value: number, step: Decimal): Result<bigint, string> {
  const plain = plainNotation(value)
  if (plain === undefined) return err(`${value} is not a finite number of ordinary size.`)
  // One division, so that a tie is a tie of the notation itself and nothing is rounded twice.
  return ok(divideHalfEven(plain.digits * DECIMAL_ONE, plain.denominator * step))
}

/** Integer division rounded half to even. @throws RangeError when `denominator` is 0. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator < 0n) return divideHalfEven(-numerator, -denominator)
  const quotient = numerator / denominator
  const remainder = numerator % denominator
  if (remainder === 0n) return quotient
  const twice = (remainder < 0n ? -remainder : remainder) * 2n
  const away = twice > denominator || (twice === denominator && (quotient & 1n) === 1n)
  if (!away) return quotient
  return numerator < 0n ? quotient - 1n : quotient + 1n
}

/** A double's shortest decimal notation as digits over a power of ten; undefined when it is no ordinary number. */
function plainNotation(value: number): { digits: bigint; denominator: bigint } | undefined {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) return undefined
  const [mantissa = '0', exponentText = '0'] = value.toString().split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  // Below 1e21 the shortest notation never has a positive exponent, so there are at least 0 places.
  const places = fraction.length - Number(exponentText)
  return { digits: BigInt(whole + fraction), denominator: 10n ** BigInt(places) }
}

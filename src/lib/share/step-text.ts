import { type Decimal, DECIMAL_PLACES } from '../core/decimal'
import { decimalsOf } from '../core/product'

const PLAIN = /^(0|[1-9]\d{0,29})(?:\.(\d{1,18}))?$/

/**
 * Whole numbers of an increment as plain decimal text, always with exactly the increment's decimal places:
 * `43000.00` for 4,300,000 steps of 0.01. One number has one text.
 */
export class StepText {
  readonly #places: number
  /** The increment is so many of its last decimal place: 1 for 0.01, 5 for 0.05. */
  readonly #mantissa: bigint

  constructor(increment: Decimal) {
    this.#places = decimalsOf(increment)
    this.#mantissa = increment / 10n ** BigInt(DECIMAL_PLACES - this.#places)
  }

  /** `steps` is a safe integer, not negative. */
  write(steps: number): string {
    const digits = this.#mantissa === 1n ? String(steps) : String(BigInt(steps) * this.#mantissa)
    if (this.#places === 0) return digits
    const padded = digits.padStart(this.#places + 1, '0')
    return `${padded.slice(0, -this.#places)}.${padded.slice(-this.#places)}`
  }

  /** Undefined for text that {@link write} never makes. */
  read(text: string): number | undefined {
    const match = PLAIN.exec(text)
    if (match === null) return undefined
    const [, whole = '', fraction = ''] = match
    if (fraction.length !== this.#places) return undefined
    const steps = this.#steps(whole + fraction)
    return steps !== undefined && Number.isSafeInteger(steps) ? steps : undefined
  }

  #steps(digits: string): number | undefined {
    if (this.#mantissa === 1n) return Number(digits)
    const value = BigInt(digits)
    return value % this.#mantissa === 0n ? Number(value / this.#mantissa) : undefined
  }
}

/** A float's shortest text that reads back to the same one. */
export function floatText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Undefined for text that {@link floatText} never makes of a finite float. */
export function readFloat(text: string): number | undefined {
  const value = Number(text)
  return Number.isFinite(value) && floatText(value) === text ? value : undefined
}

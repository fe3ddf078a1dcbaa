import { type Decimal, DECIMAL_ONE } from '../../core/decimal'
import { decimalsOf } from '../../core/product'

/** Whole steps below this are told apart for sure by a double of dollars: the error is below a quarter of a step. */
export const MOST_STEPS = 2 ** 50
/** Powers of ten that a double holds exactly. */
const MOST_PLACES = 22

/**
 * Prices in dollars, as files with doubles hold them, and in whole steps of an increment, as bars hold them. One
 * division by a power of ten makes the double nearest to the exact price; below {@link MOST_STEPS} it leads back to
 * the same step.
 */
export class PriceSteps {
  readonly #scale: number
  readonly #units: number

  /** @throws RangeError when the increment is not positive. */
  constructor(increment: Decimal) {
    if (increment <= 0n) throw new RangeError('a price step must be positive')
    const places = Math.min(decimalsOf(increment), MOST_PLACES)
    this.#scale = 10 ** places
    this.#units = Number((increment * 10n ** BigInt(places)) / DECIMAL_ONE)
  }

  dollars(steps: number): number {
    return (steps * this.#units) / this.#scale
  }

  /** The nearest whole number of steps; NaN for NaN. */
  steps(dollars: number): number {
    return Math.round((dollars * this.#scale) / this.#units)
  }
}

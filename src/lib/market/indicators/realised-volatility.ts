import { invariant } from '../../core/result'
import { log } from '../../stats/log'
import { Sma } from './sma'

/** A crypto year: 365 days, every second of it open. */
const SECONDS_PER_YEAR = 365 * 86_400

/**
 * Annualised realised volatility: √(mean of the last `period` squared log returns × bars in a year of 365
 * days), the mean return taken as 0 (Andersen and Bollerslev, 1998). NaN before there are so many returns. A
 * close that is not a positive finite number leaves everything as it is; the return after it spans the hole
 * and counts as one.
 */
export class RealisedVolatility {
  readonly #squares: Sma
  readonly #barsPerYear: number
  #last = NaN
  #value = NaN

  /** `barSeconds`: from bar to bar. */
  constructor(period: number, barSeconds: number) {
    invariant(barSeconds > 0, 'a bar takes some time')
    this.#squares = new Sma(period)
    this.#barsPerYear = SECONDS_PER_YEAR / barSeconds
  }

  /** The last answer; 0.5 is 50 % a year. */
  get value(): number {
    return this.#value
  }

  next(close: number): number {
    if (!(close > 0 && Number.isFinite(close))) return this.#value
    const change = close / this.#last
    this.#last = close
    if (Number.isNaN(change)) return this.#value
    const logReturn = log(change)
    const meanSquare = this.#squares.next(logReturn * logReturn)
    // A sum that slid down to nothing may end a rounding below it.
    this.#value = Math.sqrt((meanSquare < 0 ? 0 : meanSquare) * this.#barsPerYear)
    return this.#value
  }

  /** {@link next} for each of the first `length` inputs; `out` may be `inputs`. */
  advance(out: Float64Array, inputs: Float64Array, length: number): void {
    for (let row = 0; row < length; row += 1) out[row] = this.next(inputs[row] ?? NaN)
  }
}

/** {@link RealisedVolatility} of a whole column; `out` may be `closes`. */
export function realisedVolatilityColumn(
  out: Float64Array,
  closes: Float64Array,
  period: number,
  barSeconds: number,
): void {
  new RealisedVolatility(period, barSeconds).advance(out, closes, closes.length)
}

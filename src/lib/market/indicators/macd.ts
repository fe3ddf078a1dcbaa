import { Ema } from './ema'
import { checkPeriod } from './period'

/**
 * Moving average convergence/divergence: the fast less the slow exponential average, the signal line (an
 * exponential average of that) and the histogram (their difference). NaN before `slow` inputs; the signal
 * starts at the first difference. An input that is not a finite number leaves everything as it is.
 */
export class Macd {
  readonly #fast: Ema
  readonly #slow: Ema
  readonly #signal: Ema
  #missing: number
  #value = NaN

  constructor(fast: number, slow: number, signal: number) {
    this.#fast = new Ema(fast)
    this.#slow = new Ema(slow)
    this.#signal = new Ema(signal)
    this.#missing = checkPeriod(slow)
  }

  /** Fast less slow. */
  get value(): number {
    return this.#value
  }

  get signal(): number {
    return this.#signal.value
  }

  get histogram(): number {
    return this.#value - this.#signal.value
  }

  /** Answers {@link value}. */
  next(input: number): number {
    if (!Number.isFinite(input)) return this.#value
    const difference = this.#fast.next(input) - this.#slow.next(input)
    if (this.#missing > 0) this.#missing -= 1
    if (this.#missing > 0) return this.#value
    this.#value = difference
    this.#signal.next(difference)
    return difference
  }
}

export interface MacdColumns {
  readonly macd: Float64Array
  readonly signal: Float64Array
  readonly histogram: Float64Array
}

/** {@link Macd} of a whole column into three. */
export function macdColumns(
  out: MacdColumns,
  input: Float64Array,
  periods: { readonly fast: number; readonly slow: number; readonly signal: number },
): void {
  const kernel = new Macd(periods.fast, periods.slow, periods.signal)
  for (let row = 0; row < input.length; row += 1) {
    out.macd[row] = kernel.next(input[row] ?? NaN)
    out.signal[row] = kernel.signal
    out.histogram[row] = kernel.histogram
  }
}

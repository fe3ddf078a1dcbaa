import { RealisedVolatility } from '../../../../market/indicators/realised-volatility'
import type { BarGranularity } from '../../../../market/types'
import { type Stepper, SteppedAlpha } from './stepped'

export interface VolatilityMomentumParameters {
  /** The close is compared with the one so many candles before. */
  readonly lookback: number
  /** Candles that volatility is measured over. */
  readonly window: number
  /** Wanted yearly volatility of the position, as a fraction. */
  readonly target: number
  /** The position is only resized when it is off by at least this part of the product's share. */
  readonly band: number
}

/**
 * Time-series momentum scaled to a wanted volatility: while the close is above the one `lookback` candles
 * before, holds `target` ÷ realised volatility, at most the whole share; else nothing.
 * After Moskowitz, Ooi and Pedersen, Time Series Momentum (2012), long only and without leverage.
 */
export function volatilityMomentum(
  parameters: VolatilityMomentumParameters,
  granularity: BarGranularity,
): SteppedAlpha {
  const { lookback, window, target, band } = parameters
  const name = `volatility-momentum(${lookback}, ${target} over ${window}, ${band} of ${granularity} s)`
  return new SteppedAlpha(name, '1', granularity, () => new VolatilityStepper(parameters, granularity))
}

class VolatilityStepper implements Stepper {
  readonly #volatility: RealisedVolatility
  /** The newest `lookback` closes, in a ring. */
  readonly #closes: Float64Array
  readonly #target: number
  readonly #band: number
  #seen = 0
  #wanted = 0

  constructor({ lookback, window, target, band }: VolatilityMomentumParameters, granularity: BarGranularity) {
    this.#volatility = new RealisedVolatility(window, granularity)
    this.#closes = new Float64Array(lookback)
    this.#target = target
    this.#band = band
  }

  step(_high: number, _low: number, close: number): number {
    const volatility = this.#volatility.next(close)
    const place = this.#seen % this.#closes.length
    const before = this.#closes[place] ?? 0
    this.#closes[place] = close
    this.#seen += 1
    if (this.#seen > this.#closes.length) this.#judge(close > before, volatility)
    return this.#wanted
  }

  #judge(rising: boolean, volatility: number): void {
    if (!rising) this.#wanted = 0
    // Unknown volatility wants nothing new, none at all wants everything.
    else if (!Number.isNaN(volatility)) this.#resize(Math.min(1, this.#target / volatility))
  }

  #resize(wanted: number): void {
    if (this.#wanted === 0 || Math.abs(wanted - this.#wanted) >= this.#band) this.#wanted = wanted
  }

  reason(): string {
    if (this.#wanted === 0) return 'The price is no longer above where it was.'
    return `The price rises at ${(this.#volatility.value * 100).toFixed(0)} % volatility a year.`
  }
}

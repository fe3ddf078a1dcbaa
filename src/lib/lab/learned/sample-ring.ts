import { log } from '../../stats/log'
import type { Samples } from './samples'

/**
 * Features and closes of the last `window + horizon` bars: enough for `window` samples whose outcome, the log
 * return over the next `horizon` bars, is known by now. A sample's horizon never reaches beyond the newest
 * bar, so nothing that is trained on has an outcome yet to come (purged, as in M. López de Prado, "Advances
 * in Financial Machine Learning", ch. 7).
 */
export class SampleRing {
  readonly #features: Float64Array
  readonly #closes: Float64Array
  readonly #capacity: number
  #seen = 0

  constructor(
    private readonly width: number,
    window: number,
    private readonly horizon: number,
  ) {
    this.#capacity = window + horizon
    this.#features = new Float64Array(this.#capacity * width)
    this.#closes = new Float64Array(this.#capacity)
  }

  /** Bars taken so far. */
  get seen(): number {
    return this.#seen
  }

  push(features: Float64Array, close: number): void {
    const place = this.#seen % this.#capacity
    this.#features.set(features, place * this.width)
    this.#closes[place] = close
    this.#seen += 1
  }

  /**
   * Writes the window's samples, oldest first, once window and horizon were seen; without those of unknown
   * features.
   */
  gather(into: Samples): void {
    into.count = 0
    for (let bar = this.#seen - this.#capacity; bar < this.#seen - this.horizon; bar += 1) {
      const place = bar % this.#capacity
      if (this.#copy(into, place)) {
        const later = this.#closes[(bar + this.horizon) % this.#capacity] ?? NaN
        into.outcomes[into.count] = log(later / (this.#closes[place] ?? NaN))
        into.count += 1
      }
    }
  }

  #copy(into: Samples, place: number): boolean {
    const start = into.count * into.width
    into.inputs[start] = 1
    for (let feature = 0; feature < this.width; feature += 1) {
      const value = this.#features[place * this.width + feature] ?? NaN
      if (!Number.isFinite(value)) return false
      into.inputs[start + 1 + feature] = value
    }
    return true
  }
}

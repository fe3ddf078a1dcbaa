import { RollingMax, RollingMin } from '../../../../market/indicators/rolling-extremes'
import type { BarGranularity } from '../../../../market/types'
import { type Stepper, SteppedAlpha } from './stepped'

/**
 * Long from a close above the highest high of the `entry` candles before it, until a close below the lowest
 * low of the `exit` candles before it.
 */
export function donchianBreakout(entry: number, exit: number, granularity: BarGranularity): SteppedAlpha {
  const name = `donchian(${entry}/${exit} of ${granularity} s)`
  return new SteppedAlpha(name, '1', granularity, () => new DonchianStepper(entry, exit))
}

class DonchianStepper implements Stepper {
  readonly #highest: RollingMax
  readonly #lowest: RollingMin
  #wanted = 0

  constructor(entry: number, exit: number) {
    this.#highest = new RollingMax(entry)
    this.#lowest = new RollingMin(exit)
  }

  step(high: number, low: number, close: number): number {
    // The channel of the candles before this one; NaN while there are too few, and then neither holds.
    if (close > this.#highest.value) this.#wanted = 1
    else if (close < this.#lowest.value) this.#wanted = 0
    this.#highest.next(high)
    this.#lowest.next(low)
    return this.#wanted
  }

  reason(): string {
    return this.#wanted === 1 ? 'Closed above the channel.' : 'Closed below the channel.'
  }
}

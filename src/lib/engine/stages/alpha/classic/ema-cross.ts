import { invariant } from '../../../../core/result'
import { Ema } from '../../../../market/indicators/ema'
import type { BarGranularity } from '../../../../market/types'
import { type Stepper, SteppedAlpha } from './stepped'

/**
 * Long while the fast exponential average of closes is above the slow one, flat else; nothing before as
 * many candles as the slow period. Periods in candles, 1 ≤ fast < slow.
 */
export function emaCross(fast: number, slow: number, granularity: BarGranularity): SteppedAlpha {
  invariant(fast >= 1 && fast < slow, 'the fast period is at least 1 and below the slow one')
  const name = `ema-cross(${fast}/${slow} of ${granularity} s)`
  return new SteppedAlpha(name, '1', granularity, () => new EmaCrossStepper(fast, slow))
}

class EmaCrossStepper implements Stepper {
  readonly #fast: Ema
  readonly #slow: Ema
  readonly #warmUp: number
  #seen = 0
  #wanted = 0

  constructor(fast: number, slow: number) {
    this.#fast = new Ema(fast)
    this.#slow = new Ema(slow)
    this.#warmUp = slow
  }

  step(_high: number, _low: number, close: number): number {
    const fast = this.#fast.next(close)
    const slow = this.#slow.next(close)
    this.#seen += 1
    this.#wanted = this.#seen >= this.#warmUp && fast > slow ? 1 : 0
    return this.#wanted
  }

  reason(): string {
    return this.#wanted === 1
      ? 'The fast average rose above the slow one.'
      : 'The fast average fell to the slow one.'
  }
}

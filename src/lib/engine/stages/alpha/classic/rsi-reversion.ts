import { invariant } from '../../../../core/result'
import { Rsi } from '../../../../market/indicators/rsi'
import type { BarGranularity } from '../../../../market/types'
import { type Stepper, SteppedAlpha } from './stepped'

/**
 * Buys what has fallen too fast: long once the relative strength index is at or below `oversold`, until it
 * is at or above `recovered`. Period in candles; 0 < oversold < recovered < 100.
 */
export function rsiReversion(
  period: number,
  oversold: number,
  recovered: number,
  granularity: BarGranularity,
): SteppedAlpha {
  invariant(oversold < recovered, 'oversold lies below recovered')
  const name = `rsi-reversion(${period}, ${oversold}/${recovered} of ${granularity} s)`
  return new SteppedAlpha(name, '1', granularity, () => new RsiStepper(period, oversold, recovered))
}

class RsiStepper implements Stepper {
  readonly #rsi: Rsi
  #wanted = 0

  constructor(
    period: number,
    private readonly oversold: number,
    private readonly recovered: number,
  ) {
    this.#rsi = new Rsi(period)
  }

  step(_high: number, _low: number, close: number): number {
    const strength = this.#rsi.next(close)
    // While it warms up it is NaN, which is neither.
    if (strength <= this.oversold) this.#wanted = 1
    else if (strength >= this.recovered) this.#wanted = 0
    return this.#wanted
  }

  reason(): string {
    const strength = `The relative strength index is ${this.#rsi.value.toFixed(1)}`
    return this.#wanted === 1 ? `${strength}: oversold.` : `${strength}: recovered.`
  }
}

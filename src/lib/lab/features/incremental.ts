import { invariant } from '../../core/result'
import type { Bars } from '../../market/bars'
import { allocateFeatureBars, viewOfBars } from './feature-bars'
import type { FeatureColumn } from './expression'
import { FeatureMachine } from './machine'
import type { FeaturePlan } from './plan'

export type FeatureBar = Readonly<Record<FeatureColumn, number>>

/** Rows reckoned at once where they are known beforehand: few, because buffers are kept for each product. */
const CHUNK = 512

/**
 * A plan fed bar by bar, as in a live match. In a backtest, where the next bars lie ready, they can be
 * announced: their figures are then reckoned as columns, and still answered one by one. To the last bit the
 * same as `evaluate`, either way.
 */
export class IncrementalFeatures {
  /** As of the last bar, one per feature; the same array every time. */
  readonly values: Float64Array
  readonly #machine: FeatureMachine
  readonly #bar = allocateFeatureBars(1)
  #announced: Bars | undefined
  #next = 0
  #to = 0
  #ready = 0
  #taken = 0

  constructor(plan: FeaturePlan) {
    this.#machine = new FeatureMachine(plan, CHUNK)
    this.values = new Float64Array(plan.outputs.length).fill(NaN)
  }

  /**
   * Says that the next bars to be pushed are these rows, without a gap. Rows announced before may be among
   * them.
   */
  announce(bars: Bars, from: number, to: number): void {
    this.#announced = bars
    this.#next = from + this.#ready - this.#taken
    this.#to = to
  }

  /** Takes the next bar and answers {@link values}; one without a close (NaN) changes nothing. */
  push(bar: FeatureBar): Float64Array {
    if (Number.isNaN(bar.close)) return this.values
    if (this.#taken === this.#ready) this.#reckon(bar)
    for (let index = 0; index < this.values.length; index += 1) {
      this.values[index] = this.#machine.output(index)[this.#taken] ?? NaN
    }
    this.#taken += 1
    return this.values
  }

  /** The rows announced, as many as go at once, or this bar alone. */
  #reckon(bar: FeatureBar): void {
    this.#taken = 0
    if (this.#announced !== undefined && this.#next < this.#to) this.#reckonRows(this.#announced, bar)
    else this.#reckonOne(bar)
  }

  #reckonRows(bars: Bars, bar: FeatureBar): void {
    invariant(bars.close[this.#next] === bar.close, 'the bars that come are those announced')
    const end = Math.min(this.#next + CHUNK, this.#to)
    this.#ready = end - this.#next
    this.#machine.run(viewOfBars(bars, this.#next, end), this.#ready)
    this.#next = end
  }

  #reckonOne({ open, high, low, close, volume }: FeatureBar): void {
    const bar = this.#bar
    bar.open[0] = open
    bar.high[0] = high
    bar.low[0] = low
    bar.close[0] = close
    bar.volume[0] = volume
    this.#ready = 1
    this.#machine.run(bar, 1)
  }
}

/** A fresh {@link IncrementalFeatures}. */
export function incremental(plan: FeaturePlan): IncrementalFeatures {
  return new IncrementalFeatures(plan)
}

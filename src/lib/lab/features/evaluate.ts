import type { Bars } from '../../market/bars'
import { type FeatureBars, allocateFeatureBars, viewOfBars } from './feature-bars'
import { FeatureMachine } from './machine'
import type { FeaturePlan } from './plan'

/** Few enough that a plan's buffers stay in the cache, enough that calls do not count. */
const CHUNK = 4096

/**
 * All features over all bars, a column each. A row without a bar (NaN) is not there for any feature: its
 * figures are those of the row before.
 */
export function evaluate(plan: FeaturePlan, bars: Bars): Float64Array[] {
  const machine = new FeatureMachine(plan, CHUNK)
  const packer = new Packer()
  const columns = plan.outputs.map(() => new Float64Array(bars.length))
  for (let from = 0; from < bars.length; from += CHUNK) {
    const to = Math.min(from + CHUNK, bars.length)
    const { packed, count } = packer.pack(bars, from, to)
    machine.run(packed, count)
    columns.forEach((column, index) => {
      packer.unpack(machine.output(index), column, from, to)
    })
  }
  return columns
}

/** Leaves out rows without a bar, and puts the figures back where they belong. */
class Packer {
  readonly #rows = new Int32Array(CHUNK)
  #count = 0
  #gaps = false
  #own: FeatureBars | undefined

  pack(bars: Bars, from: number, to: number): { packed: FeatureBars; count: number } {
    this.#count = 0
    for (let row = from; row < to; row += 1) {
      if (Number.isNaN(bars.close[row])) continue
      this.#rows[this.#count] = row
      this.#count += 1
    }
    this.#gaps = this.#count < to - from
    return { packed: this.#gaps ? this.#copy(bars) : viewOfBars(bars, from, to), count: this.#count }
  }

  unpack(figures: Float64Array, out: Float64Array, from: number, to: number): void {
    if (!this.#gaps) out.set(figures.subarray(0, to - from), from)
    else this.#spread(figures, out, from, to)
  }

  #spread(figures: Float64Array, out: Float64Array, from: number, to: number): void {
    let last = from === 0 ? NaN : (out[from - 1] ?? NaN)
    let next = 0
    for (let row = from; row < to; row += 1) {
      if (next < this.#count && this.#rows[next] === row) {
        last = figures[next] ?? NaN
        next += 1
      }
      out[row] = last
    }
  }

  #copy(bars: Bars): FeatureBars {
    this.#own ??= allocateFeatureBars(CHUNK)
    const own = this.#own
    for (let place = 0; place < this.#count; place += 1) {
      const row = this.#rows[place] ?? 0
      own.open[place] = bars.open[row] ?? NaN
      own.high[place] = bars.high[row] ?? NaN
      own.low[place] = bars.low[row] ?? NaN
      own.close[place] = bars.close[row] ?? NaN
      own.volume[place] = bars.volume[row] ?? NaN
    }
    return own
  }
}

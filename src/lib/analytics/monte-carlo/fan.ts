import { fastExp } from '../../stats/fast-exp'
import { MOST_LOG_GROWTH, growthOf } from './growth'
import type { HeightUnit } from './path-source'
import { FAN_PARTS } from './types'

/** Of each look at the paths. */
export const FAN_BINS = 512
/** So many deviations either side of the mean: beyond are less than 1 % of any distribution (Cantelli's inequality). */
const REACH = 10
const MOST_EQUITY = Number.MAX_VALUE / 4
const NEARLY_ONE = 1 - 1e-9

/** How a product's log price is expected to move in a step: enough to tell where its paths will be. */
export interface Spread {
  readonly drift: ArrayLike<number>
  /** n × n, row by row. */
  readonly covariance: ArrayLike<number>
}

/**
 * Where paths are looked for, look by look, so that counts of any paths can be added up. Bins have equal width in log
 * growth, or where heights are dollars in (equity − start) / (equity + start), which is −1 at 0, 0 at the start and
 * near 1 at many times as much: like half its logarithm around the start, at the cost of a division.
 */
export class FanScale {
  readonly looks: number
  readonly #low: Float64Array
  readonly #width: Float64Array

  constructor(
    readonly unit: HeightUnit,
    readonly start: number,
    portfolio: { readonly cash: number; readonly values: readonly number[] },
    spread: Spread,
    steps: { readonly looks: number; readonly stride: number },
  ) {
    this.looks = steps.looks
    this.#low = new Float64Array(steps.looks)
    this.#width = new Float64Array(steps.looks)
    for (let look = 0; look < steps.looks; look += 1) {
      const time = (look + 1) * steps.stride
      const { mean, deviation } =
        unit === 'log-growth' ? logMomentsOf(spread, time) : momentsOf(portfolio.values, spread, time)
      const low = this.#place(portfolio.cash + mean - REACH * deviation)
      this.#low[look] = low
      this.#width[look] = (this.#place(portfolio.cash + mean + REACH * deviation) - low) / FAN_BINS
    }
  }

  /** Counts the paths [from, to) of a chunk; what is beyond either end goes into the last bin. */
  count(heights: Float64Array, from: number, to: number, look: number, fan: Uint32Array): void {
    const low = this.#low[look] ?? 0
    const width = this.#width[look] ?? 0
    const perPlace = width > 0 ? 1 / width : 0
    const bins = fan.subarray(look * FAN_BINS, (look + 1) * FAN_BINS)
    const paths = heights.subarray(from, to)
    if (this.unit === 'log-growth') countPlaces(paths, low, perPlace, bins)
    else countEquity(paths, this.start, low, perPlace, bins)
  }

  /** Equity at each of {@link FAN_PARTS} of all paths counted: the start, then each look. Interpolated within bins. */
  partsOf(fan: Uint32Array): readonly Float64Array[] {
    const curves = FAN_PARTS.map(() => new Float64Array(this.looks + 1).fill(this.start))
    for (let look = 0; look < this.looks; look += 1) {
      const counts = fan.subarray(look * FAN_BINS, (look + 1) * FAN_BINS)
      const all = counts.reduce((sum, count) => sum + count, 0)
      FAN_PARTS.forEach((part, index) => {
        const place = (this.#low[look] ?? 0) + (this.#width[look] ?? 0) * binsBelow(counts, part * all)
        const curve = curves[index]
        if (curve !== undefined) curve[look + 1] = this.#equityAt(place)
      })
    }
    return curves
  }

  #place(height: number): number {
    if (this.unit === 'log-growth') return Math.min(Math.max(height, -MOST_LOG_GROWTH), MOST_LOG_GROWTH)
    const equity = Math.min(Math.max(height, 0), MOST_EQUITY)
    return Math.min((equity - this.start) / (equity + this.start), NEARLY_ONE)
  }

  #equityAt(place: number): number {
    return this.unit === 'log-growth'
      ? this.start * growthOf(place)
      : (this.start * (1 + place)) / (1 - place)
  }
}

function countPlaces(places: Float64Array, low: number, perPlace: number, bins: Uint32Array): void {
  const last = FAN_BINS - 1
  for (let path = 0; path < places.length; path += 1) {
    const bin = ((places[path] as number) - low) * perPlace
    const at = bin > 0 ? (bin < last ? bin | 0 : last) : 0
    bins[at] = (bins[at] as number) + 1
  }
}

function countEquity(
  equity: Float64Array,
  start: number,
  low: number,
  perPlace: number,
  bins: Uint32Array,
): void {
  const last = FAN_BINS - 1
  for (let path = 0; path < equity.length; path += 1) {
    const value = equity[path] as number
    const bin = ((value - start) / (value + start) - low) * perPlace
    const at = bin > 0 ? (bin < last ? bin | 0 : last) : 0
    bins[at] = (bins[at] as number) + 1
  }
}

/** How many bins, the last one in part, hold so many of the counts. */
function binsBelow(counts: Uint32Array, wanted: number): number {
  let below = 0
  for (let bin = 0; bin < counts.length; bin += 1) {
    const here = counts[bin] ?? 0
    if (here > 0 && below + here >= wanted) return bin + (wanted - below) / here
    below += here
  }
  return counts.length
}

/** Of one product's log growth after so many steps. */
function logMomentsOf({ drift, covariance }: Spread, time: number): { mean: number; deviation: number } {
  return { mean: (drift[0] ?? 0) * time, deviation: Math.sqrt(Math.max((covariance[0] ?? 0) * time, 0)) }
}

/** Of holdings after so many steps, each lognormal: E, and sqrt(Σ E_i E_j (e^(c_ij t) − 1)). */
function momentsOf(
  values: readonly number[],
  { drift, covariance }: Spread,
  time: number,
): { mean: number; deviation: number } {
  const n = values.length
  const expected = values.map((value, i) => {
    const exponent = ((drift[i] ?? 0) + (covariance[i * n + i] ?? 0) / 2) * time
    return value * fastExp(Math.min(exponent, MOST_LOG_GROWTH))
  })
  let [mean, variance] = [0, 0]
  for (let i = 0; i < n; i += 1) {
    mean += expected[i] ?? 0
    for (let j = 0; j < n; j += 1) {
      variance += (expected[i] ?? 0) * (expected[j] ?? 0) * lessOne((covariance[i * n + j] ?? 0) * time)
    }
  }
  return { mean, deviation: Math.sqrt(Math.max(variance, 0)) }
}

/** e^x − 1. */
function lessOne(x: number): number {
  return Math.abs(x) < 1e-5 ? x + (x * x) / 2 : fastExp(Math.min(x, MOST_LOG_GROWTH)) - 1
}

import { type Bars, allocateBars, sliceBars } from '../../market/bars'
import type { BarGranularity } from '../../market/types'

/** Coarser bars, and how many of them are closed once a row of the finer ones is. */
export interface AggregatedBars {
  readonly bars: Bars
  readonly closedAt: Float64Array
}

/**
 * Folds bars into buckets of `coarse` seconds. A bucket counts as closed with the row that reaches its
 * end, or with the first row beyond it; so nothing is seen before its time. Rows of NaN are skipped, so
 * with `coarse` equal to `fine` only the gaps go.
 */
export function aggregateBars(bars: Bars, fine: BarGranularity, coarse: BarGranularity): AggregatedBars {
  const [step, span] = [fine * 1000, coarse * 1000]
  const whole = allocateBars(bars.length)
  const closedAt = new Float64Array(bars.length)
  let count = 0
  let closed = 0
  for (let row = 0; row < bars.length; row += 1) {
    const time = bars.time[row] ?? 0
    const start = Math.floor(time / span) * span
    // A bucket left behind was closed when its end passed, also where its last rows are missing.
    if (count > 0 && (whole.time[count - 1] ?? 0) < start) closed = count
    if (!Number.isNaN(bars.open[row])) {
      if (count === closed) count = openBucket(whole, count, start, bars, row)
      else extendBucket(whole, count - 1, bars, row)
    }
    if (time + step >= start + span) closed = count
    closedAt[row] = closed
  }
  return { bars: sliceBars(whole, 0, count), closedAt }
}

/** How many candles are closed before a row is. */
export function closedBefore({ closedAt }: AggregatedBars, row: number): number {
  return row === 0 ? 0 : (closedAt[row - 1] ?? 0)
}

/** The row of [from, to) with whose close a candle closes. */
export function closingRow({ closedAt }: AggregatedBars, candle: number, from: number, to: number): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((closedAt[middle] ?? 0) <= candle) low = middle + 1
    else high = middle
  }
  return low
}

function openBucket(to: Bars, index: number, start: number, from: Bars, row: number): number {
  to.time[index] = start
  to.open[index] = from.open[row] ?? NaN
  to.high[index] = from.high[row] ?? NaN
  to.low[index] = from.low[row] ?? NaN
  to.close[index] = from.close[row] ?? NaN
  to.volume[index] = from.volume[row] ?? 0
  return index + 1
}

function extendBucket(to: Bars, index: number, from: Bars, row: number): void {
  to.high[index] = Math.max(to.high[index] ?? NaN, from.high[row] ?? NaN)
  to.low[index] = Math.min(to.low[index] ?? NaN, from.low[row] ?? NaN)
  to.close[index] = from.close[row] ?? NaN
  to.volume[index] = (to.volume[index] ?? 0) + (from.volume[row] ?? 0)
}

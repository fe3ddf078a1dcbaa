import { pow } from '../stats/pow'
import { quantile } from '../stats/quantile'
import type { TearSheet } from './tear-sheet'

const FEWEST_BINS = 10
const MOST_BINS = 80

/**
 * How often returns fall into bins of equal width from the lowest to the highest: as wide as 2 × interquartile range
 * over the cube root of n (D. Freedman and P. Diaconis, 1981), but 10 to 80 of them. Where all are the same, one
 * bin of width 0; of nothing, none.
 */
export function distribution(rising: Float64Array): TearSheet['distribution'] {
  const from = rising[0]
  const to = rising[rising.length - 1]
  if (from === undefined || to === undefined) return { from: 0, width: 0, counts: [] }
  if (!(to > from)) return { from, width: 0, counts: [rising.length] }
  const bins = binsFor(rising, to - from)
  const width = (to - from) / bins
  const counts = new Array<number>(bins).fill(0)
  for (const value of rising) {
    const bin = Math.min(Math.floor((value - from) / width), bins - 1)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return { from, width, counts }
}

function binsFor(rising: Float64Array, range: number): number {
  const middle = quantile(rising, 0.75) - quantile(rising, 0.25)
  const width = (2 * middle) / pow(rising.length, 1 / 3)
  return width > 0 ? Math.min(Math.max(Math.ceil(range / width), FEWEST_BINS), MOST_BINS) : MOST_BINS
}

import { mean } from '../stats/moments'
import type { Curve } from './tear-sheet'

/** Points of a drawn curve: about as many as a wide screen has columns. */
const MOST_POINTS = 1500

/**
 * A curve of at most so many points: the first, the last, and of equal stretches between them the lowest and the
 * highest, so that no peak or trough is lost. Copies, never views.
 */
export function thin(time: Float64Array, value: Float64Array, most = MOST_POINTS): Curve {
  if (value.length <= most) return { time: time.slice(), value: value.slice() }
  const kept = keptRows(value, Math.floor((most - 2) / 2))
  return {
    time: Float64Array.from(kept, (row) => time[row] ?? NaN),
    value: Float64Array.from(kept, (row) => value[row] ?? NaN),
  }
}

/**
 * The same for what switches on and off, where extremes would fill the picture: the mean of each of so many equal
 * stretches, at its last instant. Copies, never views. Any NaN in a stretch makes its mean NaN.
 */
export function thinMeans(time: Float64Array, value: Float64Array, most = MOST_POINTS): Curve {
  const { length } = value
  if (length <= most) return { time: time.slice(), value: value.slice() }
  const ends = Array.from({ length: most }, (_, stretch) => Math.floor(((stretch + 1) * length) / most))
  return {
    time: Float64Array.from(ends, (end) => time[end - 1] ?? NaN),
    value: Float64Array.from(ends, (end, stretch) => mean(value.subarray(ends[stretch - 1] ?? 0, end))),
  }
}

function keptRows(value: Float64Array, stretches: number): readonly number[] {
  const kept = [0]
  const inner = value.length - 2
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = 1 + Math.floor((stretch * inner) / stretches)
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretches)
    const [first, second] = extremesOf(value, from, to)
    kept.push(first)
    if (second > first) kept.push(second)
  }
  kept.push(value.length - 1)
  return kept
}

/** Rows of the lowest and highest value in [from, to), in the order they stand. */
function extremesOf(value: Float64Array, from: number, to: number): readonly [number, number] {
  let [lowest, highest] = [from, from]
  let [low, high] = [value[from] ?? NaN, value[from] ?? NaN]
  for (let row = from + 1; row < to; row += 1) {
    const here = value[row] ?? NaN
    if (here < low) {
      low = here
      lowest = row
    } else if (here > high) {
      high = here
      highest = row
    }
  }
  return lowest < highest ? [lowest, highest] : [highest, lowest]
}

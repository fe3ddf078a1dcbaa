import type { TimeRange } from './dataset'

/** Most holes that are named; all are counted. */
export const MOST_HOLES = 20

/** Empty buckets between bars. */
export interface Holes {
  /** Buckets without a bar. */
  readonly missing: number
  /** Runs of such buckets, longest first, at most {@link MOST_HOLES}; the earlier first among equals. */
  readonly holes: readonly TimeRange[]
}

export const NO_HOLES: Holes = { missing: 0, holes: [] }

/**
 * The empty buckets of `step` ms from `from` up to the last bar. What lies behind the last bar is no hole yet:
 * more bars may follow, see {@link withTail}.
 * @param times starts of the bars, rising, on the grid, none before `from`
 */
export function holesOf(times: Float64Array, step: number, from: number): Holes {
  const holes: TimeRange[] = []
  let missing = 0
  let next = from
  for (let row = 0; row < times.length; row += 1) {
    const time = times[row] ?? next
    if (time > next) {
      missing += (time - next) / step
      holes.push({ from: next, to: time })
      if (holes.length > 4 * MOST_HOLES) keepLongest(holes)
    }
    next = time + step
  }
  return { missing, holes: keepLongest(holes) }
}

/** Both together, of parts of time that do not overlap. */
export function joinHoles(a: Holes, b: Holes): Holes {
  return { missing: a.missing + b.missing, holes: keepLongest([...a.holes, ...b.holes]) }
}

/** With the buckets from `next`, behind the last bar, up to `to`. */
export function withTail(known: Holes, next: number, to: number, step: number): Holes {
  return joinHoles(known, next < to ? { missing: (to - next) / step, holes: [{ from: next, to }] } : NO_HOLES)
}

/** Changes the list. */
function keepLongest(holes: TimeRange[]): TimeRange[] {
  holes.sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from)
  holes.length = Math.min(holes.length, MOST_HOLES)
  return holes
}

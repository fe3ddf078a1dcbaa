import type { TimeRange } from './dataset'

/** The same instants as rising ranges that do not touch. Empty ones go. */
export function mergeRanges(ranges: readonly TimeRange[]): readonly TimeRange[] {
  const rising = ranges.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)
  const merged: TimeRange[] = []
  for (const range of rising) {
    const last = merged.at(-1)
    if (last === undefined || range.from > last.to) merged.push(range)
    else if (range.to > last.to) merged[merged.length - 1] = { from: last.from, to: range.to }
  }
  return merged
}

/** What of `wanted` lies in none of `taken`, rising and apart. */
export function subtractRanges(wanted: TimeRange, taken: readonly TimeRange[]): readonly TimeRange[] {
  const left: TimeRange[] = []
  let from = wanted.from
  for (const range of mergeRanges(taken)) {
    if (range.to <= from) continue
    if (range.from >= wanted.to) break
    if (range.from > from) left.push({ from, to: range.from })
    from = range.to
  }
  if (from < wanted.to) left.push({ from, to: wanted.to })
  return left
}

/** Instants that both have; undefined when there is none. */
export function intersectRange(a: TimeRange, b: TimeRange): TimeRange | undefined {
  const from = Math.max(a.from, b.from)
  const to = Math.min(a.to, b.to)
  return from < to ? { from, to } : undefined
}

/** Down and up to starts of buckets of `step` ms, so that nothing of the range is lost. */
export function alignRange(range: TimeRange, step: number): TimeRange {
  return { from: Math.floor(range.from / step) * step, to: Math.ceil(range.to / step) * step }
}

/**
 * The equity of every run through a match, bounded: the newest hour stays as it came, what is older is
 * thinned by halves once the history outgrows its capacity. Drawing takes evenly spaced samples of it.
 */
import type { EquityPoint } from '../../workers/api/view'

const HOUR_MS = 3_600_000

export const EQUITY_CAPACITY = 8_192

/** Adds points in order. A point not later than the last one replaces it; an earlier one is dropped. */
export function appendEquity(
  history: readonly EquityPoint[],
  added: readonly EquityPoint[],
  capacity = EQUITY_CAPACITY,
): readonly EquityPoint[] {
  if (added.length === 0) return history
  const points = [...history]
  for (const point of added) {
    const last = points.at(-1)
    if (last !== undefined && point.time < last.time) continue
    if (last?.time === point.time) points.pop()
    points.push(point)
  }
  return points.length > capacity ? thin(points, capacity) : points
}

/** Every second of the older points, and of all of them where the newest hour alone is too much. */
function thin(points: readonly EquityPoint[], capacity: number): readonly EquityPoint[] {
  const newest = points.at(-1)?.time ?? 0
  const recent = points.findIndex((point) => point.time >= newest - HOUR_MS)
  const kept = [...everySecond(points.slice(0, recent)), ...points.slice(recent)]
  let bounded = kept.length > capacity ? everySecond(kept) : kept
  while (bounded.length > capacity) bounded = everySecond(bounded)
  return bounded
}

/** Keeps the first and the last. */
function everySecond(points: readonly EquityPoint[]): EquityPoint[] {
  return points.filter((_, index) => index % 2 === 0 || index === points.length - 1)
}

export type ChartRange = 'hour' | 'match'

/** The points of the range, oldest first: the newest hour of match time, or all. */
export function inRange(history: readonly EquityPoint[], range: ChartRange): readonly EquityPoint[] {
  if (range === 'match') return history
  const from = (history.at(-1)?.time ?? 0) - HOUR_MS
  const first = history.findIndex((point) => point.time >= from)
  return history.slice(Math.max(0, first))
}

/**
 * At most `budget` points: the last of each bucket of time. Buckets are whole seconds times a power of
 * two, aligned to the epoch, so that from one call to the next only the newest bucket changes; and even
 * in time, because the chart's axis counts points, not seconds.
 */
export function sampleEvenly(points: readonly EquityPoint[], budget: number): readonly EquityPoint[] {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined) return points
  const width = bucketWidth(last.time - first.time, budget)
  return points.filter((point, index) => {
    const next = points[index + 1]
    return next === undefined || Math.floor(next.time / width) > Math.floor(point.time / width)
  })
}

/** The narrowest width with which a span, wherever it starts, falls into at most `budget` buckets. */
function bucketWidth(span: number, budget: number): number {
  let width = 1000
  while (Math.floor(span / width) + 2 > budget) width *= 2
  return width
}

/** How many points a line may have so that all lines together stay smooth to draw. */
export function pointsPerLine(lines: number): number {
  return Math.min(900, Math.max(160, Math.floor(24_000 / Math.max(1, lines))))
}

import { type TimeMs, timeMs } from '../core/time'
import type { Granularity } from './types'

/** Candles of one granularity whose buckets start in [from, to). */
export interface CandleWindow {
  readonly granularity: Granularity
  readonly from: TimeMs
  readonly to: TimeMs
}

const MINUTE_MS = 60_000
const OLDEST_MINUTES = 240
const COARSE_UNTIL_MINUTES = 90
const MIDDLE_UNTIL_MINUTES = 20

/**
 * The three windows an agent sees at `now`, finest first: 15-minute candles from 4 h to 90 min ago, 5-minute
 * ones to 20 min ago, 1-minute ones to now. Each seam is rounded down to a bucket of the coarser side, so
 * every instant from the first bucket to the last whole minute lies in exactly one bucket of one window, and
 * no bucket has its end after `now`.
 */
export function candleWindows(now: TimeMs): readonly [CandleWindow, CandleWindow, CandleWindow] {
  const oldest = bucketStart(timeMs(now - OLDEST_MINUTES * MINUTE_MS), 900)
  const coarseEnd = bucketStart(timeMs(now - COARSE_UNTIL_MINUTES * MINUTE_MS), 900)
  const middleEnd = bucketStart(timeMs(now - MIDDLE_UNTIL_MINUTES * MINUTE_MS), 300)
  return [
    { granularity: 60, from: middleEnd, to: bucketStart(now, 60) },
    { granularity: 300, from: coarseEnd, to: middleEnd },
    { granularity: 900, from: oldest, to: coarseEnd },
  ]
}

/** Start of the bucket that holds the instant. */
export function bucketStart(time: TimeMs, granularity: Granularity): TimeMs {
  const span = granularity * 1000
  return timeMs(Math.floor(time / span) * span)
}

/** End of the bucket that starts at `start`: the first instant not in it. */
export function bucketEnd(start: TimeMs, granularity: Granularity): TimeMs {
  return timeMs(start + granularity * 1000)
}

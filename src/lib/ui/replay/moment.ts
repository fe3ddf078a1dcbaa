/** Where in a match one is, in numbers and words. */
import type { OpenedReplay } from '../../../workers/api/replay'
import { countText } from '../format'
import { dateText, stopwatchText } from '../time-format'

/** Speeds to play at, match time against wall time. */
export const SPEEDS = [1, 5, 10, 30, 60, 120, 300, 600, 1000] as const

/** The number of the last event that can be shown; 0 when there is none. */
export function lastEvent({ events }: OpenedReplay): number {
  return Math.max(0, events - 1)
}

/** Match time of an event, worked out between the moments the replay names. */
export function timeAt({ times, startedAt }: OpenedReplay, seq: number): number {
  const next = firstFrom(times, (moment) => moment.seq > seq)
  const before = times[next - 1]
  const after = times[next]
  if (before === undefined) return after?.time ?? startedAt
  if (after === undefined) return before.time
  const share = (seq - before.seq) / (after.seq - before.seq)
  return before.time + share * (after.time - before.time)
}

/** `00:12:05 into the match, Nov 21, 14:32`. */
export function matchMoment({ startedAt }: Pick<OpenedReplay, 'startedAt'>, time: number): string {
  return `${stopwatchText(time - startedAt)} into the match, ${dateText(time)}`
}

/** `00:12:05 into the match, Nov 21, 14:32, event 812 of 14,202`. */
export function momentText(opened: OpenedReplay, seq: number, time: number): string {
  return `${matchMoment(opened, time)}, event ${countText(seq)} of ${countText(lastEvent(opened))}`
}

/** Index of the first item that passes; the length when none does. `passes` must hold for all that follow. */
export function firstFrom<Item>(items: readonly Item[], passes: (item: Item) => boolean): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && passes(item)) high = middle
    else low = middle + 1
  }
  return low
}

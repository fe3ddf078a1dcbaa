import type { FeedCounters } from '../market/feed-event'
import type { MarketRow } from '../../workers/api/view'
import { pluralText } from './format'
import { clockText } from './time-format'

const QUIET_MS = 30_000

/** Since when a quiet product's ticker has not changed; empty for one that moves. */
export function unchangedText(row: MarketRow, matchTime: number): string {
  if (row.unchangedSince === undefined || matchTime - row.unchangedSince < QUIET_MS) return ''
  return `unchanged since ${clockText(row.unchangedSince)}`
}

/** What the feed had to put up with, most telling first; empty when nothing went wrong. */
export function feedTroubleText(counters: FeedCounters): string {
  const troubles: readonly (readonly [number, string])[] = [
    [counters.reconnects, 'reconnect'],
    [counters.malformed, 'malformed frame'],
    [counters.crossed, 'crossed quote'],
    [counters.outOfOrder, 'late frame'],
    [counters.restFailures, 'failed request'],
  ]
  return troubles
    .filter(([count]) => count > 0)
    .map(([count, what]) => pluralText(count, what))
    .join(' · ')
}

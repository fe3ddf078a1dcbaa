import type { MatchSummary } from '../../workers/api/view'

/** What the pill says of the next tick. */
export type NextTick =
  | { readonly kind: 'none' }
  | { readonly kind: 'every-batch' }
  | { readonly kind: 'in'; readonly wallMs: number }

/**
 * Wall time until the next tick: what is left of match time, at the match's speed.
 * @param sinceFrame wall milliseconds since the frame that carried `match` arrived
 */
export function nextTick(match: MatchSummary, sinceFrame: number): NextTick {
  if (match.status !== 'running') return { kind: 'none' }
  if (match.interval === 0) return { kind: 'every-batch' }
  if (match.nextTickAt === undefined) return { kind: 'none' }
  const left = (match.nextTickAt - match.matchTime) / match.speed - sinceFrame
  return { kind: 'in', wallMs: Math.max(0, left) }
}

/** Match time now: the frame's, carried on at the match's speed while it runs. Two seconds at most. */
export function matchTimeNow(match: MatchSummary, sinceFrame: number): number {
  if (match.status !== 'running') return match.matchTime
  return match.matchTime + Math.min(Math.max(0, sinceFrame), 2000) * match.speed
}

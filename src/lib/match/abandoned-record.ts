import { type TimeMs, durationMs } from '../core/time'
import type { DecisionRecord } from '../agents/decision'

/** What is kept of a decision that was open when its match was left. */
export function abandonedRecord(tick: number, matchTime: TimeMs): DecisionRecord {
  return {
    tick,
    matchTime,
    outcome: 'abandoned',
    exchanges: [],
    response: '',
    reasoning: '',
    problem: 'The page was closed or restarted before the decision ended.',
    latency: durationMs(0),
  }
}

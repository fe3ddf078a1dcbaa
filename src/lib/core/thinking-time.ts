import { type DurationMs, durationMs } from './time'

/** The record must reach the match before the match's own deadline, or what was done would go unrecorded. */
const REPORTING_SHARE = 20
const MOST_REPORTING_TIME = 250

/** What of a decision's budget may be thought in. */
export function thinkingTime(budget: DurationMs): DurationMs {
  const reporting = Math.min(MOST_REPORTING_TIME, Math.floor(budget / REPORTING_SHARE))
  return durationMs(Math.max(0, budget - reporting))
}

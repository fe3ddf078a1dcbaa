import { type DurationMs, durationMs } from '../core/time'
import type { MatchConfig, RunModel } from '../engine/config'

/** A decision by rules never takes longer than this, nor more than its share of the interval. */
const LONGEST_DECISION = durationMs(45_000)
const DECISION_SHARE = 0.8

/** At 60× an interval is a second; a shorter budget would only punish a busy machine. */
const SHORTEST_DECISION = durationMs(2000)

/**
 * Wall time a decision may take. While a language model thinks a demo plays at the clock's speed, so its
 * share is one of the interval itself. `spacing`: match time between ticks.
 */
export function decisionBudget(
  config: MatchConfig,
  spacing: DurationMs,
  model: RunModel | undefined,
): DurationMs {
  const speed = model === undefined ? (config.demo?.speed ?? 1) : 1
  const longest = model === undefined ? LONGEST_DECISION : (config.decisions?.deadline ?? LONGEST_DECISION)
  const share = Math.round((spacing / speed) * DECISION_SHARE)
  return durationMs(Math.min(longest, Math.max(SHORTEST_DECISION, share)))
}

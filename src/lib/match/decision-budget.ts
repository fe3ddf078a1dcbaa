import { type DurationMs, durationMs } from '../core/time'
import type { DecisionSettings, MatchConfig, RunModel } from '../engine/config'
import { spacingOf } from './tick-schedule'

/** A decision by rules never takes longer than this, nor more than its share of the interval. */
const LONGEST_DECISION = durationMs(45_000)
const DECISION_SHARE = 0.8

/** At 60× an interval is a second; a shorter budget would only punish rules on a busy machine. */
const SHORTEST_DECISION = durationMs(2000)

/**
 * Wall time a decision may take. While a language model thinks a demo plays at the clock's speed, so its
 * share is one of the interval itself.
 */
export function decisionBudget(config: MatchConfig, model: RunModel | undefined): DurationMs {
  if (model !== undefined) return modelBudget(config, config.decisions?.deadline ?? LONGEST_DECISION)
  const share = Math.round((spacingOf(config.interval) / (config.demo?.speed ?? 1)) * DECISION_SHARE)
  return durationMs(Math.min(LONGEST_DECISION, Math.max(SHORTEST_DECISION, share)))
}

/**
 * The bounds as they hold in this match: the deadline is no longer than a decision's share of the interval.
 * What models are told, and what their prompts are rebuilt from. Undefined where models cannot play.
 */
export function effectiveDecisions(config: MatchConfig): DecisionSettings | undefined {
  const { decisions } = config
  return decisions && { ...decisions, deadline: modelBudget(config, decisions.deadline) }
}

function modelBudget({ interval }: MatchConfig, deadline: DurationMs): DurationMs {
  return durationMs(Math.min(deadline, Math.round(spacingOf(interval) * DECISION_SHARE)))
}

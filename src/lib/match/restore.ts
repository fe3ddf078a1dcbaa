import { type Result, err, ok } from '../core/result'
import type { DecisionRecord } from '../agents/decision'
import type { Engine } from '../engine/engine'
import type { EventLog } from '../engine/log/event-log'
import { resumeEngine } from '../engine/log/resume'
import { agentRuns, OpenTicks } from './open-ticks'
import type { StoredDecision, StoredStep } from './ports'
import { Chronicle } from './view/chronicle'

/** What a match left behind when its writer went: the fold of its log, and its story. */
export interface RestoredMatch {
  readonly engine: Engine
  readonly log: EventLog
  readonly openTicks: OpenTicks
  readonly chronicle: Chronicle
}

interface Retelling {
  readonly openTicks: OpenTicks
  readonly chronicle: Chronicle
}

/**
 * Folds a stored match again, comparing every consequence with the stored one. `decisions` are those
 * whose words are to be told again. A log that does not follow from its inputs is refused with a sentence.
 */
export function restoreMatch(
  steps: readonly StoredStep[],
  decisions: readonly StoredDecision[],
): Result<RestoredMatch, string> {
  const words = new Map(decisions.map(({ run, tick, record }) => [`${run}/${tick}`, record]))
  let retelling: Retelling | undefined
  const records = steps.map(({ record }) => record)
  const resumed = resumeEngine(records, (step, engine) => {
    retelling ??= {
      openTicks: new OpenTicks(agentRuns(engine.config)),
      chronicle: new Chronicle(engine.config, engine),
    }
    const { input } = step
    const closed = input.type === 'DecisionClosed' ? input.decision : undefined
    const record: DecisionRecord | undefined = closed && words.get(`${closed.run}/${closed.tick}`)
    retelling.openTicks.follow(step)
    retelling.chronicle.follow(step, record)
  })
  if (!resumed.ok) {
    return err(`The stored log does not follow from its own inputs at event ${resumed.error.divergedAt}.`)
  }
  if (retelling === undefined) return err('The stored log is empty.')
  return ok({ ...resumed.value, ...retelling })
}

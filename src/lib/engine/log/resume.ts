import type { Result } from '../../core/result'
import type { Engine, Step } from '../engine'
import type { EventLog } from './event-log'
import { type Divergence, replay } from './replay'

/** A match as it was after its last stored record, ready for the next input. */
export interface ResumedMatch {
  readonly engine: Engine
  readonly log: EventLog
}

/** Builds engine and log from stored records, by folding them all; refuses records that do not follow. */
export function resumeEngine(
  records: Iterable<Uint8Array>,
  onStep: (step: Step, engine: Engine) => void = () => undefined,
): Result<ResumedMatch, Divergence> {
  return replay(records, { seals: [] }, onStep)
}

import { DECIMAL_ZERO } from '../core/decimal'
import { type DurationMs, durationMs } from '../core/time'
import { type Completion, type FaultKind, NO_USAGE } from './completion'

/** A call that ended before any request left, or of whose requests nothing is known. */
export function failedCompletion(
  kind: FaultKind,
  sentence: string,
  latency: DurationMs = durationMs(0),
): Completion {
  return {
    outcome: { type: 'fault', fault: { kind, sentence } },
    usage: NO_USAGE,
    cost: DECIMAL_ZERO,
    latency,
    queued: durationMs(0),
    attempts: 0,
  }
}

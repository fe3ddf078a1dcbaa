import { DECIMAL_ZERO } from '../core/decimal'
import { type DurationMs, durationMs } from '../core/time'
import { costOf } from './budget'
import type { ChatNode } from './chat-node'
import { type Completion, type CompletionRequest, type FaultKind, NO_USAGE } from './completion'
import { guessedUsage } from './token-count'

/** A call that ended before any request left. */
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

/** A call of whose requests nothing is known: charged as if one had left and had not been answered. */
export function lostCompletion(
  node: ChatNode,
  request: CompletionRequest,
  sentence: string,
  latency: DurationMs,
): Completion {
  const usage = guessedUsage(request)
  const cost = costOf(node.prices, usage)
  return { ...failedCompletion('gateway-lost', sentence, latency), usage, cost, attempts: 1 }
}

import { type Decimal, DECIMAL_ZERO, decimal } from '../core/decimal'
import { type DurationMs, durationMs } from '../core/time'
import type { Completion, TokenUsage } from '../llm/completion'

/** Far beyond any prompt or answer; a figure above it says nothing. */
const MOST_TOKENS = 100_000_000
/** USD. */
const MOST_COST = decimal('1000000')

/**
 * A completion whose figures can be added up and logged, whatever a provider claimed: a match must not stop
 * over them. Figures in their range are left as they are.
 */
export function saneCompletion(completion: Completion): Completion {
  const { usage, cost, latency, queued, attempts } = completion
  return {
    ...completion,
    usage: saneUsage(usage),
    cost: saneCost(cost),
    latency: saneTime(latency),
    queued: saneTime(queued),
    attempts: within(attempts, MOST_TOKENS),
  }
}

function saneUsage({ input, cachedInput, output, reasoning, estimated }: TokenUsage): TokenUsage {
  return {
    input: within(input, MOST_TOKENS),
    cachedInput: within(cachedInput, MOST_TOKENS),
    output: within(output, MOST_TOKENS),
    reasoning: within(reasoning, MOST_TOKENS),
    estimated,
  }
}

function saneCost(cost: Decimal): Decimal {
  if (cost < 0n) return DECIMAL_ZERO
  return cost > MOST_COST ? MOST_COST : cost
}

function saneTime(time: DurationMs): DurationMs {
  return durationMs(within(time, Number.MAX_SAFE_INTEGER))
}

/** A whole number from 0 to `most`; what is no number counts as 0. */
function within(value: number, most: number): number {
  return Number.isNaN(value) ? 0 : Math.min(most, Math.max(0, Math.round(value)))
}

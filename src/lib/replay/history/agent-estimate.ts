/** What leading a language model through stored bars will cost, before it is asked. Estimates, not counts. */
import type { Decimal } from '../../core/decimal'
import type { DecisionSettings } from '../../engine/config'
import { costOf } from '../../llm/budget'
import type { ModelPrices } from '../../llm/chat-node'

export interface EstimateParts {
  readonly decisions: number
  /** Tokens of what every call begins with: system message and tools. */
  readonly systemTokens: number
  /** Tokens of one tick in words. */
  readonly tickTokens: number
  readonly bounds: DecisionSettings
  readonly prices: ModelPrices
}

export interface TokenEstimate {
  readonly input: number
  readonly output: number
  /** USD at the node's prices; nothing is taken for cached. */
  readonly cost: Decimal
}

/** Of a usual decision: a call that trades or asks, and one that ends it in words. */
const LIKELY_CALLS = 2
/** Tokens of a usual answer, some reasoning included. */
const LIKELY_OUTPUT = 400
/** Condensing leaves about this part of the memory. */
const KEPT_PART = 0.5

/** `likely`: usual decisions. `worst`: every decision uses all its turns, and every answer all its length. */
export function estimateAgent(parts: EstimateParts): {
  readonly likely: TokenEstimate
  readonly worst: TokenEstimate
} {
  const { turns, outputTokens } = parts.bounds
  return {
    likely: estimate(parts, Math.min(LIKELY_CALLS, turns), Math.min(LIKELY_OUTPUT, outputTokens)),
    worst: estimate(parts, turns, outputTokens),
  }
}

/** The conversation grows by each tick and its answers, up to the memory's bound, and is cut to half then. */
function estimate(parts: EstimateParts, calls: number, answer: number): TokenEstimate {
  const { decisions, systemTokens, tickTokens, bounds, prices } = parts
  let [input, past] = [0, 0]
  for (let decision = 0; decision < decisions; decision += 1) {
    // Each further call of a decision also carries the answers before it.
    const answers = (calls * (calls - 1) * answer) / 2
    input += calls * (systemTokens + past + tickTokens) + answers
    past += tickTokens + calls * answer
    if (systemTokens + past > bounds.memoryTokens) {
      past = Math.max(0, bounds.memoryTokens * KEPT_PART - systemTokens)
    }
  }
  const whole = Math.ceil(input)
  const output = decisions * calls * answer
  const usage = { input: whole, cachedInput: 0, output, reasoning: 0, estimated: true }
  return { input: whole, output, cost: costOf(prices, usage) }
}

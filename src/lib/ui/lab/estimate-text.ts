/** What a language model would cost, in words. */
import type { AgentEstimate } from '../../../workers/api/lab'
import { capText, costText } from '../cost-text'
import { compactText, pluralText } from '../format'

/** `About 96 decisions, 1.70M tokens, $0.21; at most $0.50.` */
export function agentEstimateText({ decisions, tokens, likely, atMost, free }: AgentEstimate): string {
  const asked = `About ${pluralText(decisions, 'decision')}, ${compactText(tokens)} tokens`
  return free ? `${asked}, free of charge.` : `${asked}, ${costText(likely)}; at most ${capText(atMost)}.`
}

/** What else to know before it is paid for, a sentence each. */
export function estimateDoubts({ node, free, guessedPrices, overCap }: AgentEstimate): readonly string[] {
  if (free) return []
  return [
    ...(guessedPrices ? [`The prices of “${node}” are estimates.`] : []),
    ...(overCap ? ['It will probably stop at the cap, before the last bar.'] : []),
  ]
}

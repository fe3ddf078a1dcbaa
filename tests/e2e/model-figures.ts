// What models cost, from the log in the browser's storage and, apart from it, from what the world reported.
import type { LoggedStep } from '../../src/lib/engine/log/step-codec'
import type { ShapedUsage } from '../fixtures/llm/shapes'
import type { RecordedCall } from '../fixtures/models/scripted-provider'

/** Dollars per million tokens, as whole 10^-18 of a dollar per token. */
export interface TokenPrices {
  readonly input: bigint
  readonly cached: bigint
  readonly output: bigint
}

const ONE = 10n ** 18n

/** @param perMillion dollars, at most 6 places */
function perToken(perMillion: number): bigint {
  return (BigInt(Math.round(perMillion * 1e6)) * ONE) / 10n ** 12n
}

/** What OpenAI publishes for gpt-5-nano. */
export const OPENAI_PRICES: TokenPrices = {
  input: perToken(0.05),
  cached: perToken(0.005),
  output: perToken(0.4),
}

/** Whole 10^-18 of a dollar. */
export function costOf(usage: ShapedUsage, prices: TokenPrices): bigint {
  const fresh = BigInt(usage.input - usage.cached)
  return fresh * prices.input + BigInt(usage.cached) * prices.cached + BigInt(usage.output) * prices.output
}

/** What the world's calls cost together. */
export function costOfCalls(calls: readonly RecordedCall[], prices: TokenPrices): bigint {
  return calls.reduce((sum, { said }) => sum + (said === undefined ? 0n : costOf(said.usage, prices)), 0n)
}

/** What the log says each run's calls cost, by run. */
export function loggedCosts(steps: readonly LoggedStep[]): ReadonlyMap<number, bigint> {
  const costs = new Map<number, bigint>()
  for (const { input } of steps) {
    if (input.type !== 'ModelCallSettled') continue
    costs.set(input.call.run, (costs.get(input.call.run) ?? 0n) + input.call.cost)
  }
  return costs
}

export function total(costs: ReadonlyMap<number, bigint>): bigint {
  return [...costs.values()].reduce((sum, cost) => sum + cost, 0n)
}

/** The first figure after a dollar sign in a cell, as whole 10^-18. */
export function dollarsIn(cell: string | undefined): bigint | undefined {
  const digits = /\$([\d,]+)(?:\.(\d+))?/.exec(cell ?? '')
  if (digits === null) return undefined
  const [, whole = '0', fraction = ''] = digits
  return BigInt(whole.replaceAll(',', '')) * ONE + BigInt(fraction.padEnd(18, '0').slice(0, 18))
}

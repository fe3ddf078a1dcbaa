/** What a model call costs, and what it could cost at most. */
import { type Decimal, addDecimal, decimal, ratioHalfEven, scaleDecimal } from '../core/decimal'
import type { ModelPrices } from './chat-node'
import type { CompletionRequest, TokenUsage } from './completion'
import { tokensAtMost } from './token-count'

const MILLION = 1_000_000n

/**
 * USD for the tokens used; exact at prices of up to 12 decimal places.
 * @throws RangeError when a price is no decimal number or a count no whole one
 */
export function costOf(prices: ModelPrices, usage: TokenUsage): Decimal {
  const cached = Math.min(usage.cachedInput, usage.input)
  const sum = [
    scaleDecimal(decimal(prices.input), BigInt(usage.input - cached)),
    scaleDecimal(decimal(prices.cachedInput), BigInt(cached)),
    scaleDecimal(decimal(prices.output), BigInt(usage.output)),
  ].reduce(addDecimal)
  return ratioHalfEven(sum, 1n, MILLION)
}

/** Whether every price is zero, as of a model on one's own machine. */
export function isFree({ input, cachedInput, output }: ModelPrices): boolean {
  return !/[1-9]/.test(input + cachedInput + output)
}

/** USD a request may cost at the very most: nothing cached, the whole answer used. */
export function worstCost(prices: ModelPrices, request: CompletionRequest): Decimal {
  const dearer = decimal(prices.cachedInput) > decimal(prices.input) ? prices.cachedInput : prices.input
  return costOf(
    { ...prices, input: dearer },
    {
      ...{ input: tokensAtMost(request), cachedInput: 0, output: request.maxOutputTokens },
      ...{ reasoning: 0, estimated: true },
    },
  )
}

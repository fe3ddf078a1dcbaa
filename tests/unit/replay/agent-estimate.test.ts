import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import { durationMs } from '$lib/core/time'
import { estimateAgent } from '$lib/replay/history/agent-estimate'

const BOUNDS = {
  ...{ turns: 6, toolCalls: 8, trades: 5, deadline: durationMs(45_000) },
  ...{ memoryTokens: 10_000, outputTokens: 1000 },
}
const PARTS = {
  ...{ systemTokens: 1000, tickTokens: 500, bounds: BOUNDS },
  prices: { input: '1', cachedInput: '0.1', output: '2', estimated: false },
}

describe('estimateAgent', () => {
  it('counts two calls of a usual decision, and all turns of the longest', () => {
    const { likely, worst } = estimateAgent({ ...PARTS, decisions: 1 })
    // Two calls of 1,500 tokens, the second with 400 of answer before it.
    expect(likely).toEqual({ input: 3400, output: 800, cost: decimal('0.005') })
    // Six calls of 1,500, and 0 … 5 answers of 1,000 before them.
    expect(worst).toEqual({ input: 24_000, output: 6000, cost: decimal('0.036') })
  })

  it('lets the conversation grow by tick and answers', () => {
    const { likely } = estimateAgent({ ...PARTS, decisions: 2 })
    expect(likely.input).toBe(3400 + 3400 + 2 * (500 + 800))
  })

  it('holds the memory to its bound', () => {
    const per = (decisions: number): number => estimateAgent({ ...PARTS, decisions }).likely.input / decisions
    expect(per(1000)).toBeLessThan(2 * (10_000 + 500) + 400)
    expect(per(1000)).toBeGreaterThan(2 * 5000)
    expect(Math.abs(per(2000) / per(1000) - 1)).toBeLessThan(0.01)
  })

  it('asks nothing of a model when there is nothing to decide', () => {
    expect(estimateAgent({ ...PARTS, decisions: 0 }).worst).toEqual({ input: 0, output: 0, cost: 0n })
  })
})

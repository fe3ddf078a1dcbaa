import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal, decimalToString } from '$lib/core/decimal'
import { seconds } from '$lib/core/time'
import { costOf, worstCost } from '$lib/llm/budget'
import type { CompletionRequest, TokenUsage } from '$lib/llm/completion'
import { FairQueue, type Release } from '$lib/llm/fair-queue'
import { guessedUsage } from '$lib/llm/token-count'
import { KeyCutter } from '$lib/llm/sdk/key-cutter'
import { settled } from '../../fixtures/virtual-clock'

const price = fc.bigInt({ min: 0n, max: 10n ** 14n }).map((units) => {
  const digits = units.toString().padStart(13, '0')
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`
})
const prices = fc.record({ input: price, cachedInput: price, output: price, estimated: fc.boolean() })
const count = fc.nat({ max: 2_000_000 })

describe('costs', () => {
  it('are exact sums, in millionths of a price', () => {
    fc.assert(
      fc.property(prices, count, count, count, (at, input, cached, output) => {
        const usage: TokenUsage = {
          input,
          cachedInput: Math.min(cached, input),
          output,
          reasoning: 0,
          estimated: false,
        }
        const units = (text: string): bigint => decimal(text)
        const millions =
          units(at.input) * BigInt(input - usage.cachedInput) +
          units(at.cachedInput) * BigInt(usage.cachedInput) +
          units(at.output) * BigInt(output)
        expect(costOf(at, usage) * 1_000_000n).toBe(millions)
      }),
    )
  })

  it('never pass the worst, even where every digit and sign is a token of its own', () => {
    const figures = fc.string({ unit: fc.constantFrom(...Array.from('0123456789.,:-')) })
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(prices, figures, fc.string(), count, share, (at, table, words, most, cached) => {
        const messages = [
          { role: 'system' as const, content: words },
          { role: 'user' as const, content: table },
        ]
        const request: CompletionRequest = {
          ...{ messages, tools: [], toolChoice: 'auto', maxOutputTokens: most, deadline: seconds(1) },
        }
        const input = table.length + Math.ceil(words.length / 2)
        const used = { input, cachedInput: Math.floor(input * cached), output: most }
        expect(costOf(at, { ...used, reasoning: 0, estimated: false }) <= worstCost(at, request)).toBe(true)
      }),
    )
  })

  it('of a guess never pass the worst', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 2000 }))
    fc.assert(
      fc.property(prices, text, text, text, fc.nat({ max: 500 }), (at, prompt, words, input, most) => {
        const calls = [{ id: 'a', name: 'x', arguments: input }]
        const messages = [
          { role: 'user' as const, content: prompt },
          { role: 'assistant' as const, content: words, calls },
        ]
        const tools = [{ name: 'x', description: words, parameters: {} }]
        const request: CompletionRequest = {
          ...{ messages, tools, toolChoice: 'auto', maxOutputTokens: most, deadline: seconds(1) },
        }
        const usage = guessedUsage(request, { words, thinking: prompt, calls })
        expect(usage.input).toBeGreaterThan(0)
        expect(costOf(at, usage) <= worstCost(at, request)).toBe(true)
      }),
    )
  })

  it('of the default model are fractions of a cent', () => {
    const at = { input: '0.05', cachedInput: '0.005', output: '0.40', estimated: false }
    const usage = { input: 1200, cachedInput: 1000, output: 150, reasoning: 64, estimated: false }
    expect(decimalToString(costOf(at, usage))).toBe('0.000075')
  })
})

describe('the fair queue', () => {
  it('never admits more than its limit, admits all in the end, and each agent in its order', async () => {
    const arrivals = fc.array(fc.record({ agent: fc.constantFrom('a', 'b', 'c'), leaves: fc.boolean() }), {
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), arrivals, async (limit, all) => {
        const queue = new FairQueue(limit)
        const inside: { readonly agent: string; readonly number: number; readonly release: Release }[] = []
        const admitted: { readonly agent: string; readonly number: number }[] = []
        const gone = all.map(({ agent, leaves }, number) => {
          const abort = new AbortController()
          const entered = queue.enter(agent, abort.signal).then((release) => {
            if (release === undefined) return
            inside.push({ agent, number, release })
            admitted.push({ agent, number })
          })
          if (leaves) abort.abort()
          return entered
        })
        await settled()
        while (inside.length > 0) {
          expect(inside.length).toBeLessThanOrEqual(limit)
          const place = inside.shift()
          place?.release()
          place?.release()
          await settled()
        }
        await Promise.all(gone)
        for (const agent of ['a', 'b', 'c']) {
          const numbers = admitted.filter((one) => one.agent === agent).map(({ number }) => number)
          expect(numbers).toEqual([...numbers].sort((one, other) => one - other))
        }
        const stayed = all.filter(({ leaves }) => !leaves).length
        expect(admitted.length).toBeGreaterThanOrEqual(stayed)
      }),
      { numRuns: 50 },
    )
  })

  it('serves agents in turn', async () => {
    const queue = new FairQueue(1)
    const order: string[] = []
    const never = new AbortController().signal
    const held = await queue.enter('x', never)
    const all = ['a', 'a', 'a', 'b', 'c'].map(async (agent) => {
      const release = await queue.enter(agent, never)
      order.push(agent)
      release?.()
    })
    held?.()
    await Promise.all(all)
    expect(order).toEqual(['a', 'b', 'c', 'a', 'a'])
  })

  it('follows a changed limit', async () => {
    const queue = new FairQueue(1)
    const never = new AbortController().signal
    await queue.enter('a', never)
    let isIn = false
    void queue.enter('b', never).then(() => {
      isIn = true
    })
    await settled()
    expect(isIn).toBe(false)
    queue.setLimit(2)
    await settled()
    expect(isIn).toBe(true)
  })
})

describe('cutting a key out', () => {
  it('leaves no twelve characters of it, and every other text alone', () => {
    const key = fc.string({
      unit: fc.constantFrom(...Array.from('abcXYZ0189-_')),
      minLength: 12,
      maxLength: 80,
    })
    fc.assert(
      fc.property(key, fc.string(), fc.string(), fc.nat(), (secret, before, after, at) => {
        const cutter = new KeyCutter(secret)
        const piece = secret.slice(at % (secret.length - 11))
        const cut = cutter.cut(before + piece + after)
        for (let from = 0; from + 12 <= secret.length; from++)
          expect(cut).not.toContain(secret.slice(from, from + 12))
        const other = `${before}${after}`.replaceAll(/[abcXYZ0189_-]/g, '§')
        expect(cutter.cut(other)).toBe(other)
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rebuildPrompt, scenesNeeded } from '$lib/agents/chat/rebuild'
import { renderTick } from '$lib/agents/chat/tick-prompt'
import { echoedArguments, parseArguments } from '$lib/agents/chat/tool-arguments'
import { packSnapshot } from '$lib/market/snapshot-codec'
import type { ChatMemory } from '$lib/agents/chat/memory'
import type { ChatMessage, Completion } from '$lib/llm/completion'
import type { PastTick } from '$lib/match/ports'
import {
  DECISIONS,
  type Line,
  ModelHost,
  PROMPT,
  buys,
  chatTick,
  decides,
  memoryOf,
  replies,
  usage,
} from '../../unit/agents/chat/chat-fixtures'
import { PEPE, PRODUCTS } from '../../unit/agents/fixtures'
import { anySnapshot } from '../../unit/market/snapshots'
import { anyAnswers } from './chat-answers'

const OUTCOMES = ['completed', 'failed', 'timed-out', 'abandoned']

/** Past of one decision as the match has it: everything it saw, and its record after a trip between workers. */
async function played(host: ModelHost, tick: number, memory: ChatMemory): Promise<PastTick> {
  const { snapshot, portfolio, ...rest } = chatTick(tick)
  const record = await decides({ host, tick: { ...rest, snapshot, portfolio }, memory })
  return structuredClone({ record, scene: { snapshot, portfolio } })
}

describe('whatever a model answers', () => {
  it('a decision ends with a record, trades no more than it may, and no key trades twice', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswers, fc.boolean(), async (answers, rejects) => {
        const last: Line = () => Promise.reject(new Error('The line went dead.'))
        const host = new ModelHost(rejects ? [...answers, last] : answers)
        const memory = memoryOf()
        const record = await decides({ host, memory })
        expect(OUTCOMES).toContain(record.outcome)
        expect(record.outcome === 'completed').toBe(record.problem === undefined)
        expect(host.requests.length).toBeLessThanOrEqual(DECISIONS.trades)
        const keys = host.requests.map(({ tick, ordinal }) => `${tick}/${ordinal}`)
        expect(new Set(keys).size).toBe(keys.length)
        // One more than the turns, for the one retry of a prompt that was too long.
        expect(host.asked.length).toBeLessThanOrEqual(DECISIONS.turns + 1)
        expect(() => structuredClone(record)).not.toThrow()
        expect(memory.open(chatTick(8)).messages.at(-1)?.role).toBe('user')
      }),
      { numRuns: 300 },
    )
  })

  it('calls of an answer that was cut never trade', async () => {
    const cut = anyAnswers.map((answers) =>
      answers.map((answer): Completion => {
        if (answer.outcome.type === 'fault') return answer
        const reply = { ...answer.outcome.reply, finish: 'length' as const }
        return { ...answer, outcome: { type: 'reply', reply } }
      }),
    )
    await fc.assert(
      fc.asyncProperty(cut, async (answers) => {
        const host = new ModelHost(answers)
        await decides({ host })
        expect(host.requests).toHaveLength(0)
      }),
    )
  })
})

describe('what a model writes and sees', () => {
  it('any JSON is read as it is, any other text is a sentence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const parsed = parseArguments(text)
        if (!parsed.ok) expect(parsed.error).toMatch(/^The arguments are no valid JSON: .*\.$/s)
        else if (text.trim() !== '')
          expect(withoutLongNumbers(parsed.value)).toEqual(withoutLongNumbers(JSON.parse(text)))
        expect(() => JSON.parse(echoedArguments(text))).not.toThrow()
      }),
    )
  })

  it('any snapshot has its words, always the same', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const scene = { ...chatTick(), matchTime: snapshot.time, snapshot: packSnapshot(snapshot) }
        const text = renderTick(scene, [...PRODUCTS, PEPE])
        expect(text).toBe(renderTick(scene, [...PRODUCTS, PEPE]))
        expect(text).not.toMatch(/NaN|undefined|Infinity|\d[eE][+-]?\d/)
      }),
    )
  })
})

/** Numbers a double does not keep come as text; everything else as JSON has it. */
function withoutLongNumbers(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, one: unknown) => {
    const number = typeof one === 'string' && /^-?[\d.]+(?:[eE][+-]?\d+)?$/.test(one) ? Number(one) : one
    return number === 0 ? 0 : number
  })
}

describe('the conversation', () => {
  it('every call is answered right after the message that made it, under its id', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAnswers, { minLength: 1, maxLength: 4 }), async (decisions) => {
        const memory = memoryOf()
        for (const [at, answers] of decisions.entries()) {
          const host = new ModelHost(answers)
          await played(host, at + 1, memory)
          for (const { messages } of host.asked) expectPaired(messages)
        }
      }),
    )
  })

  it('is rebuilt to the last character from what was stored, restarts included', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anyAnswers, fc.boolean()), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(300, 2000, 24_000),
        fc.integer({ min: 1, max: 4 }),
        async (script, memoryTokens, scenes) => {
          const decisions = { ...DECISIONS, memoryTokens }
          const past: PastTick[] = []
          let memory = memoryOf([], decisions)
          for (const [at, [answers, restarts]] of script.entries()) {
            if (restarts) memory = memoryOf(bounded(past, scenes), decisions)
            past.push(await played(new ModelHost(answers), at + 1, memory))
          }
          for (const decision of past) {
            expect(scenesNeeded(decision)).toBeLessThanOrEqual(decision.record.tick)
            const rebuilt = rebuildPrompt({
              prompt: PROMPT,
              decisions,
              products: PRODUCTS,
              exits: false,
              decision,
              past,
            })
            expect(rebuilt).toMatchObject({ ok: true, value: { verified: true } })
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('never passes its bound by more than one tick', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3000), { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 2500, max: 12_000 }),
        fc.double({ min: 0.2, max: 0.6, noNaN: true }),
        async (lengths, memoryTokens, perCharacter) => {
          const decisions = { ...DECISIONS, memoryTokens }
          const memory = memoryOf([], decisions)
          let largestTick = 0
          for (const [at, length] of lengths.entries()) {
            const prompt = tokensOf(memory.open(chatTick(at + 1)).messages, perCharacter)
            // The first is as large as the fixed part; each later one may only add what one tick adds.
            if (at > 0) expect(prompt).toBeLessThanOrEqual(memoryTokens + largestTick)
            const host = new ModelHost(metered('w'.repeat(length), perCharacter))
            await decides({ host, tick: chatTick(at + 1), memory, decisions })
            const grown = tokensOf(host.asked.at(-1)?.messages ?? [], perCharacter) + length * perCharacter
            largestTick = Math.max(largestTick, grown - prompt + tokensOf([chatPrompt(at + 1)], perCharacter))
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

/** What the match hands to a replaced agent. */
function bounded(past: readonly PastTick[], scenes: number): readonly PastTick[] {
  return past.map((one, at) => (at >= past.length - scenes ? one : { record: one.record }))
}

function expectPaired(messages: readonly ChatMessage[]): void {
  messages.forEach((message, at) => {
    if (message.role === 'assistant') {
      const answers = messages.slice(at + 1, at + 1 + message.calls.length)
      expect(answers.map((one) => (one.role === 'tool' ? one.callId : one.role))).toEqual(
        message.calls.map(({ id }) => id),
      )
      expect(message.content !== '' || message.calls.length > 0).toBe(true)
      for (const { arguments: text } of message.calls) expect(() => JSON.parse(text)).not.toThrow()
    }
  })
}

function tokensOf(messages: readonly ChatMessage[], perCharacter: number): number {
  const characters = messages.reduce((sum, message) => {
    const calls = message.role === 'assistant' ? message.calls : []
    return (
      sum +
      message.content.length +
      calls.reduce((all, one) => all + one.name.length + one.arguments.length, 0)
    )
  }, 0)
  return characters * perCharacter
}

const chatPrompt = (tick: number): ChatMessage => memoryOf().open(chatTick(tick)).messages.at(-1)!

/** A provider that counts tokens as `tokensOf` does. */
function metered(words: string, perCharacter: number): readonly Line[] {
  const count = (said: string, call?: ReturnType<typeof buys>): Line => {
    return ({ messages }) => {
      const input = Math.round(tokensOf(messages, perCharacter))
      const output = Math.round(
        (said.length + (call === undefined ? 0 : call.name.length + call.arguments.length)) * perCharacter,
      )
      return replies(said, call === undefined ? [] : [call], undefined, { usage: usage(input, output) })
    }
  }
  return [count('', buys(0.5)), count(words === '' ? 'Held.' : words)]
}

import { describe, expect, it } from 'vitest'
import type { ChatMemory } from '$lib/agents/chat/memory'
import type { DecisionRecord } from '$lib/agents/decision'
import type { ChatMessage, Completion } from '$lib/llm/completion'
import type { PastTick } from '$lib/match/ports'
import {
  DECISIONS,
  MODEL,
  ModelHost,
  buys,
  call,
  chatTick,
  decides,
  fails,
  memoryOf,
  replies,
  says,
  usage,
} from './chat-fixtures'

/** Decisions on ticks 1 … `count`; each is answered by `answers`. */
async function play(
  memory: ChatMemory,
  count: number,
  answers: (tick: number) => readonly Completion[] = (tick) => [
    says(`Words ${tick}. Reasoning: why ${tick}.`),
  ],
): Promise<{ records: DecisionRecord[]; prompts: (readonly ChatMessage[])[] }> {
  const records: DecisionRecord[] = []
  const prompts: (readonly ChatMessage[])[] = []
  for (let tick = 1; tick <= count; tick += 1) {
    const host = new ModelHost(answers(tick))
    records.push(await decides({ host, tick: chatTick(tick), memory }))
    prompts.push(host.asked[0]!.messages)
  }
  return { records, prompts }
}

const characters = (messages: readonly ChatMessage[]) => JSON.stringify(messages).length
/** A provider that reports a token for every two characters. */
const counted = (prompts: () => number) =>
  replies('Held. Reasoning: calm.', [], 'stop', { usage: usage(prompts()) })

describe('the memory of an agent', () => {
  it('tells recent ticks whole, and each prompt begins with all of the one before', async () => {
    const memory = memoryOf()
    const { prompts } = await play(memory, 4, (tick) => [
      replies('Looking.', [call('get_portfolio', {}), buys(0.1)]),
      says(`Words ${tick}.`),
    ])
    const last = prompts[3]!
    expect(last.map(({ role }) => role)).toEqual([
      'system',
      ...Array.from({ length: 3 }, () => ['user', 'assistant', 'tool', 'tool', 'assistant']).flat(),
      'user',
    ])
    prompts.slice(1).forEach((prompt, at) => {
      expect(prompt.slice(0, prompts[at]!.length)).toEqual(prompts[at])
    })
  })

  it('leaves out thoughts, and answers calls that never ran', async () => {
    const memory = memoryOf()
    await play(memory, 1, () => [
      replies('No.', [call('get_portfolio', {})], 'refusal', { thinking: 'secret thoughts' }),
    ])
    const { messages } = memory.open(chatTick(2))
    expect(JSON.stringify(messages)).not.toContain('secret thoughts')
    expect(messages.slice(3, 5)).toMatchObject([
      { role: 'tool', content: 'Not run: the decision had ended.' },
      { role: 'user', content: expect.stringMatching(/^This tick ended early: The model refused/) },
    ])
  })

  it('tells a tick on which nobody answered in one line', async () => {
    const memory = memoryOf()
    await play(memory, 1, () => [fails('unreachable', 'GPT could not be reached.')])
    expect(memory.open(chatTick(2)).messages[1]).toEqual({
      role: 'user',
      content: 'Tick 1, 12:01: No trade. Ended early: you could not be asked any further.',
    })
  })

  it('goes down to about half once the reported tokens pass its bound, and then grows again', async () => {
    const memory = memoryOf([], { ...DECISIONS, memoryTokens: 4000 })
    const sizes: number[] = []
    const layouts: number[] = []
    for (let tick = 1; tick <= 40; tick += 1) {
      const opening = memory.open(chatTick(tick))
      const tokens = characters(opening.messages) / 2
      const host = new ModelHost([counted(() => Math.round(tokens))])
      const record = await decides({
        host,
        tick: chatTick(tick),
        memory,
        decisions: { ...DECISIONS, memoryTokens: 4000 },
      })
      sizes.push(tokens)
      layouts.push(record.model!.wholeFrom)
    }
    const oneTick = sizes[1]! - sizes[0]!
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4000 + 2 * oneTick)
    const cuts = layouts.filter((from, at) => at > 1 && from !== layouts[at - 1]).length
    expect(cuts).toBeGreaterThan(1)
    expect(cuts).toBeLessThan(15)
  })

  it('condenses to decisions and outcomes in the arena’s and the model’s own words', async () => {
    const decisions = { ...DECISIONS, memoryTokens: 3000 }
    const memory = memoryOf([], decisions)
    const long = 'x'.repeat(300)
    for (let tick = 1; tick <= 3; tick += 1) {
      const host = new ModelHost([
        replies('', [buys(0.1), call('calculator', { expression: '1+1' })]),
        replies(`Bought ${tick}. ${long} Reasoning: up.`, [], 'stop', {
          usage: usage(tick === 3 ? 3001 : 1000),
        }),
      ])
      await decides({ host, tick: chatTick(tick), memory, decisions })
    }
    const [, condensed] = memory.open(chatTick(4)).messages
    expect(condensed?.role).toBe('user')
    const lines = condensed?.content.split('\n') ?? []
    expect(lines[0]).toContain('condensed, oldest first')
    expect(lines.at(-1)).toBe(
      `Tick 3, 12:03: Bought 0.5 SOL-USD @ $131.43 for $65.72 (fee $0.39). Cash remaining: $99,933.89. You: Bought 3. ${'x'.repeat(130)}… / up.`,
    )
  })

  it('goes on from records alone, and tells whole what it still has scenes of', async () => {
    const first = memoryOf()
    const { records } = await play(first, 5)
    const history: PastTick[] = records.map((record) => {
      const { snapshot, portfolio } = chatTick(record.tick)
      return record.tick >= 4 ? { record, scene: { snapshot, portfolio } } : { record }
    })
    const { layout, messages } = memoryOf(history).open(chatTick(6))
    expect(layout).toEqual({ condensedFrom: 1, wholeFrom: 4 })
    expect(messages[1]?.content).toContain('Tick 1, 12:01: No trade. You: Words 1. / why 1.')
    expect(messages.filter(({ role }) => role === 'assistant')).toHaveLength(2)
  })

  it('tells what another model said only condensed', async () => {
    const { records } = await play(memoryOf(), 3)
    const history = records.map((record): PastTick => {
      const { snapshot, portfolio } = chatTick(record.tick)
      const model = record.tick < 3 ? { ...record.model!, modelId: 'another' } : record.model!
      return { record: { ...record, model }, scene: { snapshot, portfolio } }
    })
    expect(memoryOf(history).open(chatTick(4)).layout).toEqual({ condensedFrom: 1, wholeFrom: 3 })
  })

  it('forgets a decision the match did not take over, and passes over those of rules', async () => {
    const memory = memoryOf()
    const { records } = await play(memory, 2)
    memory.forget(2)
    expect(JSON.stringify(memory.open(chatTick(3)).messages)).not.toContain('Words 2.')
    const { model: _model, ...house } = records[0]!
    expect(memoryOf([{ record: house }]).open(chatTick(2)).layout).toEqual({ condensedFrom: 2, wholeFrom: 2 })
  })

  it('asks no more of a provider whose last prompt overflowed than what is condensed', async () => {
    const memory = memoryOf()
    await play(memory, 2)
    const host = new ModelHost([replies('', [buys(1)]), fails('context-overflow'), fails('context-overflow')])
    const record = await decides({ host, tick: chatTick(3), memory })
    expect(record.model).toMatchObject({ wholeFrom: 1, node: MODEL.node })
    expect(memory.open(chatTick(4)).layout).toEqual({ condensedFrom: 1, wholeFrom: 4 })
  })
})

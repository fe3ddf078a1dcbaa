import { describe, expect, it } from 'vitest'
import { sha256Hex } from '$lib/core/hash'
import { type RoutedCall, chatNode, reply } from '../../fixtures/scripted-models'
import { demoMatch, ms } from './fixtures'
import { ENTRY, GPT, HASH, PROMPT, calls, closes, inputsOf, modelArena, skips } from './model-arena'
import { TestArena } from './session-harness'

describe('a roster changed in a running match', () => {
  it('takes an agent in that plays from the next tick on, under its own prompt', async () => {
    const { arena, spawned } = modelArena()
    arena.models.nodes.set('deep', chatNode('deep'))
    const session = await arena.start()
    await arena.clock.advance(10_000)
    const joinedAt = session.engine.tick
    const added = session.changeRoster({ kind: 'add', agent: { ...ENTRY, name: ' Nova ' } }, [
      chatNode('deep'),
    ])
    expect(added).toEqual({ ok: true, value: undefined })
    await arena.clock.advance(30_000)
    await session.durable()
    expect(spawned()[1]?.assignment).toMatchObject({
      run: 4,
      prompt: 'Another way.',
      runConfig: { name: 'Nova' },
    })
    expect(spawned()[1]?.port.ticks[0]?.tick).toBe(joinedAt + 1)
    const stored = await arena.library.loadMatch('m1')
    expect(stored.ok && stored.value.prompts.map(({ text }) => text).sort()).toEqual([ENTRY.prompt, PROMPT])
    expect(session.engine.runs[4]?.labels.strategy_id).toBe(`own@${sha256Hex(ENTRY.prompt).slice(0, 8)}`)
  })

  it('lets an open decision end with its old model; the next is the new one’s, with the old memory', async () => {
    const { arena, spawned } = modelArena()
    arena.models.nodes.set('deep', chatNode('deep'))
    const session = await arena.start()
    await arena.clock.advance(15_000)
    const decided = spawned()[0]?.port.ticks.length ?? 0
    arena.models.onCall = ({ node, answer }: RoutedCall) => {
      if (node.id === 'deep') return reply()
      arena.clock.after(ms(3000), () => answer(reply()))
      return undefined
    }
    while (arena.models.calls.length <= decided) await arena.clock.advance(250)
    const change = { kind: 'reassign', run: 0, agent: ENTRY } as const
    expect(session.changeRoster(change, [chatNode('deep')]).ok).toBe(true)
    await arena.clock.advance(1000)
    expect(spawned().length).toBe(1)
    await arena.clock.advance(20_000)
    await session.durable()
    const [old, successor] = spawned()
    expect(old?.port.stopped).toBe(true)
    expect(old?.port.ticks.length).toBe(decided + 1)
    const past = successor?.assignment.history ?? []
    expect(past.length).toBeGreaterThan(decided)
    expect(past[0]?.record.tick).toBe(1)
    expect(successor?.port.ticks[0]?.tick).toBe((old?.port.ticks.at(-1)?.tick ?? 0) + 1)
    const nodes = calls(await inputsOf(arena)).map(({ node }) => node)
    expect(nodes).toEqual([
      ...nodes.filter((node) => node === 'gpt'),
      ...nodes.filter((node) => node === 'deep'),
    ])
  })

  it('benches and brings back, models and house rules alike', async () => {
    const { arena } = modelArena()
    const session = await arena.start()
    await arena.clock.advance(5000)
    expect(session.changeRoster({ kind: 'bench', run: 1 }, []).ok).toBe(true)
    expect(session.changeRoster({ kind: 'bench', run: 1 }, [])).toEqual({
      ok: false,
      error: 'Brainrot is benched already.',
    })
    const benchedAt = session.engine.tick
    await arena.clock.advance(20_000)
    expect(session.changeRoster({ kind: 'unbench', run: 1 }, []).ok).toBe(true)
    const backAt = session.engine.tick
    await arena.clock.advance(20_000)
    await session.durable()
    const inputs = await inputsOf(arena)
    expect(new Set(skips(inputs))).toEqual(new Set(['1: benched']))
    expect(skips(inputs).length).toBe(backAt - benchedAt)
    expect(closes(inputs, 1).length).toBe(session.engine.tick - (backAt - benchedAt))
  })

  it.each([
    ['an unknown run', { kind: 'bench', run: 9 }, 'There is no such agent in this match.'],
    ['the benchmark', { kind: 'reassign', run: 3, agent: ENTRY }, 'There is no such agent in this match.'],
    [
      'a name that is taken',
      { kind: 'add', agent: { ...ENTRY, name: 'Scalper' } },
      /Two agents have the name “Scalper”/,
    ],
    ['no name', { kind: 'add', agent: { ...ENTRY, name: ' ' } }, /needs a name/],
    [
      'an unknown node',
      { kind: 'add', agent: { ...ENTRY, name: 'N', brain: 'node:none' } },
      /no such brain for N/,
    ],
    ['no prompt', { kind: 'add', agent: { ...ENTRY, name: 'N', prompt: ' ' } }, /N needs a system prompt/],
    [
      'a prompt of a megabyte',
      { kind: 'add', agent: { ...ENTRY, name: 'N', prompt: 'x'.repeat(1_000_000) } },
      /longer than 20,000 characters/,
    ],
  ] as const)('answers %s in a sentence and logs nothing', async (_what, change, sentence) => {
    const { arena } = modelArena()
    const session = await arena.start()
    const { seq } = session.engine
    const answer = session.changeRoster(change, [chatNode('deep')])
    expect(!answer.ok && answer.error).toMatch(sentence)
    expect(session.engine.seq).toBe(seq)
  })

  it('gives no language model to a match that began without rules for them', async () => {
    const arena = new TestArena(demoMatch())
    const session = await arena.start()
    const agent = { ...ENTRY, name: 'Nova' }
    const answer = session.changeRoster({ kind: 'add', agent }, [chatNode('deep')])
    expect(!answer.ok && answer.error).toContain('before language models could trade')
    const house = { ...agent, brain: 'house:scalper' }
    expect(session.changeRoster({ kind: 'add', agent: house }, []).ok).toBe(true)
  })

  it('carries on with an edited node from the next tick, as a command of the log', async () => {
    const { arena } = modelArena()
    const session = await arena.start()
    const { seq } = session.engine
    session.nodeChanged(GPT)
    session.nodeChanged({ ...chatNode('deep'), name: 'Other' })
    expect(session.engine.seq).toBeGreaterThanOrEqual(seq)
    session.nodeChanged({ ...GPT, name: 'Renamed', modelId: 'gpt-next' })
    expect(session.engine.runs[0]?.model).toMatchObject({ nodeName: 'Renamed', modelId: 'gpt-next' })
    expect(session.engine.runs[0]?.model?.promptHash).toBe(HASH)
  })
})

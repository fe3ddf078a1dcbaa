import { describe, expect, it } from 'vitest'
import type { DecisionRecord } from '$lib/agents/decision'
import type { Step } from '$lib/engine/engine'
import { type Decimal, decimal } from '$lib/core/decimal'
import { runIndex } from '$lib/engine/events'
import { worstCost } from '$lib/llm/budget'
import { effectiveDecisions } from '$lib/match/decision-budget'
import { Histories } from '$lib/match/histories'
import { type Decide, asksOnce, request } from '../../fixtures/model-agents'
import { type RoutedCall, chatNode, reply } from '../../fixtures/scripted-models'
import { modelMatchConfig, modelRun } from '../../fixtures/synthetic-match'
import { at, ms, openJournal, recordOf } from './fixtures'
import { GPT, calls, closes, inputsOf, modelArena, skips } from './model-arena'

const WORST = worstCost(GPT.prices, request())
const share = (hundredths: number) => ((WORST * BigInt(hundredths)) / 100n) as Decimal

const asksTwice: Decide = async (tick, host, assignment) => {
  await host.complete(tick.tick, request(tick.budget))
  return asksOnce(tick, host, assignment)
}

describe('what a model’s call may cost', () => {
  it('sets aside three attempts where there is room, else what is left, and tells the caller', async () => {
    const { arena } = modelArena({ spendCap: share(450) })
    arena.models.onCall = () => reply(share(100))
    await arena.start()
    await arena.clock.advance(60_000)
    const amounts = arena.models.calls.map(({ request: asked }) => asked.spendable)
    expect(amounts).toEqual([share(300), share(300), share(250), share(150)])
  })

  it('lets a call wait for others that take up what is left, and makes it when they have ended', async () => {
    const both: Decide = async (tick, host, assignment) => {
      const [record] = await Promise.all([
        asksOnce(tick, host, assignment),
        host.complete(tick.tick, request(tick.budget)),
      ])
      return record
    }
    const { arena } = modelArena({ spendCap: share(150) }, both)
    arena.models.onCall = ({ answer }: RoutedCall) => {
      arena.clock.after(ms(2000), () => answer(reply(share(10))))
      return undefined
    }
    const session = await arena.start()
    await arena.clock.advance(1500)
    expect(arena.models.calls.length).toBe(1)
    await arena.clock.advance(4000)
    await session.durable()
    expect(arena.models.calls.length).toBeGreaterThanOrEqual(2)
    expect(closes(await inputsOf(arena), 0)[0]).toBe('completed')
  })

  it('logs figures that nobody can have meant as the most that can be added up', async () => {
    const { arena } = modelArena()
    const most = { input: Number.MAX_SAFE_INTEGER, cachedInput: 2 ** 60, output: NaN, reasoning: -1 }
    arena.models.onCall = () => ({
      ...reply((-1n * decimal('5')) as Decimal),
      usage: { ...most, estimated: false },
      latency: ms(1),
    })
    const session = await arena.start()
    await arena.clock.advance(30_000)
    await session.durable()
    expect(arena.halts).toEqual([])
    expect(calls(await inputsOf(arena))[0]).toMatchObject({
      ...{ inputTokens: 100_000_000, cachedInputTokens: 100_000_000, outputTokens: 0, cost: 0n },
    })
  })

  it('skips the ticks of a run whose chat node has spent its day, and says so', async () => {
    const { arena } = modelArena()
    arena.models.spent.add('gpt')
    const session = await arena.start()
    await arena.clock.advance(15_000)
    await session.durable()
    expect(new Set(skips(await inputsOf(arena)))).toEqual(new Set(['0: spend-cap']))
    expect(session.models.obstacleTo(runIndex(0))?.sentence).toContain('a day')
    arena.models.spent.clear()
    expect(session.models.obstacleTo(runIndex(0))).toBeUndefined()
  })
})

describe('a chat node that is edited', () => {
  it('is what it was until the decision has ended, and its runs change with the log’s knowledge', async () => {
    const { arena, spawned } = modelArena({}, asksTwice)
    const edited = { ...GPT, modelId: 'other', effort: 'high' as const, maxConcurrent: 3 }
    const session = await arena.start()
    arena.models.onCall = () => {
      if (arena.models.calls.length === 1) {
        arena.models.nodes.set('gpt', edited)
        session.nodeChanged(edited)
      }
      return reply(decimal('0.001'))
    }
    await arena.clock.advance(30_000)
    await session.durable()
    const [first, second, third] = arena.models.calls.map(({ node }) => node)
    expect([first?.modelId, second?.modelId, third?.modelId]).toEqual(['model-gpt', 'model-gpt', 'other'])
    expect([second?.effort, second?.maxConcurrent, third?.effort]).toEqual([undefined, 3, 'high'])
    expect(session.engine.runs[0]?.model?.settings).toBe('effort high, at another address (6b3340d8)')
    expect(spawned().length).toBe(2)
    expect(session.engine.wasChanged(runIndex(0))).toBe(true)
  })

  it.each([{ effort: 'low' }, { temperature: 0.3 }, { baseUrl: 'https://else.test/v1' }] as const)(
    'is told to the log when what plays changes: %o',
    async (over) => {
      const { arena } = modelArena()
      const session = await arena.start()
      await arena.clock.advance(1000)
      const { seq } = session.engine
      session.nodeChanged(chatNode('gpt', { ...GPT, maxConcurrent: 2 }))
      const first = session.engine.runs[0]?.model?.settings
      session.nodeChanged({ ...GPT, ...over })
      expect(session.engine.runs[0]?.model?.settings).not.toBe(first)
      session.dispose()
      const after = session.engine.seq
      session.nodeChanged({ ...GPT, modelId: 'late' })
      expect(session.setSpendCap('3')).toEqual({ ok: false, error: 'This tab no longer conducts the match.' })
      expect([after > seq, session.engine.seq]).toEqual([true, after])
    },
  )
})

describe('a model that takes over from rules', () => {
  it('has seen the tick that was published before it came', () => {
    const heard: [Step, DecisionRecord | undefined][] = []
    const config = { ...modelMatchConfig(), matchId: 'm1' }
    const { engine, journal } = openJournal(config, (step, record) => heard.push([step, record]))
    const histories = new Histories(engine)
    const follow = (): void => {
      for (const [step, record] of heard.splice(0)) histories.follow(step, record)
    }
    const run = runIndex(1)
    const { brain, strategyVersion, labels, color, model } = modelRun('agent-1')
    if (model === undefined) throw new Error('no model')
    journal.write({ type: 'TickPublished', time: at(0), tick: 1 })
    follow()
    const assignment = { brain, strategyVersion, labels, color, model }
    journal.write({ type: 'CommandIssued', time: at(0), command: { kind: 'reassign', run, assignment } })
    const record = recordOf(1)
    const decision = { run, tick: 1, outcome: record.outcome, latency: ms(5), recordHash: '' }
    journal.writeDecision({ type: 'DecisionClosed', time: at(0), decision }, { run, tick: 1, record })
    follow()
    expect(histories.of(run)).toMatchObject([{ record, scene: { portfolio: expect.anything() } }])
  })

  it('is told the time that it really has', () => {
    const { arena } = modelArena({ interval: ms(1000) })
    expect(effectiveDecisions(arena.config)).toMatchObject({ deadline: 800, turns: 6 })
    expect(effectiveDecisions(modelArena({ interval: ms(60_000) }).arena.config)?.deadline).toBe(45_000)
  })
})

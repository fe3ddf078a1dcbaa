import { describe, expect, it } from 'vitest'
import { decimal, decimalToString } from '$lib/core/decimal'
import { runIndex } from '$lib/engine/events'
import { scenesInSlices } from '$lib/match/scenes'
import { FrameStream } from '$lib/match/view/frame-stream'
import { RunningStage } from '$lib/match/view/stage'
import { asksOnce, request } from '../../fixtures/model-agents'
import { type RoutedCall, chatNode, reply } from '../../fixtures/scripted-models'
import { compareMatches } from '../../fixtures/simulation/comparison'
import { ms } from './fixtures'
import { ENTRY, HASH, PROMPT, calls, closes, inputsOf, modelArena, skips } from './model-arena'

const MODEL_RUN = runIndex(0)
const HOUSE_RUN = runIndex(1)

describe('a match with a language model', () => {
  it('logs what each call took, and the agent hears of it only when it is on disk', async () => {
    const told: (string | undefined)[] = []
    const { arena } = modelArena({}, async (tick, host, assignment) => {
      const record = await asksOnce(tick, host, assignment)
      told.push(calls(await inputsOf(arena)).at(-1)?.node)
      return record
    })
    const session = await arena.start()
    await arena.clock.advance(30_000)
    await session.durable()
    const settled = calls(await inputsOf(arena))
    expect(settled.length).toBeGreaterThan(2)
    expect(settled[0]).toMatchObject({
      ...{ run: 0, tick: 1, ordinal: 0, node: 'gpt', inputTokens: 1000, cachedInputTokens: 400 },
      ...{ outputTokens: 50, estimated: false, cost: decimal('0.001'), latency: 900 },
    })
    expect(new Set(told)).toEqual(new Set(['gpt']))
    expect(session.engine.modelCost()).toBe(BigInt(settled.length) * decimal('0.001'))
    expect(arena.models.calls[0]?.labels).toEqual(session.config.runs[0]?.labels)
  })

  it('gives the agent its prompt, and stores it with the match', async () => {
    const { arena, spawned } = modelArena()
    await arena.start()
    await arena.clock.advance(1000)
    expect(spawned()[0]?.assignment).toMatchObject({
      run: 0,
      prompt: PROMPT,
      runConfig: { name: 'Momentum' },
    })
    const stored = await arena.library.loadMatch('m1')
    expect(stored.ok && stored.value.prompts).toEqual([{ hash: HASH, text: PROMPT }])
  })

  it('closes a decision at its deadline, ends its call, and still logs what that cost', async () => {
    const { arena } = modelArena({ interval: ms(10_000) })
    arena.models.onCall = () => undefined
    arena.models.onAbort = () => reply(decimal('0.002'))
    const session = await arena.start()
    await arena.clock.advance(12_000)
    await session.durable()
    const inputs = await inputsOf(arena)
    expect(closes(inputs, 0)).toContain('timed-out')
    const first = arena.models.calls[0]
    expect(first?.watch.signal.aborted).toBe(true)
    // 80 % of the interval, at the clock's own speed: a model's time does not shrink with the demo's.
    // Less what the record needs to be heard in time.
    expect(first?.request.deadline).toBe(7750)
    const closedAt = inputs.findIndex((input) => input.type === 'DecisionClosed' && input.decision.run === 0)
    const settledAt = inputs.findIndex((input) => input.type === 'ModelCallSettled')
    expect(settledAt).toBeGreaterThan(closedAt)
    expect(calls(inputs)[0]).toMatchObject({ tick: 1, cost: decimal('0.002') })
  })

  it('answers a call for a tick that is closed without asking the model', async () => {
    const faults: string[] = []
    const { arena } = modelArena({}, async (tick, host, assignment) => {
      const late = await host.complete(tick.tick - 1, request())
      faults.push(late.outcome.type === 'fault' ? late.outcome.fault.kind : 'none')
      return asksOnce(tick, host, assignment)
    })
    const session = await arena.start()
    await arena.clock.advance(20_000)
    await session.durable()
    expect(new Set(faults)).toEqual(new Set(['aborted']))
    expect(arena.models.calls.length).toBe(calls(await inputsOf(arena)).length)
  })

  it('plays a demo at the clock’s speed while the model thinks, and at its own again after', async () => {
    const thinking: boolean[] = []
    const { arena } = modelArena({}, asksOnce, (feed) => {
      const inner = feed.setThinking.bind(feed)
      return Object.assign(feed, {
        setThinking: (on: boolean) => {
          thinking.push(on)
          inner(on)
        },
      })
    })
    arena.models.onCall = ({ answer }: RoutedCall) => {
      arena.clock.after(ms(5000), () => answer(reply()))
      return undefined
    }
    const session = await arena.start()
    await arena.clock.advance(1000)
    const before = session.matchTime()
    expect(session.speed).toBe(1)
    await arena.clock.advance(3000)
    expect(session.matchTime() - before).toBeLessThanOrEqual(3250)
    await arena.clock.advance(2000)
    expect(session.speed).toBe(10)
    const after = session.matchTime()
    await arena.clock.advance(3000)
    expect(session.matchTime() - after).toBeGreaterThan(20_000)
    // The first tick is published while the feed is being opened.
    expect(thinking.slice(0, 3)).toEqual([true, true, false])
  })

  it('plays it at the clock’s speed from a tick’s publication on, while the tick is being stored', async () => {
    const { arena } = modelArena()
    const slowly = { kind: 'written', after: ms(2000) } as const
    const session = await arena.start()
    await arena.clock.advance(500)
    arena.conditions.ofCommit = () => slowly
    const { tick } = session.engine
    while (session.engine.tick === tick) await arena.clock.advance(50)
    const calls = arena.models.calls.length
    const published = session.matchTime()
    expect(session.speed).toBe(1)
    await arena.clock.advance(1500)
    expect(arena.models.calls.length).toBe(calls)
    expect(session.matchTime() - published).toBeLessThanOrEqual(2000)
    await arena.clock.advance(10_000)
    expect(arena.models.calls.length).toBeGreaterThan(calls)
  })

  it('does not slow it down for a model that will not be asked', async () => {
    const { arena } = modelArena()
    arena.models.keyless.add('gpt')
    const session = await arena.start()
    arena.conditions.ofCommit = () => ({ kind: 'written', after: ms(2000) })
    const { tick } = session.engine
    while (session.engine.tick === tick) await arena.clock.advance(50)
    expect(session.speed).toBe(10)
  })

  it('skips ticks while the key is missing, says so on the card, and goes on when it is there', async () => {
    const { arena } = modelArena()
    arena.models.keyless.add('gpt')
    const session = await arena.start()
    const stage = new RunningStage(session, true, () => '')
    const card = () => stage.frame(new FrameStream())?.view.agents[0]
    await arena.clock.advance(15_000)
    await session.durable()
    expect(card()).toMatchObject({
      status: 'no-key',
      statusDetail: expect.stringContaining('Waiting for key'),
    })
    arena.models.keyless.clear()
    expect(card()).toMatchObject({ status: 'waiting' })
    await arena.clock.advance(15_000)
    await session.durable()
    const inputs = await inputsOf(arena)
    expect(skips(inputs)[0]).toBe('0: no-key')
    expect(closes(inputs, 0)).toContain('completed')
    expect(closes(inputs, HOUSE_RUN).length).toBe(session.engine.tick)
    const told = session.chronicle.activity.since(0).filter(({ text }) => text.includes('is missing'))
    expect(told.length).toBe(1)
  })

  it('skips ticks of a node that is no more, and never falls back to rules', async () => {
    const { arena, spawned } = modelArena()
    arena.models.nodes.clear()
    const session = await arena.start()
    await arena.clock.advance(15_000)
    await session.durable()
    const inputs = await inputsOf(arena)
    expect(new Set(skips(inputs))).toEqual(new Set(['0: no-node']))
    expect(spawned()[0]?.port.ticks).toEqual([])
    expect(inputs.some((input) => input.type === 'SignalSubmitted' && input.signal.run === 0)).toBe(false)
  })

  it('stops calling at the cap, says so, and goes on when it is raised', async () => {
    const { arena } = modelArena({ spendCap: decimal('0.005') })
    arena.models.onCall = () => reply(decimal('0.002'))
    const session = await arena.start()
    const stage = new RunningStage(session, true, () => '')
    await arena.clock.advance(60_000)
    await session.durable()
    expect(session.engine.modelCost()).toBe(decimal('0.004'))
    const asked = arena.models.calls.length
    const row = stage.frame(new FrameStream())?.view.agents[0]
    expect(row).toMatchObject({ status: 'spend-cap', statusDetail: expect.stringContaining('$0.005') })
    expect(session.setSpendCap('-1').ok).toBe(false)
    expect(session.setSpendCap('2').ok).toBe(true)
    await arena.clock.advance(30_000)
    expect(arena.models.calls.length).toBeGreaterThan(asked)
    expect(session.engine.spendCap).toBe(decimal('2'))
  })

  it('logs nothing and asks nobody once the match was let go', async () => {
    const { arena } = modelArena()
    arena.models.onCall = () => undefined
    const session = await arena.start()
    await arena.clock.advance(1000)
    const { seq } = session.engine
    session.dispose()
    await arena.clock.advance(5000)
    expect(arena.models.calls[0]?.watch.signal.aborted).toBe(true)
    expect(session.engine.seq).toBe(seq)
  })
})

describe('a match with language models that was left', () => {
  it('comes back with spend, roster, prompts and memory, byte for byte', async () => {
    const { arena, spawned } = modelArena()
    arena.models.nodes.set('deep', chatNode('deep'))
    const session = await arena.start()
    await arena.clock.advance(10_000)
    session.changeRoster({ kind: 'add', agent: { ...ENTRY, name: 'Nova' } }, [chatNode('deep')])
    session.changeRoster({ kind: 'bench', run: 2 }, [])
    await arena.clock.advance(120_000)
    await session.durable()
    const restored = await arena.restore()
    expect(compareMatches(restored, session)).toBeUndefined()
    const lived = spawned()[0]?.assignment.history ?? []
    expect(restored.histories.of(MODEL_RUN)).toEqual(lived)
    expect(lived.length).toBeGreaterThan(12)
    expect(lived.filter(({ scene }) => scene !== undefined).length).toBe(12)
    arena.crash()
    const again = await arena.resume()
    expect(spawned().map(({ assignment }) => assignment.prompt)).toEqual([PROMPT, ENTRY.prompt])
    expect(spawned()[0]?.assignment.history.slice(0, lived.length)).toEqual(lived)
    expect(decimalToString(again.engine.modelCost())).toBe(decimalToString(session.engine.modelCost()))
    await arena.clock.advance(20_000)
    expect(again.engine.isBenched(runIndex(2))).toBe(true)
    expect(again.engine.modelCost() > session.engine.modelCost()).toBe(true)
  })

  it('shows, by one fold of the log, what an agent was shown at a tick', async () => {
    const { arena, spawned } = modelArena()
    const session = await arena.start()
    await arena.clock.advance(60_000)
    await session.durable()
    const stored = await arena.library.loadMatch('m1')
    if (!stored.ok) throw stored.error
    const ticks = spawned()[0]?.port.ticks ?? []
    const wanted = new Set([ticks[1]?.tick ?? 0, ticks[3]?.tick ?? 0])
    const slices = scenesInSlices(stored.value.steps, MODEL_RUN, wanted)
    let slice = slices.next()
    while (slice.done !== true) slice = slices.next()
    const scenes = slice.value
    if (!scenes.ok) throw new Error(scenes.error)
    expect([...scenes.value.keys()]).toEqual([...wanted])
    for (const { tick, snapshot, portfolio } of ticks) {
      if (wanted.has(tick)) expect(scenes.value.get(tick)).toEqual({ snapshot, portfolio })
    }
  })

  it('is refused with a sentence when a prompt it needs is missing', async () => {
    const { arena } = modelArena()
    const session = await arena.start()
    await arena.clock.advance(1000)
    await session.durable()
    await arena.forgetPrompts()
    await expect(arena.restore()).rejects.toThrow('The system prompt of Momentum is missing from storage.')
  })
})

import { describe, expect, it } from 'vitest'
import { configureMatch } from '$lib/match/new-match'
import type { MatchConfig } from '$lib/engine/config'
import { runIndex } from '$lib/engine/events'
import { demoProducts } from '$lib/feeds/demo/catalogue'
import { AT_ONCE } from '../../fixtures/simulation/in-process-agents'
import { at, demoMatch, ms } from './fixtures'
import { TestArena } from './session-harness'

const HANGING = 7
const DEAD = 23

function fiftyAgents(): MatchConfig {
  const houses = ['momentum', 'brainrot', 'scalper'] as const
  const roster = Array.from({ length: 50 }, (_, index) => ({
    strategy: houses[index % 3] ?? 'scalper',
    ...{ name: `A${index}`, prompt: '', color: '' },
    brain: `house:${houses[index % 3] ?? 'scalper'}`,
  }))
  const config = configureMatch(
    {
      ...{
        source: 'demo',
        products: ['BTC-USD', 'FARTCOIN-USD', 'SOL-USD'],
        intervalSeconds: 10,
        seed: 'fifty',
      },
      ...{ rules: 'realistic', initialCash: '100000', speed: 10, roster },
    },
    { matchId: 'm1', now: at(0), listings: demoProducts(), freshSeed: '', nodes: [], defaultRoster: [] },
  )
  if (!config.ok) throw new Error(config.error)
  return config.value.config
}

describe('an agent', () => {
  it('that is slow gets the latest tick, not a backlog, and its skipped ticks are counted and logged', async () => {
    const slow = { kind: 'decides', after: ms(1700) } as const
    const arena = new TestArena(demoMatch({ interval: ms(5000) }), {
      fateOf: (run) => (run === 0 ? slow : AT_ONCE),
    })
    const session = await arena.start()
    await arena.clock.advance(20_000)
    const asked = arena.agents?.ports.get(runIndex(0))?.ticks ?? []
    const punctual = arena.agents?.ports.get(runIndex(2))?.ticks ?? []
    expect(punctual).toEqual(Array.from({ length: session.engine.tick }, (_, index) => index + 1))
    const gaps = asked.slice(1).map((tick, index) => tick - (asked[index] ?? 0))
    expect(Math.min(...gaps.slice(1))).toBeGreaterThanOrEqual(3)
    expect(asked.at(-1)).toBeGreaterThan(session.engine.tick - 7)
    await session.durable()
    const skipped = (await arena.steps()).filter(({ input }) => input.type === 'TickSkipped')
    expect(skipped.every(({ input }) => input.type === 'TickSkipped' && input.run === 0)).toBe(true)
    expect(session.chronicle.skippedTicks(runIndex(0))).toBe(skipped.length)
    expect(skipped.length).toBeGreaterThan(20)
  })

  it('that dies in the middle of its trades keeps what was filled, and decides on the next tick', async () => {
    const arena = new TestArena(demoMatch(), {
      fateOf: (run, tick) =>
        run === 1 && tick === 1 ? { kind: 'dies', after: ms(0), within: ms(1), back: ms(900) } : AT_ONCE,
    })
    arena.conditions.ofCommit = () => ({ kind: 'written', after: ms(20) })
    const session = await arena.start()
    await arena.clock.advance(200)
    const brainrot = session.crew.slot(runIndex(1))
    expect([brainrot?.restarts, brainrot?.restarting, brainrot?.lastProblem]).toEqual([
      1,
      true,
      'Its worker died.',
    ])
    expect(session.engine.tradeCount(runIndex(1))).toBe(1)
    await arena.clock.advance(10_000)
    expect(brainrot?.restarting).toBe(false)
    expect(arena.agents?.ports.get(runIndex(1))?.ticks.slice(0, 2)).toEqual([1, 2])
    const words = await arena.library.decisions('m1')
    const first = words.ok && words.value.find(({ run, tick }) => run === 1 && tick === 1)
    expect(first && first.record.outcome).toBe('failed')
  })
})

describe('fifty agents, one that never answers and one whose port only rejects', () => {
  it('each get every tick, and none keeps another waiting', async () => {
    const arena = new TestArena(fiftyAgents(), {
      fateOf: (run) => (run === HANGING ? { kind: 'hangs' } : run === DEAD ? { kind: 'rejects' } : AT_ONCE),
    })
    const session = await arena.start()
    await arena.clock.advance(20_000)
    session.end('operator')
    await session.durable()
    const ticks = session.engine.tick
    expect(ticks).toBeGreaterThanOrEqual(20)
    const ends = new Map<number, string[]>()
    for (const { input } of await arena.steps()) {
      if (input.type === 'DecisionClosed')
        note(ends, input.decision.run, `${input.decision.tick} ${input.decision.outcome}`)
      if (input.type === 'TickSkipped') note(ends, input.run, `${input.tick} ${input.reason}`)
    }
    for (let run = 0; run < 50; run += 1) {
      const addressed = (ends.get(run) ?? []).map((end) => Number.parseInt(end, 10)).sort((a, b) => a - b)
      expect(addressed, `run ${run}`).toEqual(Array.from({ length: ticks }, (_, index) => index + 1))
      const prompt = (ends.get(run) ?? []).every((end) => end.endsWith('completed'))
      expect(prompt, `run ${run}`).toBe(run !== HANGING && run !== DEAD)
    }
    expect(ends.get(DEAD)?.every((end) => end.endsWith('failed'))).toBe(true)
    expect(ends.get(HANGING)?.some((end) => end.endsWith('timed-out'))).toBe(true)
    expect(session.engine.tradeCount(runIndex(HANGING))).toBe(0)
  })
})

function note(ends: Map<number, string[]>, run: number, end: string): void {
  ends.set(run, [...(ends.get(run) ?? []), end])
}

import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decimalToString } from '$lib/core/decimal'
import { runIndex } from '$lib/engine/events'
import { replay } from '$lib/engine/log/replay'
import type { WholeMatch } from '$lib/match/whole-match'
import type { ReplayPageApi, ReplayPosition } from '$workers/api/replay'
import type { ViewFrame } from '$workers/api/view'
import { ReplayDesk } from '$workers/replay-desk'
import { playedDemo } from '../../fixtures/played-demo'
import { VirtualClock } from '../../fixtures/virtual-clock'

let match: WholeMatch
let clock: VirtualClock
let frames: ViewFrame[]
let positions: ReplayPosition[]
let desk: ReplayDesk

const page: ReplayPageApi = {
  onProgress: () => undefined,
  onFrame: (frame) => void frames.push(frame),
  onPosition: (position) => void positions.push(position),
  onFork: () => undefined,
}

beforeAll(async () => {
  match = await playedDemo('desk', 15)
}, 60_000)

beforeEach(async () => {
  clock = new VirtualClock()
  frames = []
  positions = []
  const opened = await ReplayDesk.open(match, page, clock)
  if (!opened.ok) throw new Error(opened.error)
  desk = opened.value
})

describe('an opened match', () => {
  it('tells how long it is, what was decided in it and what was traded', () => {
    const { events, startedAt, endedAt, decisions, trades } = desk.describe()
    expect(events).toBe(match.steps.length)
    expect(endedAt).toBeGreaterThan(startedAt)
    expect(decisions.length).toBe(match.decisions.length)
    expect(trades.length).toBeGreaterThan(0)
  })

  it('shows the moment after any event, and the end as it was', async () => {
    await desk.seek(desk.describe().events - 1)
    const again = replay(match.steps.map(({ record }) => record))
    if (!again.ok) throw new Error('the fixture does not replay')
    const { engine } = again.value
    const shown = frames.at(-1)?.view.agents.map(({ equity }) => equity)
    expect(shown).toEqual(
      engine.runs.map((_, run) => decimalToString(engine.portfolio(runIndex(run), engine.time).equity)),
    )
    expect(positions.at(-1)).toMatchObject({ seq: match.steps.length - 1, speed: 0 })
  })

  it('tells what an agent risked at the moment on show', async () => {
    const trade = desk.describe().trades.at(-1)
    const run = trade?.run ?? 0
    await desk.seek(0)
    expect(desk.riskProfile(run)).toMatchObject({ ok: true, value: { exposure: 0, tailValueAtRisk: 0 } })
    await desk.seek(desk.describe().events - 1)
    const equity = Number(frames.at(-1)?.view.agents[run]?.equity)
    const profile = desk.riskProfile(run, 'ewma')
    if (!profile.ok) throw new Error(profile.error)
    expect(profile.value.equity).toBeCloseTo(equity, 6)
    const idea = { product: 'BTC-USD', side: 'sell', quantity: '1000' } as const
    expect(desk.tradeRisk(run, idea)).toMatchObject({ ok: false, error: expect.stringContaining('is held') })
  })

  it('follows only the latest of many wishes', async () => {
    const wishes = [900, 100, 500].map((seq) => desk.seek(seq))
    await Promise.all(wishes)
    expect(positions.at(-1)?.seq).toBe(500)
  })

  it('keeps a wish within the match', async () => {
    await desk.seek(10_000_000)
    expect(positions.at(-1)?.seq).toBe(match.steps.length - 1)
    await desk.seek(-5)
    expect(positions.at(-1)?.seq).toBe(0)
  })

  it('steps by trades, there and back', async () => {
    const [first, second] = desk.describe().trades.map(({ seq }) => seq)
    await desk.step('trade', false)
    expect(positions.at(-1)?.seq).toBe(first)
    await desk.step('trade', false)
    const afterTwo = positions.at(-1)?.seq
    expect(afterTwo).toBeGreaterThan(first ?? 0)
    await desk.step('trade', true)
    expect(positions.at(-1)?.seq).toBeLessThan(afterTwo ?? 0)
    expect(second).toBeDefined()
  })

  it('plays at its speed, stands still when told, and stops at the end', async () => {
    const startedAt = desk.describe().startedAt
    await desk.play(60)
    await clock.advance(2000)
    await breath()
    const { time } = positions.at(-1) ?? { time: 0 }
    expect(time - startedAt).toBeGreaterThan(60_000)
    expect(time - startedAt).toBeLessThanOrEqual(130_000)
    await desk.play(0)
    const stood = positions.at(-1)?.seq
    await clock.advance(5000)
    await breath()
    expect(positions.at(-1)).toMatchObject({ seq: stood, speed: 0 })
    await desk.play(1000)
    for (let second = 0; second < 40; second += 1) {
      await clock.advance(100)
      await breath()
    }
    expect(positions.at(-1)).toMatchObject({ seq: match.steps.length - 1, speed: 0 })
  })

  it('ranks the decisions as they were when nothing is otherwise', async () => {
    const same = await desk.whatIf({
      feeBasisPoints: undefined,
      spreadFactor: 1,
      latency: 0,
      risk: undefined,
    })
    if (!same.ok) throw new Error(same.error)
    for (const row of same.value.rows) {
      expect([row.equity, row.trades, row.rank]).toEqual([row.wasEquity, row.wasTrades, row.wasRank])
    }
  })

  it('refuses a fork by a model it was lent no way to', async () => {
    const fork = { run: 0, tick: 2, prompt: 'Hold.', name: 'Other', spendCap: '0.5' }
    const answer = await desk.fork({ ...fork, brain: 'node:some' })
    expect(answer.ok ? '' : answer.error).toMatch(/way to language models/)
    const bad = await desk.fork({ ...fork, brain: 'house:scalper', spendCap: 'much' })
    expect(bad.ok ? '' : bad.error).toMatch(/amount in dollars/)
  })
})

/** Slices go on by messages, which a virtual clock does not know. */
function breath(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 20))
}

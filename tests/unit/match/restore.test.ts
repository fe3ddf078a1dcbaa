import { describe, expect, it } from 'vitest'
import { runIndex } from '$lib/engine/events'
import type { StoredStep } from '$lib/match/ports'
import { restoreMatch } from '$lib/match/restore'
import { compareMatches } from '../../fixtures/simulation/comparison'
import { demoMatch, ms, stepOf } from './fixtures'
import { TestArena } from './session-harness'

async function played() {
  const arena = new TestArena(demoMatch({ interval: ms(10_000) }), {
    fateOf: (run, tick) => ({ kind: 'decides', after: ms(run === 0 && tick % 3 === 0 ? 1900 : 10) }),
  })
  const session = await arena.start()
  await arena.clock.advance(20_000)
  await session.durable()
  const stored = await arena.library.loadMatch('m1')
  const decisions = await arena.library.decisions('m1')
  if (!stored.ok || !decisions.ok) throw new Error('the match was not stored')
  return { session, steps: stored.value.steps, decisions: decisions.value }
}

const damage = (
  steps: readonly StoredStep[],
  at: number,
  change: (record: Uint8Array) => Uint8Array,
): StoredStep[] =>
  steps.map((step, index) => (index === at ? { seq: step.seq, record: change(step.record) } : step))

describe('restoreMatch', () => {
  it('rebuilds state, digest and every row a viewer saw', async () => {
    const { session, steps, decisions } = await played()
    const restored = restoreMatch(steps, decisions, [])
    expect(restored.ok).toBe(true)
    if (!restored.ok) return
    expect(compareMatches(restored.value, session)).toBeUndefined()
    expect(restored.value.chronicle.trades.total).toBeGreaterThan(5)
    expect(restored.value.chronicle.activity.since(0).some(({ kind }) => kind === 'response')).toBe(true)
  })

  it('without the words of decisions rebuilds all but them', async () => {
    const { session, steps } = await played()
    const restored = restoreMatch(steps, [], [])
    expect(restored.ok && restored.value.log.tip).toBe(session.log.tip)
    expect(
      restored.ok && restored.value.chronicle.activity.since(0).some(({ kind }) => kind === 'response'),
    ).toBe(false)
  })

  it('knows which ticks were open, oldest first', async () => {
    const { steps, decisions } = await played()
    const published = steps.findIndex(({ record }) => {
      const { input } = stepOf(record)
      return input.type === 'TickPublished' && input.tick === 4
    })
    const restored = restoreMatch(steps.slice(0, published + 1), decisions, [])
    // The first agent still thought about tick 3 when tick 4 came.
    const open = restored.ok && [0, 1, 2].map((run) => restored.value.openTicks.of(runIndex(run)))
    expect(open).toEqual([[3, 4], [4], [4]])
  })

  it('refuses an empty log', () => {
    expect(restoreMatch([], [], [])).toEqual({ ok: false, error: 'The stored log is empty.' })
  })

  it.each([
    ['cut short', (record: Uint8Array) => record.slice(0, -1)],
    [
      'flipped in a bit',
      (record: Uint8Array) => record.map((byte, index) => (index === record.length - 1 ? byte ^ 1 : byte)),
    ],
    ['empty', () => new Uint8Array(0)],
  ])('refuses a log with a record %s, naming the event', async (_what, change) => {
    const { steps, decisions } = await played()
    const filled = 120
    const restored = restoreMatch(damage(steps, filled, change), decisions, [])
    expect(restored.ok).toBe(false)
    expect(!restored.ok && restored.error).toMatch(
      /^The stored log does not follow from its own inputs at event 12\d\.$/,
    )
  })

  it('refuses a log with a record missing', async () => {
    const { steps, decisions } = await played()
    const holed = steps.filter((_, index) => index !== 50)
    const restored = restoreMatch(holed, decisions, [])
    expect(!restored.ok && restored.error).toMatch(/at event 50\.$/)
  })
})

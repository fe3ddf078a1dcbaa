import { describe, expect, it } from 'vitest'
import { restoreMatch } from '$lib/match/restore'
import { describeStill } from '$lib/match/view/still-view'
import { type MatchTape, readTape } from '$lib/replay/match-tape'
import { indexTape } from '$lib/replay/replay-index'
import { TimeMachine } from '$lib/replay/time-machine'
import { drain, wholeMatchOf } from '../../fixtures/replay/whole-match-of'
import { playedMatch } from '../../fixtures/share/whole-match'
import { SyntheticMatch, riskMatchConfig } from '../../fixtures/synthetic-match'

const MATCH = playedMatch()

function tapeOf(match = MATCH): MatchTape {
  const tape = drain(readTape(match))
  if (!tape.ok) throw new Error(tape.error)
  return tape.value
}

function machineOf(tape: MatchTape): TimeMachine {
  return new TimeMachine(tape, indexTape(tape))
}

describe('TimeMachine', () => {
  it('shows the end as the live match left it', () => {
    const machine = machineOf(tapeOf())
    drain(machine.seek(machine.last))
    const restored = restoreMatch(MATCH.steps, MATCH.decisions, MATCH.prompts)
    if (!restored.ok) throw new Error(restored.error)
    const { feed, ...still } = describeStill(restored.value, true, '')
    const frame = machine.frame()
    expect(frame.view).toMatchObject(still)
    expect(frame.view.feed).toMatchObject({ state: feed.state, label: 'Replay', counters: feed.counters })
    expect(frame.trades).toEqual(restored.value.chronicle.trades.since(0))
    expect(frame.activity).toEqual(restored.value.chronicle.activity.since(0))
    expect(frame.equity).toEqual(restored.value.chronicle.equity.points)
  })

  it('stands at the first event until it is told to go elsewhere, and never beyond the ends', () => {
    const machine = machineOf(tapeOf())
    expect(machine.position).toEqual({ seq: 0, time: MATCH.config.startedAt })
    expect(machine.frame().view.feed.label).toBe('Replay')
    drain(machine.seek(1e9))
    expect(machine.position.seq).toBe(machine.last)
    drain(machine.seek(-5))
    expect(machine.position.seq).toBe(0)
  })

  it('steps to the next and the last event, decision and trade, and stays where there is none', () => {
    const tape = tapeOf()
    const { decisions, trades } = indexTape(tape)
    const machine = machineOf(tape)
    expect(machine.stepTo('event', true)).toBe(0)
    expect(machine.stepTo('event', false)).toBe(1)
    expect(machine.stepTo('decision', true)).toBe(0)
    expect(machine.stepTo('trade', false)).toBe(trades[0]?.seq)
    const second = decisions[1]?.seq ?? 0
    drain(machine.seek(second))
    expect(machine.stepTo('decision', true)).toBe(decisions[0]?.seq)
    expect(machine.stepTo('decision', false)).toBe(decisions[2]?.seq)
    drain(machine.seek(machine.last))
    expect(machine.stepTo('trade', false)).toBe(machine.last)
    expect(machine.stepTo('event', false)).toBe(machine.last)
  })

  it('is left half-way without harm', () => {
    const match = wholeMatchOf(new SyntheticMatch('half-way', riskMatchConfig()).inputs(5000))
    const [left, straight] = [machineOf(tapeOf(match)), machineOf(tapeOf(match))]
    const slices = left.seek(left.last)
    slices.next()
    expect(left.position.seq).toBeLessThan(left.last)
    drain(left.seek(4100))
    drain(straight.seek(4100))
    expect(left.frame().view).toEqual(straight.frame().view)
  })

  it('names the digest of what was sealed by then', () => {
    const match = wholeMatchOf(new SyntheticMatch('sealed', riskMatchConfig()).inputs(2500))
    const machine = machineOf(tapeOf(match))
    drain(machine.seek(998))
    expect(machine.frame().view.match.digest).toBe('0'.repeat(64))
    drain(machine.seek(999))
    expect(machine.frame().view.match.digest).not.toBe('0'.repeat(64))
    drain(machine.seek(machine.last))
    expect(machine.frame().view.match.digest).toBe(match.head.digest)
  })

  it('finds the last event at or before an instant', () => {
    const tape = tapeOf()
    const machine = machineOf(tape)
    expect(machine.seqAt(0)).toBe(0)
    expect(machine.seqAt(Number.MAX_SAFE_INTEGER)).toBe(machine.last)
    const middle = tape.clocks[40] ?? 0
    const found = machine.seqAt(middle)
    expect(tape.clocks[found]).toBe(middle)
    expect(tape.clocks[found + 1]).toBeGreaterThan(middle)
  })

  it('tells agents that think from those that wait while the match runs', () => {
    const tape = tapeOf()
    const published = tape.steps.find(({ input }) => input.type === 'TickPublished')?.seq ?? 0
    const machine = machineOf(tape)
    drain(machine.seek(published))
    const agents = machine.frame().view.agents.filter(({ role }) => role === 'agent')
    expect(agents.map(({ status }) => status)).toContain('thinking')
  })
})

describe('readTape', () => {
  it('says which record cannot be read', () => {
    const steps = MATCH.steps.map((step) =>
      step.seq === 7 ? { ...step, record: new Uint8Array([7, 99]) } : step,
    )
    expect(drain(readTape({ ...MATCH, steps }))).toMatchObject({
      ok: false,
      error: expect.stringContaining('Event 7'),
    })
    expect(drain(readTape({ ...MATCH, steps: [] }))).toMatchObject({ ok: false })
  })
})

describe('indexTape', () => {
  it('counts the trades of each decision and marks all', () => {
    const { decisions, trades } = indexTape(tapeOf())
    const fills = MATCH.head.standings.reduce((sum, standing) => sum + standing.trades, 0)
    expect(trades).toHaveLength(fills)
    expect(decisions.reduce((sum, decision) => sum + decision.trades, 0)).toBeGreaterThan(0)
    expect(decisions.map(({ seq }) => seq)).toEqual(decisions.map(({ seq }) => seq).toSorted((a, b) => a - b))
  })

  it('thins the times of a long match, its ends kept', () => {
    const tape = tapeOf(wholeMatchOf(new SyntheticMatch('thin', riskMatchConfig()).inputs(5000)))
    const { times } = indexTape(tape)
    expect(times).toHaveLength(2000)
    expect([times[0]?.seq, times.at(-1)?.seq]).toEqual([0, tape.steps.length - 1])
    expect(times.every(({ time }, place) => time >= (times[place - 1]?.time ?? 0))).toBe(true)
  })
})

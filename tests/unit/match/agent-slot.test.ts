import { describe, expect, it } from 'vitest'
import type { DecisionModel, DecisionRecord, ModelTurn } from '$lib/agents/decision'
import { type SkipReason, runIndex } from '$lib/engine/events'
import { AgentSlot } from '$lib/match/agent-slot'
import { NO_USAGE } from '$lib/llm/completion'
import { AgentLost, type AgentPort, type AgentTick } from '$lib/match/ports'
import { VirtualClock, settled } from '../../fixtures/virtual-clock'
import { agentTick, ms, recordOf } from './fixtures'

interface Asked {
  readonly tick: AgentTick
  readonly answer: (record: DecisionRecord) => void
  readonly lose: (cause: unknown) => void
}

class ScriptedPort implements AgentPort {
  restarts = 0
  restarting = false
  readonly asked: Asked[] = []
  readonly abandoned: number[] = []
  stops = 0

  decide(tick: AgentTick): Promise<DecisionRecord> {
    return new Promise((answer, lose) => this.asked.push({ tick, answer, lose }))
  }

  abandon(tick: number): void {
    this.abandoned.push(tick)
  }

  stop(): void {
    this.stops += 1
  }

  /** Ticks handed over, in order. */
  get ticks(): number[] {
    return this.asked.map(({ tick }) => tick.tick)
  }

  last(): Asked {
    const last = this.asked.at(-1)
    if (last === undefined) throw new Error('nothing was asked')
    return last
  }
}

const TURN: ModelTurn = {
  ...{
    words: 'Hold.',
    calls: [{ id: 'a', name: 'calculator', arguments: '{}' }],
    ending: 'stop',
    usage: NO_USAGE,
  },
  ...{ cost: '0', latency: ms(1), queued: ms(0), attempts: 1 },
}
const SPOKEN: DecisionModel = {
  ...{ node: 'GPT', modelId: 'm', template: 1, promptHash: 'ab', condensedFrom: 1, wholeFrom: 1 },
  turns: [],
}

function openSlot() {
  const clock = new VirtualClock()
  const port = new ScriptedPort()
  const told: string[] = []
  const budget = { now: ms(8000) }
  const obstacle: { reason: SkipReason | undefined } = { reason: undefined }
  const records: DecisionRecord[] = []
  const slot = new AgentSlot(runIndex(1), port, clock, {
    obstacleTo: () => obstacle.reason,
    budgetOf: () => budget.now,
    decisionStarted: () => undefined,
    decisionClosed: (run, record) => {
      told.push(`${run}: tick ${record.tick} ${record.outcome}`)
      records.push(record)
    },
    tickSkipped: (run, tick, reason) => told.push(`${run}: tick ${tick} skipped, ${reason}`),
  })
  return { clock, port, told, records, slot, obstacle, budget }
}

describe('AgentSlot', () => {
  it('has one decision in flight and one pending; the latest wins and the superseded is told and counted', async () => {
    const { port, told, slot } = openSlot()
    for (const tick of [1, 2, 3, 4]) slot.offer(agentTick(tick))
    expect(port.ticks).toEqual([1])
    expect(told).toEqual(['1: tick 2 skipped, superseded', '1: tick 3 skipped, superseded'])
    port.last().answer(recordOf(1))
    await settled()
    expect(port.ticks).toEqual([1, 4])
    expect(told.at(-1)).toBe('1: tick 1 completed')
  })

  it('lets trades be made only while their decision is open', async () => {
    const { port, slot } = openSlot()
    expect(slot.isOpen(1)).toBe(false)
    slot.offer(agentTick(1))
    slot.offer(agentTick(2))
    expect([slot.isOpen(1), slot.isOpen(2)]).toEqual([true, false])
    port.last().answer(recordOf(1))
    await settled()
    expect([slot.isOpen(1), slot.isOpen(2)]).toEqual([false, true])
  })

  it('closes a decision at its deadline as timed out and drops the late answer', async () => {
    const { clock, port, told, records, slot } = openSlot()
    slot.offer(agentTick(1))
    await clock.advance(7999)
    expect(told).toEqual([])
    await clock.advance(1)
    expect(told).toEqual(['1: tick 1 timed-out'])
    expect(records[0]).toMatchObject({
      latency: 8000,
      problem: 'No decision within 8 s; the tick was closed.',
    })
    expect(port.abandoned).toEqual([1])
    expect(slot.isOpen(1)).toBe(false)
    port.last().answer(recordOf(1))
    await settled()
    expect(told).toHaveLength(1)
  })

  it('gives a pending tick the time that holds when its decision starts, not when it was published', async () => {
    const { port, slot, budget } = openSlot()
    slot.offer(agentTick(1))
    slot.offer(agentTick(2))
    budget.now = ms(30_000)
    port.last().answer(recordOf(1))
    await settled()
    expect(port.last().tick).toMatchObject({ tick: 2, budget: 30_000 })
  })

  it('leaves a call time that ends before the decision, so that its record is heard', async () => {
    const { clock, slot } = openSlot()
    slot.offer(agentTick(1))
    expect(slot.timeLeft()).toBe(7750)
    await clock.advance(7900)
    expect(slot.timeLeft()).toBe(0)
  })

  it.each<[string, object]>([
    ['an ending that is none', { model: { ...SPOKEN, turns: [{ ...TURN, ending: {} }] } }],
    ['a count beyond all bounds', { model: { ...SPOKEN, turns: [{ ...TURN, attempts: 2 ** 60 }] } }],
    ['a field that should not be there', { model: { ...SPOKEN, extra: 1 } }],
    ['a field without a value', { problem: undefined }],
    ['another tick', { tick: 9 }],
    ['texts of many megabytes', { response: 'x'.repeat(5_000_000) }],
    ['no list of exchanges', { exchanges: 'none' }],
  ])('closes a decision as failed whose record holds %s', async (_what, odd) => {
    const { port, records, slot } = openSlot()
    slot.offer(agentTick(1))
    port.last().answer({ ...recordOf(1), ...odd })
    await settled()
    expect(records).toMatchObject([{ tick: 1, outcome: 'failed', exchanges: [] }])
    slot.offer(agentTick(2))
    port.last().answer(recordOf(2, { model: { ...SPOKEN, turns: [TURN] } }))
    await settled()
    expect(records[1]).toMatchObject({ tick: 2, outcome: 'completed' })
  })

  it('starts the pending tick at the deadline, with a deadline of its own', async () => {
    const { clock, port, told, slot } = openSlot()
    slot.offer(agentTick(1))
    await clock.advance(5000)
    slot.offer(agentTick(2))
    await clock.advance(3000)
    expect(port.ticks).toEqual([1, 2])
    await clock.advance(7999)
    expect(told).toEqual(['1: tick 1 timed-out'])
    await clock.advance(1)
    expect(told.at(-1)).toBe('1: tick 2 timed-out')
  })

  it('closes the decision of a lost worker as failed and gives the pending tick to its replacement', async () => {
    const { port, told, records, slot } = openSlot()
    slot.offer(agentTick(1))
    slot.offer(agentTick(2))
    port.last().lose(new AgentLost('Its worker hung.'))
    await settled()
    expect(told).toEqual(['1: tick 1 failed'])
    expect(records[0]?.problem).toBe('Its worker hung.')
    expect(slot.lastProblem).toBe('Its worker hung.')
    expect(port.ticks).toEqual([1, 2])
    port.last().answer(recordOf(2))
    await settled()
    expect(slot.lastProblem).toBe('')
  })

  it('has a sentence even for a failure that is no error', async () => {
    const { port, records, slot } = openSlot()
    slot.offer(agentTick(1))
    port.last().lose('gone')
    await settled()
    expect(records[0]?.problem).toBe('The agent failed without a reason.')
  })

  it('when stopped closes what is open as abandoned, skips what is pending, and takes nothing more', async () => {
    const { clock, port, told, slot } = openSlot()
    slot.offer(agentTick(1))
    slot.offer(agentTick(2))
    slot.stop()
    slot.offer(agentTick(3))
    expect(told).toEqual(['1: tick 2 skipped, match-ended', '1: tick 1 abandoned'])
    expect([port.abandoned, port.stops, port.ticks]).toEqual([[1], 1, [1]])
    port.last().answer(recordOf(1))
    await clock.advance(120_000)
    expect(told).toHaveLength(2)
    expect(clock.pendingTimers).toBe(0)
  })

  it('when released says nothing more to anyone', async () => {
    const { clock, port, told, slot } = openSlot()
    slot.offer(agentTick(1))
    slot.offer(agentTick(2))
    slot.release()
    port.last().answer(recordOf(1))
    await clock.advance(120_000)
    expect([told, port.ticks, port.stops]).toEqual([[], [1], 1])
    expect(slot.thinking).toBe(false)
  })

  it('shows the worker as restarting while its port says so', () => {
    const { port, slot } = openSlot()
    port.restarting = true
    port.restarts = 2
    expect([slot.restarting, slot.restarts]).toEqual([true, 2])
  })

  it('asks before each decision whether it may start, and skips the tick with the reason', () => {
    const { port, told, slot, obstacle } = openSlot()
    obstacle.reason = 'no-key'
    slot.offer(agentTick(1))
    obstacle.reason = undefined
    slot.offer(agentTick(2))
    slot.offer(agentTick(3))
    obstacle.reason = 'benched'
    port.last().answer(recordOf(2))
    return settled().then(() => {
      expect(port.ticks).toEqual([2])
      expect(told).toEqual(['1: tick 1 skipped, no-key', '1: tick 2 completed', '1: tick 3 skipped, benched'])
    })
  })

  it('is handed over at once when nobody decides, else when the decision has ended', async () => {
    const { port, slot } = openSlot()
    port.restarts = 2
    const [second, third] = [new ScriptedPort(), new ScriptedPort()]
    slot.handOver(() => second)
    expect([port.stops, slot.restarts]).toEqual([1, 2])
    slot.offer(agentTick(1))
    slot.offer(agentTick(2))
    let spawned = 0
    slot.handOver(() => {
      spawned += 1
      return third
    })
    expect([spawned, second.stops]).toEqual([0, 0])
    second.last().answer(recordOf(1))
    await settled()
    expect([spawned, second.stops, second.ticks, third.ticks]).toEqual([1, 1, [1], [2]])
    slot.stop()
    expect(third.stops).toBe(1)
  })

  it('gives each agent a snapshot of its own', () => {
    const { port, slot } = openSlot()
    const tick = { ...agentTick(1), snapshot: Float64Array.of(1, 2) }
    slot.offer(tick)
    expect(port.last().tick.snapshot).toEqual(tick.snapshot)
    expect(port.last().tick.snapshot).not.toBe(tick.snapshot)
  })
})

import fc from 'fast-check'
import { describe, it } from 'vitest'
import { durationMs, timeMs } from '$lib/core/time'
import type { DecisionRecord } from '$lib/agents/decision'
import { runIndex } from '$lib/engine/events'
import { AgentSlot } from '$lib/match/agent-slot'
import { type AgentPort, type CommitBatch, StoreFailure } from '$lib/match/ports'
import { TickSchedule } from '$lib/match/tick-schedule'
import { MatchWriter } from '$lib/match/writer'
import { VirtualClock, settled } from '../../fixtures/virtual-clock'
import { sampleHead, sampleStep } from '../../fixtures/store-fixtures'
import { agentTick, recordOf } from '../../unit/match/fixtures'

const RUNS = { numRuns: 1000 }

describe('TickSchedule', () => {
  it('ticks stay on one grid, each a whole number of intervals after the last, never two for one', () => {
    const waits = fc.array(fc.integer({ min: 1, max: 500_000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(fc.constantFrom(0, 1000, 10_000, 60_000), waits, (interval, steps) => {
        const schedule = new TickSchedule(durationMs(interval), timeMs(0))
        const slots: number[] = []
        let now = 0
        for (const wait of steps) {
          now += wait
          if (!schedule.isDue(timeMs(now))) continue
          schedule.published(timeMs(now))
          slots.push(Math.floor(now / schedule.spacing))
          if (schedule.isDue(timeMs(now))) return false
        }
        const onGrid = (schedule.nextAt ?? 1) % schedule.spacing === 0
        return onGrid && slots.every((slot, index) => index === 0 || slot > (slots[index - 1] ?? 0))
      }),
      RUNS,
    )
  })
})

type SlotAction = 'offer' | 'answer' | 'lose' | 'wait' | 'wait out'

describe('AgentSlot', () => {
  it('ends every tick it was offered exactly once, decides in order, one at a time', async () => {
    const actions = fc.array(
      fc.constantFrom<SlotAction>('offer', 'offer', 'answer', 'lose', 'wait', 'wait out'),
      {
        maxLength: 40,
      },
    )
    await fc.assert(
      fc.asyncProperty(actions, async (script) => {
        const clock = new VirtualClock()
        const port = new ManualPort()
        const ends: number[] = []
        const slot = new AgentSlot(runIndex(0), port, clock, {
          obstacleTo: () => undefined,
          budgetOf: () => durationMs(1000),
          decisionStarted: () => undefined,
          decisionClosed: (_run, record) => ends.push(record.tick),
          tickSkipped: (_run, tick) => ends.push(tick),
        })
        let offered = 0
        for (const action of script) {
          if (action === 'offer') slot.offer(agentTick(++offered, 1000))
          if (action === 'answer') port.answerOldest()
          if (action === 'lose') port.loseLatest()
          if (action === 'wait') await clock.advance(300)
          if (action === 'wait out') await clock.advance(1000)
          await settled()
        }
        slot.stop()
        const rises = port.started.every(
          (tick, index) => index === 0 || tick > (port.started[index - 1] ?? 0),
        )
        const all = Array.from({ length: offered }, (_, index) => index + 1)
        return rises && JSON.stringify([...ends].sort((a, b) => a - b)) === JSON.stringify(all)
      }),
      RUNS,
    )
  })
})

class ManualPort implements AgentPort {
  readonly restarts = 0
  readonly restarting = false
  readonly started: number[] = []
  readonly #open: { tick: number; answer: (record: DecisionRecord) => void; lose: (cause: Error) => void }[] =
    []

  decide({ tick }: { tick: number }): Promise<DecisionRecord> {
    this.started.push(tick)
    return new Promise((answer, lose) => this.#open.push({ tick, answer, lose }))
  }

  /** May be the answer to a decision closed long ago. */
  answerOldest(): void {
    const oldest = this.#open.shift()
    oldest?.answer(recordOf(oldest.tick))
  }

  loseLatest(): void {
    this.#open.pop()?.lose(new Error('Lost.'))
  }

  abandon(): void {
    return
  }

  stop(): void {
    return
  }
}

type WriterAction = { readonly add: number } | { readonly fail: 'aborted' | 'quota' } | 'retry' | 'wait'

describe('MatchWriter', () => {
  it('writes every row once and in order, and durable() never speaks before the disk', async () => {
    const action = fc.oneof(
      { weight: 5, arbitrary: fc.record({ add: fc.integer({ min: 1, max: 4 }) }) },
      { weight: 2, arbitrary: fc.record({ fail: fc.constantFrom('aborted' as const, 'quota' as const) }) },
      { weight: 2, arbitrary: fc.constant('retry' as const) },
      { weight: 3, arbitrary: fc.constant('wait' as const) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array<WriterAction>(action, { maxLength: 40 }), async (script) => {
        const clock = new VirtualClock()
        const written: number[] = []
        const failures: StoreFailure[] = []
        let seq = -1
        let early = 0
        const commit = async (batch: CommitBatch): Promise<void> => {
          await settled()
          const failure = failures.shift()
          if (failure !== undefined) throw failure
          written.push(...batch.steps.map((step) => step.seq))
        }
        const writer = new MatchWriter(
          { durable: true, commit },
          clock,
          () => sampleHead('m', seq),
          () => undefined,
        )
        for (const next of script) {
          if (next === 'retry') writer.retry()
          else if (next === 'wait') await clock.advance(300)
          else if ('fail' in next) failures.push(new StoreFailure(next.fail, 'No.'))
          else {
            for (let row = 0; row < next.add; row += 1) writer.addStep(sampleStep(++seq))
            const upTo = seq
            void writer.durable().then(() => (early += written.includes(upTo) ? 0 : 1))
          }
        }
        failures.length = 0
        for (let tries = 0; tries < 3; tries += 1) {
          writer.retry()
          await clock.advance(2000)
        }
        const all = Array.from({ length: seq + 1 }, (_, index) => index)
        return early === 0 && writer.idle && JSON.stringify(written) === JSON.stringify(all)
      }),
      RUNS,
    )
  })
})

import * as Comlink from 'comlink'
import { afterEach, describe, expect, test } from 'vitest'
import type { DecisionRecord } from '$lib/agents/decision'
import type { FormatVersion } from '$lib/engine/config'
import { durationMs, timeMs } from '$lib/core/time'
import type { AgentAssignment, AgentHost, AgentTick } from '$lib/match/ports'
import { WorkerAgentPort } from '$workers/agent-port'
import type { AgentSetup, AgentWorkerApi } from '$workers/api/agent'
import { VirtualClock } from '../../fixtures/virtual-clock'

const ASSIGNMENT = {
  run: 1,
  config: { matchId: 'm', products: [] },
  runConfig: { name: 'Momentum', brain: 'house:momentum', labels: {} },
  prompt: '',
  history: [],
} as unknown as AgentAssignment

const TICK = {
  tick: 3,
  matchTime: timeMs(0),
  snapshot: new Float64Array(4),
  portfolio: { cash: 1n },
  budget: durationMs(10_000),
} as unknown as AgentTick

const endings: (() => void)[] = []
afterEach(() => {
  for (const end of endings.splice(0)) end()
})

/** An agent.worker that answers every tick at once and keeps the budgets it was given. */
class FakeAgentWorker implements AgentWorkerApi {
  readonly budgets: number[] = []
  readonly setups: AgentSetup[] = []
  readonly #channel = new MessageChannel()

  constructor() {
    Comlink.expose(this, this.#channel.port1)
    endings.push(() => {
      this.#channel.port1.close()
      this.#channel.port2.close()
    })
  }

  get worker(): Worker {
    return Object.assign(this.#channel.port2, { terminate: () => {} }) as unknown as Worker
  }

  async setup(setup: AgentSetup): Promise<void> {
    this.setups.push(setup)
  }

  async abandon(): Promise<void> {}
  async ping(): Promise<number> {
    return 0
  }

  async decide({ tick, budget }: AgentTick): Promise<DecisionRecord> {
    this.budgets.push(budget)
    return { tick } as DecisionRecord
  }
}

describe('a decision', () => {
  const setUp = (delay: number, formatVersion: FormatVersion = 3) => {
    const clock = new VirtualClock()
    const fake = new FakeAgentWorker()
    const spawn = () =>
      new Promise<Worker>((resolve) => {
        clock.after(durationMs(delay), () => resolve(fake.worker))
      })
    const assignment = { ...ASSIGNMENT, config: { ...ASSIGNMENT.config, formatVersion } }
    const port = new WorkerAgentPort(assignment, {} as AgentHost, spawn, clock, () => {})
    endings.push(() => port.stop())
    return { clock, fake, port }
  }
  const tick = (): AgentTick => ({ ...TICK, snapshot: TICK.snapshot.slice() })

  test('has all its time where the worker stands', async () => {
    const { clock, fake, port } = setUp(0)
    await clock.advance(1)
    expect(await port.decide(tick())).toMatchObject({ tick: 3 })
    expect(fake.budgets).toEqual([10_000])
  })

  test.each([
    [1, false],
    [2, false],
    [3, true],
  ] as const)('in a match of format version %i may name exits: %s', async (formatVersion, exits) => {
    const { clock, fake, port } = setUp(0, formatVersion)
    await clock.advance(1)
    await port.decide(tick())
    expect(fake.setups).toMatchObject([{ exits }])
  })

  test('has less by what was waited for the worker, so that its record comes in time', async () => {
    const { clock, fake, port } = setUp(4000)
    const decided = port.decide(tick())
    await clock.advance(4000)
    expect(await decided).toMatchObject({ tick: 3 })
    expect(fake.budgets).toEqual([6000])
  })

  test('has none where the worker came too late', async () => {
    const { clock, fake, port } = setUp(12_000)
    const decided = port.decide(tick())
    await clock.advance(12_000)
    await decided
    expect(fake.budgets).toEqual([0])
  })
})

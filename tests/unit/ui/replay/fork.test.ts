import { describe, expect, it } from 'vitest'
import { err } from '$lib/core/result'
import { forkRace } from '$lib/ui/replay/fork-curves'
import { brainOptions, decisionAt, givenName } from '$lib/ui/replay/fork-form'
import { ForkState } from '$lib/ui/replay/fork.svelte'
import type { ForkAnswer } from '$workers/api/replay'
import type { EquityPoint } from '$workers/api/view'
import { nodeState } from '../../../fixtures/fake-models-client'
import { FakeReplayClient, openedReplay } from '../../../fixtures/fake-replay-client'

const mark = (run: number, tick: number) => ({ run, tick, seq: tick * 5, time: tick * 60_000, trades: 0 })
const DECISIONS = [3, 4, 7].map((tick) => mark(0, tick)).concat(mark(2, 4))
const NODES = [
  nodeState({ id: 'n1', name: 'GPT', modelId: 'gpt-5-nano' }),
  nodeState({ id: 'n2', name: 'No key' }, 'none'),
  nodeState({ id: 'n3', name: 'Locked' }, 'locked'),
  nodeState({ id: 'n4', name: 'Here', modelId: 'Here' }, 'not-needed'),
]

function setup() {
  const client = new FakeReplayClient()
  const names = new Map([
    [0, 'Momentum'],
    [2, 'Scalper'],
  ])
  return { client, fork: new ForkState(client, () => ({ decisions: DECISIONS, names, nodes: NODES })) }
}

describe('who lives on, and from where', () => {
  it('is the first agent from its first decision', () => {
    const { fork } = setup()
    expect([fork.form.run, fork.form.tick, fork.count]).toEqual([0, 3, 3])
  })

  it('is another agent from about the same moment', () => {
    const { fork } = setup()
    fork.set({ tick: 7 })
    fork.chooseRun(2)
    expect([fork.form.run, fork.form.tick, fork.count]).toEqual([2, 4, 1])
  })

  it('is the decision at the moment shown, or the one before it', () => {
    const { fork } = setup()
    fork.chooseMoment(6)
    expect(fork.form.tick).toBe(4)
    expect([decisionAt(DECISIONS, 0), decisionAt([], 5)]).toEqual([3, undefined])
  })

  it('has the minds that can decide: the house, and models that have what they need', () => {
    expect(brainOptions(NODES).map(({ brain }) => brain)).toEqual([
      ...['house:momentum', 'house:brainrot', 'house:scalper'],
      ...['node:n1', 'node:n4'],
    ])
    expect(brainOptions(NODES).at(-1)?.text).toBe('Here')
  })

  it('has a name of its own', () => {
    const options = brainOptions(NODES)
    expect(givenName('Scalper', 'house:momentum', options)).toBe('Scalper as Momentum')
    expect(givenName('x'.repeat(60), 'node:n1', options)).toHaveLength(40)
  })
})

describe('living on', () => {
  it('asks for what was chosen; house rules get no prompt', async () => {
    const { client, fork } = setup()
    fork.set({ prompt: 'Left over.', brain: 'house:scalper' })
    expect(await fork.liveOn()).toBe(true)
    expect(client.forks).toEqual([
      { run: 0, tick: 3, brain: 'house:scalper', prompt: '', name: 'Momentum as Scalper', spendCap: '0' },
    ])
    expect(fork.answer?.forked.name).toBe('Momentum as Scalper')
  })

  it('gives a model its prompt and its cap', async () => {
    const { client, fork } = setup()
    fork.set({ brain: 'node:n1', prompt: 'Buy low.', name: ' Patient ', spendCap: '$0.50' })
    await fork.liveOn()
    expect(client.forks[0]).toMatchObject({ prompt: 'Buy low.', name: 'Patient', spendCap: '0.5' })
  })

  it.each([
    [{ brain: 'node:n1' }, 'prompt'],
    [{ brain: 'node:n2', prompt: 'p' }, 'brain'],
    [{ brain: 'node:gone', prompt: 'p' }, 'brain'],
    [{ brain: 'node:n1', prompt: 'p'.repeat(20_001) }, 'prompt'],
    [{ brain: 'node:n1', prompt: 'p', spendCap: 'much' }, 'spendCap'],
    [{ name: 'x'.repeat(41) }, 'name'],
    [{ tick: undefined }, 'tick'],
  ] as const)('asks for nothing with %j', async (change, field) => {
    const { client, fork } = setup()
    fork.set(change)
    expect(fork.errors).toEqual({})
    expect(await fork.liveOn()).toBe(false)
    expect(Object.keys(fork.errors)).toEqual([field])
    expect(client.forks).toEqual([])
  })

  it('is one life at a time, and can be stopped', async () => {
    const { client, fork } = setup()
    let end: () => void = () => undefined
    client.fork = () => new Promise((resolve) => (end = () => resolve(err('You stopped it.'))))
    const living = fork.liveOn()
    expect(fork.running).toBe(true)
    await fork.liveOn()
    await fork.stop()
    expect([client.calls, fork.stopping]).toEqual([['stopFork'], true])
    end()
    await living
    expect([fork.running, fork.stopping, fork.problem]).toEqual([false, false, 'You stopped it.'])
    await fork.stop()
    expect(client.calls).toEqual(['stopFork'])
  })

  it('says so when nobody answers', async () => {
    const { client, fork } = setup()
    client.fork = () => Promise.reject(new Error('Gone.'))
    await fork.liveOn()
    expect([fork.running, fork.problem]).toEqual([false, expect.stringContaining('Gone.')])
  })
})

describe('the two curves', () => {
  const life = (name: string, points: readonly (readonly [number, number])[]) => ({
    ...{ name, equity: '1', trades: 0, fees: '0' },
    curve: points.map(([time, value]): EquityPoint => ({ time, values: [value] })),
  })

  it('stand at every moment either has, each at what it was then', () => {
    const answer: ForkAnswer = {
      ...{ forkedAt: 0, cost: '0', notice: '' },
      original: life('Was', [
        [0, 100],
        [2000, 120],
      ]),
      forked: life('Is', [
        [1000, 90],
        [2000, 80],
      ]),
    }
    expect(forkRace(answer, 100, openedReplay({ endedAt: 3500 })).points).toEqual([
      { time: 0, values: [100, 100] },
      { time: 1000, values: [100, 90] },
      { time: 2000, values: [120, 80] },
      { time: 3500, values: [1, 1] },
    ])
  })
})

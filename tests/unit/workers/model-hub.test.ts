import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Labels } from '$lib/core/labels'
import { decimal } from '$lib/core/decimal'
import { err, ok } from '$lib/core/result'
import { durationMs } from '$lib/core/time'
import type { ChatNode } from '$lib/llm/chat-node'
import type { Completion } from '$lib/llm/completion'
import { ModelHub } from '$workers/model-hub'
import { VirtualClock } from '../../fixtures/virtual-clock'
import { FakeGateway, REQUEST, chatNode, reply } from './fake-gateway'

const LABELS: Labels = {
  project: 'arena',
  cost_center: 'arena',
  owner: 'visitor',
  data_classification: 'public',
  strategy_id: 's',
  agent_run_id: 'm/0',
}
const ORIGIN = 'https://models.test'
const HELD = [{ origin: ORIGIN, slots: [`origin:${ORIGIN}`] }]
const LOCAL = chatNode({ id: 'local', name: 'Local', baseUrl: 'http://localhost:11434/v1' })

const gateways: FakeGateway[] = []
afterEach(() => {
  for (const gateway of gateways.splice(0)) gateway.close()
})

function connected(hub: ModelHub, origin = ORIGIN): FakeGateway {
  const gateway = new FakeGateway()
  gateways.push(gateway)
  hub.connect(origin, gateway.port)
  return gateway
}

function setUp(nodes: readonly ChatNode[] = [chatNode(), LOCAL]) {
  const clock = new VirtualClock()
  const lost: string[] = []
  const settled: bigint[] = []
  let refusal: string | undefined
  const spendable = decimal('0.75')
  const settle = (cost: bigint): void => void settled.push(cost)
  const hub = new ModelHub({
    clock,
    nodes: () => nodes,
    daySpend: {
      reserve: () => (refusal === undefined ? ok({ spendable, settle }) : err(refusal)),
      spentToday: ({ name }) => (refusal === undefined ? undefined : `${name}: ${refusal}`),
    },
    onLost: (origin) => lost.push(origin),
  })
  return { clock, hub, lost, settled, refuse: (sentence: string) => (refusal = sentence) }
}

function ask(hub: ModelHub, node = chatNode(), abort = new AbortController()) {
  const texts: string[] = []
  const watch = { signal: abort.signal, onText: (text: string) => texts.push(text) }
  return { texts, abort, answer: hub.routerComplete(node, REQUEST, LABELS, watch) }
}

const faultOf = ({ outcome }: Completion): string =>
  outcome.type === 'fault' ? outcome.fault.kind : outcome.type

describe('readiness', () => {
  test('a node that is not there, one without its key, and one that has it', () => {
    const { hub } = setUp()
    expect(hub.readiness('none')).toBe('no-node')
    expect(hub.readiness('one')).toBe('no-key')
    connected(hub)
    hub.keysChanged(HELD)
    expect(hub.readiness('one')).toBe('ready')
    hub.keysChanged([])
    expect(hub.readiness('one')).toBe('no-key')
  })

  test('a key is no use without the worker that holds it', () => {
    const { hub } = setUp()
    hub.keysChanged(HELD)
    expect(hub.readiness('one')).toBe('no-key')
  })

  test('a node with its own key does not take the one of its origin', () => {
    const { hub } = setUp([chatNode({ hasOwnKey: true })])
    connected(hub)
    hub.keysChanged(HELD)
    expect(hub.readiness('one')).toBe('no-key')
    hub.keysChanged([{ origin: ORIGIN, slots: ['node:one'] }])
    expect(hub.readiness('one')).toBe('ready')
  })

  test('a model on this machine needs no key, but the worker that calls it', async () => {
    const { hub, clock } = setUp()
    const origin = 'http://localhost:11434'
    expect(hub.readiness('local')).not.toBe('ready')
    connected(hub, origin).ping = () => new Promise(() => {})
    expect(hub.readiness('local')).toBe('ready')
    await clock.advance(durationMs(60_000))
    expect(hub.readiness('local')).not.toBe('ready')
    connected(hub, origin)
    expect(hub.readiness('local')).toBe('ready')
  })

  test('a key that a worker holds for another origin is none, after a move in another tab', () => {
    const { hub } = setUp([chatNode({ hasOwnKey: true })])
    connected(hub)
    hub.keysChanged([
      { origin: ORIGIN, slots: [] },
      { origin: 'https://others.test', slots: ['node:one'] },
    ])
    expect(hub.readiness('one')).toBe('no-key')
  })

  test('a day that is spent is told with its sentence', () => {
    const { hub, refuse } = setUp()
    expect(hub.spentToday(chatNode())).toBeUndefined()
    refuse('Spent.')
    expect(hub.spentToday(chatNode())).toBe('One: Spent.')
  })
})

describe('routerComplete', () => {
  test('hands the call to the worker of the origin, its words to the caller, and settles its cost', async () => {
    const { hub, settled } = setUp()
    const gateway = connected(hub)
    hub.keysChanged(HELD)
    const { answer, texts } = ask(hub)
    await vi.waitFor(() => expect(gateway.asked).toEqual([1]))
    gateway.say(1, 'Thinking')
    await vi.waitFor(() => expect(texts).toEqual(['Thinking']))
    expect(gateway.requests[0]?.spendable).toBe(decimal('0.75'))
    gateway.answer(1, reply('Done', '0.25'))
    expect(await answer).toEqual(reply('Done', '0.25'))
    expect(settled).toEqual([reply('', '0.25').cost])
  })

  test('asks nobody without a key, without a worker, or past the budget of the day', async () => {
    const { hub, refuse } = setUp()
    expect(faultOf(await ask(hub).answer)).toBe('no-key')
    expect(faultOf(await ask(hub, LOCAL).answer)).toBe('gateway-lost')
    const gateway = connected(hub)
    hub.keysChanged(HELD)
    refuse('Spent.')
    expect(await ask(hub).answer).toMatchObject({
      outcome: { fault: { kind: 'budget', sentence: 'Spent.' } },
    })
    expect(gateway.asked).toEqual([])
  })

  test('an abort reaches the worker, and what the call spent until then is still told', async () => {
    const { hub, settled } = setUp()
    const gateway = connected(hub)
    hub.keysChanged(HELD)
    const { answer, abort } = ask(hub)
    await vi.waitFor(() => expect(gateway.asked).toEqual([1]))
    abort.abort()
    await vi.waitFor(() => expect(gateway.cancelled).toEqual([1]))
    gateway.answer(1, reply('half', '0.01'))
    await answer
    expect(settled).toEqual([reply('', '0.01').cost])
  })

  test('one aborted before it began is not asked', async () => {
    const { hub } = setUp()
    const gateway = connected(hub)
    hub.keysChanged(HELD)
    const abort = new AbortController()
    abort.abort()
    expect(faultOf(await ask(hub, chatNode(), abort).answer)).toBe('aborted')
    expect(gateway.asked).toEqual([])
  })
})

describe('a lost worker', () => {
  test('calls under way end with a fault when another takes its place, at an estimated cost, and new ones go there', async () => {
    const { hub, settled } = setUp()
    const first = connected(hub)
    hub.keysChanged(HELD)
    const { answer } = ask(hub)
    await vi.waitFor(() => expect(first.asked).toEqual([1]))
    const second = connected(hub)
    const lost = await answer
    expect(faultOf(lost)).toBe('gateway-lost')
    expect(lost.usage).toMatchObject({ estimated: true })
    expect(lost.cost).toBeGreaterThan(0n)
    expect(settled).toEqual([lost.cost])
    const again = ask(hub)
    await vi.waitFor(() => expect(second.asked).toEqual([1]))
    second.answer(1, reply('Here'))
    expect(faultOf(await again.answer)).toBe('reply')
  })

  test('one that answers no pings is lost: its calls end, its keys are gone, and the page is told', async () => {
    const { hub, clock, lost } = setUp()
    const silent = new FakeGateway()
    gateways.push(silent)
    silent.ping = () => new Promise(() => {})
    hub.connect(ORIGIN, silent.port)
    hub.keysChanged(HELD)
    const { answer } = ask(hub)
    await vi.waitFor(() => expect(silent.asked).toEqual([1]))
    await clock.advance(durationMs(60_000))
    expect(faultOf(await answer)).toBe('gateway-lost')
    expect(lost).toEqual([ORIGIN])
    expect(hub.readiness('one')).toBe('no-key')
  })
})

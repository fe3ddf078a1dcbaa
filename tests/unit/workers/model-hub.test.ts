import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Labels } from '$lib/core/labels'
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
const SLOT = `origin:${ORIGIN}`
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
  const hub = new ModelHub({
    clock,
    nodes: () => nodes,
    daySpend: {
      reserve: () => (refusal === undefined ? ok((cost: bigint) => settled.push(cost)) : err(refusal)),
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
    hub.keysChanged([SLOT])
    expect(hub.readiness('one')).toBe('ready')
    hub.keysChanged([])
    expect(hub.readiness('one')).toBe('no-key')
  })

  test('a key is no use without the worker that holds it', () => {
    const { hub } = setUp()
    hub.keysChanged([SLOT])
    expect(hub.readiness('one')).toBe('no-key')
  })

  test('a node with its own key does not take the one of its origin', () => {
    const { hub } = setUp([chatNode({ hasOwnKey: true })])
    connected(hub)
    hub.keysChanged([SLOT])
    expect(hub.readiness('one')).toBe('no-key')
    hub.keysChanged(['node:one'])
    expect(hub.readiness('one')).toBe('ready')
  })

  test('a model on this machine needs no key', () => {
    expect(setUp().hub.readiness('local')).toBe('ready')
  })
})

describe('routerComplete', () => {
  test('hands the call to the worker of the origin, its words to the caller, and settles its cost', async () => {
    const { hub, settled } = setUp()
    const gateway = connected(hub)
    hub.keysChanged([SLOT])
    const { answer, texts } = ask(hub)
    await vi.waitFor(() => expect(gateway.asked).toEqual([1]))
    gateway.say(1, 'Thinking')
    await vi.waitFor(() => expect(texts).toEqual(['Thinking']))
    gateway.answer(1, reply('Done', '0.25'))
    expect(await answer).toEqual(reply('Done', '0.25'))
    expect(settled).toEqual([reply('', '0.25').cost])
  })

  test('asks nobody without a key, without a worker, or past the budget of the day', async () => {
    const { hub, refuse } = setUp()
    expect(faultOf(await ask(hub).answer)).toBe('no-key')
    expect(faultOf(await ask(hub, LOCAL).answer)).toBe('gateway-lost')
    const gateway = connected(hub)
    hub.keysChanged([SLOT])
    refuse('Spent.')
    expect(await ask(hub).answer).toMatchObject({
      outcome: { fault: { kind: 'budget', sentence: 'Spent.' } },
    })
    expect(gateway.asked).toEqual([])
  })

  test('an abort reaches the worker, and what the call spent until then is still told', async () => {
    const { hub, settled } = setUp()
    const gateway = connected(hub)
    hub.keysChanged([SLOT])
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
    hub.keysChanged([SLOT])
    const abort = new AbortController()
    abort.abort()
    expect(faultOf(await ask(hub, chatNode(), abort).answer)).toBe('aborted')
    expect(gateway.asked).toEqual([])
  })
})

describe('a lost worker', () => {
  test('calls under way end with a fault when another takes its place, and new ones go there', async () => {
    const { hub } = setUp()
    const first = connected(hub)
    hub.keysChanged([SLOT])
    const { answer } = ask(hub)
    await vi.waitFor(() => expect(first.asked).toEqual([1]))
    const second = connected(hub)
    expect(faultOf(await answer)).toBe('gateway-lost')
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
    hub.keysChanged([SLOT])
    const { answer } = ask(hub)
    await vi.waitFor(() => expect(silent.asked).toEqual([1]))
    await clock.advance(durationMs(60_000))
    expect(faultOf(await answer)).toBe('gateway-lost')
    expect(lost).toEqual([ORIGIN])
    expect(hub.readiness('one')).toBe('no-key')
  })
})

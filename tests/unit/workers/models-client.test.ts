import { afterEach, describe, expect, test, vi } from 'vitest'
import { defaultRoster } from '$lib/agents/chat/strategies'
import { decimal } from '$lib/core/decimal'
import { ok } from '$lib/core/result'
import type { ModelsState } from '$lib/ui/models/client'
import { WorkersModels } from '$workers/models-client'
import { ProviderDesk } from '$workers/provider-desk'
import { VirtualClock } from '../../fixtures/virtual-clock'
import { chatNode } from './fake-gateway'
import { FakeLlmWorker, FakeMatch } from './fake-workers'

const ONE = chatNode()
const OTHER = chatNode({ id: 'two', name: 'Two', baseUrl: 'https://others.test/v1' })
const OWN = chatNode({ id: 'own', name: 'Own', hasOwnKey: true })
const LOCAL = chatNode({ id: 'local', name: 'Local', baseUrl: 'http://localhost:11434/v1' })

const workers: FakeLlmWorker[] = []
const endings: (() => void)[] = []
afterEach(() => {
  for (const end of endings.splice(0)) end()
  workers.splice(0)
})

async function setUp(nodes = [ONE, OTHER], match = new FakeMatch()) {
  match.nodes = nodes
  const clock = new VirtualClock()
  const desk = new ProviderDesk({
    clock,
    match,
    onLog: () => {},
    spawn: async () => {
      const worker = new FakeLlmWorker()
      workers.push(worker)
      const living = worker.living()
      endings.push(() => living.terminate())
      return living
    },
  })
  const models = new WorkersModels(desk, match)
  let state: ModelsState | undefined
  models.subscribe((next) => (state = next))
  await desk.join()
  const keyOf = (id: string) => state?.nodes.find(({ node }) => node.id === id)?.key
  return { match, clock, desk, models, keyOf, state: () => state! }
}

const workerOf = (origin: string): FakeLlmWorker => {
  const worker = workers.findLast(({ bound }) => bound === origin)
  if (worker === undefined) throw new Error(`no worker for ${origin}`)
  return worker
}

describe('workers and keys', () => {
  test('there is one worker per origin, bound to it and joined to the match; none without a node', async () => {
    const { match } = await setUp([ONE, OWN, OTHER])
    expect(workers.map(({ bound }) => bound).sort()).toEqual(['https://models.test', 'https://others.test'])
    expect(match.connected.toSorted()).toEqual(['https://models.test', 'https://others.test'])
    workers.splice(0)
    await setUp([])
    expect(workers).toEqual([])
  })

  test('two providers get their keys one after the other, each in its own worker', async () => {
    const { models, match, keyOf } = await setUp()
    expect(keyOf('one')).toBe('none')
    expect(await models.setKey('one', 'key-1')).toEqual(ok(undefined))
    expect(await models.setKey('two', 'key-2')).toEqual(ok(undefined))
    expect([keyOf('one'), keyOf('two')]).toEqual(['session', 'session'])
    expect(match.slots).toEqual(['origin:https://models.test', 'origin:https://others.test'])
    expect([...workerOf('https://models.test').keys.values()]).toEqual(['key-1'])
    expect([...workerOf('https://others.test').keys.values()]).toEqual(['key-2'])
  })

  test('nodes of an origin share its key unless they have their own', async () => {
    const { models, keyOf } = await setUp([ONE, chatNode({ id: 'mate', name: 'Mate' }), OWN])
    await models.setKey('one', 'shared')
    expect([keyOf('one'), keyOf('mate'), keyOf('own')]).toEqual(['session', 'session', 'none'])
    await models.setKey('own', 'mine')
    await models.forgetKey('one')
    expect([keyOf('one'), keyOf('mate'), keyOf('own')]).toEqual(['none', 'none', 'session'])
  })

  test('what is no key is refused in a sentence, and a node that is gone has none', async () => {
    const { models } = await setUp()
    expect(await models.setKey('one', '')).toMatchObject({ ok: false })
    expect(await models.setKey('gone', 'key')).toMatchObject({ ok: false })
    expect(await models.test('gone')).toMatchObject({ ok: false })
  })

  test('a model on this machine needs no key', async () => {
    const { keyOf } = await setUp([LOCAL])
    expect(keyOf('local')).toBe('not-needed')
  })

  test('a crashed worker takes its keys with it, and its successor takes its place', async () => {
    const { models, match, clock, keyOf } = await setUp()
    await models.setKey('one', 'key-1')
    await models.setKey('two', 'key-2')
    workerOf('https://models.test').crash()
    expect(keyOf('one')).toBe('none')
    await clock.advance(1000)
    await vi.waitFor(() => expect(match.connected.length).toBe(3))
    expect(match.slots).toEqual(['origin:https://others.test'])
    await models.setKey('one', 'again')
    expect(keyOf('one')).toBe('session')
    expect(workers.length).toBe(3)
  })

  test('a new match.worker hears of every worker and key again', async () => {
    const { models, match, desk } = await setUp()
    await models.setKey('one', 'key-1')
    match.life += 1
    match.slots = []
    await desk.join()
    expect(match.connected.length).toBe(4)
    expect(match.slots).toEqual(['origin:https://models.test'])
  })
})

describe('nodes', () => {
  test('a saved node gets a worker, and the last node of an origin takes its worker along', async () => {
    const { models, match } = await setUp([ONE])
    await models.saveNode(OTHER)
    await vi.waitFor(() => expect(match.connected).toContain('https://others.test'))
    await models.setKey('two', 'key-2')
    const left = workerOf('https://others.test')
    await models.deleteNode('two')
    expect(left.terminated).toBe(true)
    expect(workerOf('https://models.test').terminated).toBe(false)
  })

  test('a node that moved to another origin leaves its own key behind', async () => {
    const { models, keyOf } = await setUp([ONE, OWN])
    await models.setKey('own', 'mine')
    await models.saveNode({ ...OWN, baseUrl: 'https://others.test/v1' })
    expect(keyOf('own')).toBe('none')
    expect([...workerOf('https://models.test').keys]).toEqual([])
  })
})

describe('keys on this device', () => {
  test('remembered keys come back with the passphrase, and with no other', async () => {
    const first = await setUp()
    await first.models.setKey('one', 'key-1')
    expect(await first.models.remember('a passphrase')).toEqual(ok(undefined))
    expect([first.keyOf('one'), first.state().locked]).toEqual(['remembered', false])
    workers.splice(0)
    const second = await setUp()
    second.match.book = first.match.book
    await second.desk.join()
    expect([second.keyOf('one'), second.keyOf('two')]).toEqual(['locked', 'none'])
    expect(second.state().locked).toBe(true)
    expect(await second.models.unlock('another one')).toMatchObject({ ok: false })
    expect(await second.models.remember('a passphrase')).toMatchObject({ ok: false })
    expect(await second.models.unlock('a passphrase')).toEqual(ok(undefined))
    expect([second.keyOf('one'), second.state().locked]).toEqual(['remembered', false])
    expect(second.match.slots).toEqual(['origin:https://models.test'])
  })

  test('forgetting a key removes it from the device too, and forgetting the device leaves memory', async () => {
    const { models, match, keyOf } = await setUp()
    await models.setKey('one', 'key-1')
    await models.setKey('two', 'key-2')
    await models.remember('a passphrase')
    await models.forgetKey('one')
    expect((await match.book.entries()).map(({ origin }) => origin)).toEqual(['https://others.test'])
    expect([keyOf('one'), keyOf('two')]).toEqual(['none', 'remembered'])
    await models.forgetRemembered()
    expect([(await match.book.entries()).length, keyOf('two')]).toEqual([0, 'session'])
  })

  test('a new key is not the one on the device', async () => {
    const { models, keyOf } = await setUp()
    await models.setKey('one', 'key-1')
    await models.remember('a passphrase')
    await models.setKey('one', 'key-1b')
    expect(keyOf('one')).toBe('session')
  })
})

describe('several tabs', () => {
  /** Another tab of the same browser. */
  async function anotherTab(match: FakeMatch) {
    const other = new FakeMatch()
    other.book = match.book
    return setUp([...match.nodes], other)
  }

  test('what another tab remembered stays when this one remembers its own', async () => {
    const first = await setUp([ONE])
    await first.models.setKey('one', 'key-1')
    const second = await anotherTab(first.match)
    second.match.nodes = [OTHER]
    await second.desk.join()
    await second.models.setKey('two', 'key-2')
    await first.models.remember('a passphrase')
    await second.models.remember('a passphrase')
    const kept = (await first.match.book.entries()).map(({ origin }) => origin)
    expect(kept).toEqual(['https://models.test', 'https://others.test'])
  })

  test('keys that another tab remembered must be unlocked before they could be overwritten', async () => {
    const first = await setUp([ONE])
    const second = await anotherTab(first.match)
    await first.models.setKey('one', 'key-1')
    await second.models.setKey('one', 'key-2')
    await first.models.remember('a passphrase')
    expect(await second.models.remember('another one')).toMatchObject({ ok: false })
    expect(second.state().locked).toBe(true)
  })

  test('“Forget remembered keys” removes what another tab remembered, which then says so', async () => {
    const first = await setUp([ONE])
    const second = await anotherTab(first.match)
    await first.models.setKey('one', 'key-1')
    await first.models.remember('a passphrase')
    expect(await second.models.forgetRemembered()).toEqual(ok(undefined))
    expect(await first.match.book.entries()).toEqual([])
    await first.desk.join()
    expect(first.keyOf('one')).toBe('session')
  })

  test('a forgotten key is forgotten by every tab, in memory and on the device', async () => {
    const first = await setUp([ONE])
    await first.models.setKey('one', 'key-1')
    await first.models.remember('a passphrase')
    const second = await anotherTab(first.match)
    await second.models.setKey('one', 'key-1')
    expect(await second.models.forgetKey('one')).toEqual(ok(undefined))
    expect(await first.match.book.entries()).toEqual([])
    expect(second.match.forgotten).toEqual([['https://models.test', 'origin:https://models.test']])
    first.desk.forgottenElsewhere('https://models.test', 'origin:https://models.test')
    await vi.waitFor(() => expect(first.keyOf('one')).toBe('none'))
    expect(workers.flatMap(({ keys }) => [...keys])).toEqual([])
  })

  test('another ciphertext than the one that was opened here is locked, and what is here is not in it', async () => {
    const first = await setUp([ONE])
    const second = await anotherTab(first.match)
    await first.models.setKey('one', 'key-1')
    await first.models.remember('a passphrase')
    await second.models.forgetRemembered()
    await second.models.setKey('one', 'key-2')
    await second.models.remember('a passphrase')
    await first.desk.join()
    expect([first.keyOf('one'), first.state().locked]).toEqual(['session', true])
    expect(await first.models.unlock('a passphrase')).toEqual(ok(undefined))
    expect([...workers[0]!.keys.values()]).toEqual(['key-1'])
    expect(first.keyOf('one')).toBe('session')
  })
})

describe('what goes wrong with keys on this device', () => {
  test('a key is remembered only once it is stored', async () => {
    const { models, match, keyOf } = await setUp([ONE])
    await models.setKey('one', 'key-1')
    match.refusal = 'The disk is full.'
    expect(await models.remember('a passphrase')).toEqual({ ok: false, error: 'The disk is full.' })
    expect(keyOf('one')).toBe('session')
  })

  test('an entry that cannot be opened keeps no other locked', async () => {
    const first = await setUp()
    await first.models.setKey('one', 'key-1')
    await first.models.setKey('two', 'key-2')
    await first.models.remember('a passphrase')
    const [one] = await first.match.book.entries()
    await first.match.book.keep([{ ...one!, ciphertext: '["damaged"]' }])
    const match = new FakeMatch()
    match.book = first.match.book
    const second = await setUp([ONE, OTHER], match)
    const answer = await second.models.unlock('a passphrase')
    expect(answer).toMatchObject({ ok: false, error: expect.stringContaining('https://models.test') })
    expect([second.keyOf('one'), second.keyOf('two')]).toEqual(['locked', 'remembered'])
  })
})

describe('sentences and tests', () => {
  test('what is wrong with the stored nodes is still said when their workers have answered', async () => {
    const match = new FakeMatch()
    match.notice = 'The saved settings could not be used.'
    const { models, state } = await setUp([ONE], match)
    expect(state().notice).toBe('The saved settings could not be used.')
    await models.setKey('one', 'key-1')
    expect(state().notice).toBe('The saved settings could not be used.')
  })

  test('a test is booked with what it cost', async () => {
    const { models, match } = await setUp()
    expect(await models.test('one')).toMatchObject({ ok: true })
    expect(match.booked).toEqual([['one', decimal('0.002')]])
  })

  test('a sign-in that cannot be finished is a sentence', async () => {
    const { models, match, state } = await setUp([])
    match.life += 1
    vi.spyOn(match, 'ask').mockRejectedValue(new Error('Offline.'))
    await models.finishSignIn({ code: 'c', verifier: 'v' })
    expect(state().notice).toContain('Offline.')
  })

  test('a worker that was replaced while it was being bound is bound once', async () => {
    const match = new FakeMatch()
    match.nodes = [ONE]
    const { clock, models, keyOf } = await setUp([ONE], match)
    workerOf('https://models.test').crash()
    const ask = match.ask.bind(match)
    const settings = { crashed: false }
    match.ask = async (call) => {
      const answer = await ask(call)
      const isSettings = typeof answer === 'object' && answer !== null && 'logLevel' in answer
      if (isSettings && !settings.crashed) {
        settings.crashed = true
        workers.at(-1)?.crash()
        await clock.advance(2000)
      }
      return answer
    }
    await clock.advance(1000)
    await vi.waitFor(() => expect(workers.length).toBe(3))
    expect(await models.setKey('one', 'key-1')).toEqual(ok(undefined))
    expect(keyOf('one')).toBe('session')
  })
})

describe('quick start', () => {
  test('one key makes the default node, and the three strategies are on it', async () => {
    const { models, match, keyOf } = await setUp([])
    const [momentum, ...others] = defaultRoster()
    const mine = { ...momentum!, id: 'mine', name: 'Mine', strategy: 'own' as const }
    match.agents = [{ ...momentum!, enabled: false }, ...others, mine]
    const started = await models.quickStart('sk-1')
    if (!started.ok) throw new Error(started.error)
    expect(match.nodes).toMatchObject([{ provider: 'openai', modelId: 'gpt-5-nano', effort: 'low' }])
    expect(keyOf(started.value.nodeId)).toBe('session')
    const brain = `node:${started.value.nodeId}`
    expect(match.agents.map((agent) => agent.brain)).toEqual([brain, brain, brain, mine.brain])
    expect(match.agents.every(({ enabled }) => enabled)).toBe(true)
    expect(started.value.moved).toEqual(match.agents.slice(0, 3).map(({ name }) => name))
    expect(started.value.missing).toEqual([])
  })

  test('names the strategies that nobody in the roster plays', async () => {
    const { models, match } = await setUp([])
    match.agents = defaultRoster().filter(({ strategy }) => strategy === 'scalper')
    const started = await models.quickStart('sk-1')
    expect(started).toMatchObject({ value: { moved: ['Scalper'], missing: ['momentum', 'brainrot'] } })
  })

  test('asked again it takes the node that is there', async () => {
    const { models, match } = await setUp([])
    const first = await models.quickStart('sk-1')
    expect(await models.quickStart('sk-2')).toEqual(first)
    expect(match.nodes).toHaveLength(1)
    expect([...workerOf('https://api.openai.com').keys.values()]).toEqual(['sk-2'])
  })

  test('what is no key changes nothing', async () => {
    const { models, match } = await setUp([])
    match.agents = defaultRoster()
    expect(await models.quickStart('')).toMatchObject({ ok: false })
    expect(match.nodes).toEqual([])
    expect(match.agents).toEqual(defaultRoster())
    expect(workerOf('https://api.openai.com').terminated).toBe(true)
  })
})

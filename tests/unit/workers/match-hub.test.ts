import { expect, test } from 'vitest'
import { ok } from '$lib/core/result'
import { StoreFailure } from '$lib/core/store-failure'
import type { ChatNode } from '$lib/llm/chat-node'
import { KNOWN_PRODUCTS } from '$lib/feeds/coinbase/known-products'
import { DemoFeed } from '$lib/feeds/demo/demo-feed'
import { FrameStream } from '$lib/match/view/frame-stream'
import { MemoryBackend } from '$lib/storage/memory-backend'
import type { Leader } from '$lib/storage/match-lock'
import { ArenaStorage } from '$lib/storage/open-storage'
import type { FeedLink } from '$workers/feed-link'
import { Logger } from '$workers/logger'
import { MatchHub } from '$workers/match-hub'
import { ModelAgents, asksOnce } from '../../fixtures/model-agents'
import { InProcessAgents, kindWorld } from '../../fixtures/simulation/in-process-agents'
import { ScriptedModels, chatNode } from '../../fixtures/scripted-models'
import { lead } from '../../fixtures/store-fixtures'

import { VirtualClock, settled } from '../../fixtures/virtual-clock'

const REASON = 'Another tab runs the match now.'
const NODE = chatNode('gpt')

async function setUp(nodes: () => readonly ChatNode[]) {
  const clock = new VirtualClock()
  const backend = new MemoryBackend()
  const feed = Object.assign(new DemoFeed(clock), { listProducts: async () => ok(KNOWN_PRODUCTS) })
  const hub = new MatchHub({
    storage: new ArenaStorage(backend, ''),
    leader: (await lead(backend)) as Leader,
    feed: feed as unknown as FeedLink,
    agents: new ModelAgents(new InProcessAgents(kindWorld(clock)), asksOnce),
    models: new ScriptedModels(NODE),
    clock,
    nodes,
    logger: new Logger(() => clock.now()),
    onStage: () => {},
  })
  const started = await hub.startMatch({
    source: 'demo',
    products: KNOWN_PRODUCTS.slice(0, 3).map(({ id }) => id),
    intervalSeconds: 60,
    rules: 'classic',
    initialCash: '1000',
    roster: [{ name: 'Bot', strategy: 'own', prompt: 'Trade.', brain: 'node:gpt', color: '--agent-1' }],
  })
  if (!started.ok) throw new Error(started.error)
  return { hub, backend, clock }
}

/** Rows of the log, whoever wrote them. */
const stepsIn = (backend: MemoryBackend): Promise<unknown[]> =>
  backend.transact('read', ['steps'], (transaction) => transaction.all('steps'))

test('a tab that no longer leads writes nothing when chat nodes are edited', async () => {
  const { hub, backend } = await setUp(() => [NODE])
  hub.abdicate(REASON)
  const before = await stepsIn(backend)
  hub.nodesChanged([{ ...NODE, modelId: 'another', name: 'Renamed' }])
  await settled()
  expect(await stepsIn(backend)).toEqual(before)
  expect(hub.stage?.frame(new FrameStream())?.view.match.notice).toBe(REASON)
})

test('why a tab no longer leads is not overwritten by what its storage says afterwards', async () => {
  const { hub, backend } = await setUp(() => [NODE])
  const refuse = (): Promise<never> => Promise.reject(new StoreFailure('quota', 'The disk is full.'))
  backend.transact = refuse
  hub.nodesChanged([{ ...NODE, modelId: 'another' }])
  hub.abdicate(REASON)
  await settled()
  expect(hub.stage?.frame(new FrameStream())?.view.match.notice).toBe(REASON)
})

import { expect, test } from 'vitest'
import { ok } from '$lib/core/result'
import { StoreFailure } from '$lib/core/store-failure'
import type { ChatNode } from '$lib/llm/chat-node'
import { KNOWN_PRODUCTS } from '$lib/feeds/coinbase/known-products'
import { DemoFeed } from '$lib/feeds/demo/demo-feed'
import { FrameStream } from '$lib/match/view/frame-stream'
import { MemoryBackend } from '$lib/storage/memory-backend'
import { CopyKeeper } from '$lib/storage/copies/copy-keeper'
import type { Leader } from '$lib/storage/match-lock'
import { ArenaStorage } from '$lib/storage/open-storage'
import type { FeedLink } from '$workers/feed-link'
import { Logger } from '$workers/logger'
import { MatchHub } from '$workers/match-hub'
import { ModelAgents, asksOnce } from '../../fixtures/model-agents'
import { InProcessAgents, kindWorld } from '../../fixtures/simulation/in-process-agents'
import { ScriptedModels, chatNode } from '../../fixtures/scripted-models'
import { MemoryShelf } from '../../fixtures/memory-shelf'
import { lead } from '../../fixtures/store-fixtures'
import { VirtualClock, settled } from '../../fixtures/virtual-clock'

const REASON = 'Another tab runs the match now.'
const NODE = chatNode('gpt')

const MATCH = {
  source: 'demo',
  products: KNOWN_PRODUCTS.slice(0, 3).map(({ id }) => id),
  intervalSeconds: 60,
  rules: 'classic',
  initialCash: '1000',
  roster: [{ name: 'Bot', strategy: 'own', prompt: 'Trade.', brain: 'node:gpt', color: '--agent-1' }],
} as const

async function hubOn(backend: MemoryBackend, nodes: () => readonly ChatNode[], shelf?: MemoryShelf) {
  const clock = new VirtualClock()
  const feed = Object.assign(new DemoFeed(clock), { listProducts: async () => ok(KNOWN_PRODUCTS) })
  const storage = new ArenaStorage(backend, '')
  const hub = new MatchHub({
    storage,
    copies: new CopyKeeper({ shelf, matches: storage.matches, clock, warn: () => {} }),
    leader: (await lead(backend)) as Leader,
    feed: feed as unknown as FeedLink,
    agents: new ModelAgents(new InProcessAgents(kindWorld(clock)), asksOnce),
    models: new ScriptedModels(NODE),
    clock,
    nodes,
    logger: new Logger(() => clock.now()),
    onStage: () => {},
  })
  return { hub, clock, storage }
}

async function setUp(nodes: () => readonly ChatNode[], shelf?: MemoryShelf) {
  const backend = new MemoryBackend()
  const { hub, clock, storage } = await hubOn(backend, nodes, shelf)
  const started = await hub.startMatch(MATCH)
  if (!started.ok) throw new Error(started.error)
  return { hub, backend, clock, storage, matchId: started.value.matchId }
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

test('a match that came back from its copy goes on where none is played', async () => {
  const { hub, backend } = await setUp(() => [NODE])
  hub.abdicate(REASON)
  const next = await hubOn(backend, () => [NODE])
  expect(next.hub.isPlaying).toBe(false)
  expect(await next.hub.goOnWithRestored()).toEqual({ state: 'resumed', notice: '' })
  expect(next.hub.isPlaying).toBe(true)
})

test('a match that came back while another is played waits in the list, and the person is told', async () => {
  const { hub, backend, matchId } = await setUp(() => [NODE])
  hub.abdicate(REASON)
  const next = await hubOn(backend, () => [NODE])
  const started = await next.hub.startMatch(MATCH)
  expect(await next.hub.goOnWithRestored()).toEqual({
    ...{ state: 'playing', notice: expect.stringContaining('in Matches') },
  })
  const list = await next.storage.matches.listMatches()
  const ids = list.ok ? list.value.matches.map((row) => row.matchId) : []
  expect(ids.sort()).toEqual([matchId, started.ok ? started.value.matchId : ''].sort())
})

test('a match that is deleted takes its copy along; one that is refused keeps it', async () => {
  const shelf = new MemoryShelf()
  const { hub, matchId } = await setUp(() => [NODE], shelf)
  shelf.files.set(matchId, Uint8Array.of(1))
  expect((await hub.deleteMatch(matchId)).ok).toBe(false)
  expect(shelf.files.has(matchId)).toBe(true)
  await hub.end()
  expect((await hub.deleteMatch(matchId)).ok).toBe(true)
  expect(shelf.files.has(matchId)).toBe(false)
})

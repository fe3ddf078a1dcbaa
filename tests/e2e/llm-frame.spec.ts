// The frame of an llm worker: there is one per provider's origin that has a chat node, and from inside it
// nothing but that origin can be reached, by whatever means.
import type { Page, Worker } from '@playwright/test'
import { expect, test as base } from './fixtures'

// Every attempt below is a breach of policy on purpose, and the browser complains of each.
const test = base.extend({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern
  clean: async ({}, use) => use(undefined),
})

interface NodeSeed {
  readonly id: string
  readonly provider: string
  readonly baseUrl: string
}

/** Runs in the page: chat nodes as another visit may have left them. */
async function keepNodes(seeds: readonly NodeSeed[]): Promise<void> {
  const prices = { input: '1', cachedInput: '1', output: '1', estimated: true }
  const common = { modelId: 'm', maxConcurrent: 1, prices, hasOwnKey: false }
  const value = seeds.map((seed) => ({ ...seed, ...common, name: seed.id }))
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('arena')
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(new Error('the database did not open'))
  })
  await new Promise<void>((resolve) => {
    const transaction = database.transaction('settings', 'readwrite')
    transaction.objectStore('settings').put({ key: 'chat-nodes', value })
    transaction.oncomplete = () => resolve()
  })
  database.close()
}

async function llmWorkers(page: Page): Promise<ReadonlyMap<string, Worker>> {
  const named = await Promise.all(
    page
      .workers()
      .map(async (worker): Promise<[string, Worker]> => [
        await worker.evaluate(() => self.name).catch(() => ''),
        worker,
      ]),
  )
  return new Map(named.filter(([name]) => name.startsWith('llm ')))
}

async function workerOf(page: Page, origin: string): Promise<Worker> {
  const name = `llm ${origin}`
  await expect.poll(async () => [...(await llmWorkers(page)).keys()], { timeout: 30_000 }).toContain(name)
  const worker = (await llmWorkers(page)).get(name)
  if (worker === undefined) throw new Error(`no worker named ${name}`)
  return worker
}

/** Runs in a worker: which of these addresses a request leaves for. */
async function reachable(addresses: readonly string[]): Promise<readonly string[]> {
  const tried = addresses.map((address) =>
    fetch(address, { mode: 'no-cors' }).then(
      () => true,
      () => false,
    ),
  )
  const answers = await Promise.all(tried)
  return addresses.filter((_, index) => answers[index])
}

/** Runs in a worker: which of these scripts it can load. */
async function loadable(addresses: readonly string[]): Promise<readonly string[]> {
  const answers = await Promise.all(
    addresses.map((address) =>
      import(address).then(
        () => true,
        () => false,
      ),
    ),
  )
  return addresses.filter((_, index) => answers[index])
}

const OPENAI = { id: 'openai', provider: 'openai', baseUrl: 'https://api.openai.com/v1' }
const DEEPSEEK = { id: 'deepseek', provider: 'deepseek', baseUrl: 'https://api.deepseek.com/v1' }

test('without a chat node there is no frame and no llm worker', async ({ arena, world }) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  expect(await arena.page.locator('iframe').count()).toBe(0)
  expect((await llmWorkers(arena.page)).size).toBe(0)
  expect(world.strangers).toEqual([])
})

test('each worker reaches its own provider and nothing else', async ({ arena, world, baseURL }) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await arena.page.evaluate(keepNodes, [OPENAI, DEEPSEEK])
  await arena.page.reload()
  const home = String(baseURL)
  const addresses = [
    ...[`${home}index.html`, new URL('/elsewhere', home).href],
    ...['https://api.openai.com/v1/models', 'https://api.deepseek.com/v1/models'],
    ...['https://api.openai.com:444/', 'http://api.openai.com/', 'https://evil.api.openai.com/'],
    ...['https://api.exchange.coinbase.com/time', 'https://evil.test/', 'https://openai.com/'],
    ...['http://localhost:9/', 'http://127.0.0.1:9/', 'data:text/plain,x'],
  ]
  const openai = await workerOf(arena.page, 'https://api.openai.com')
  expect(await openai.evaluate(reachable, addresses)).toEqual(['https://api.openai.com/v1/models'])
  const deepseek = await workerOf(arena.page, 'https://api.deepseek.com')
  expect(await deepseek.evaluate(reachable, addresses)).toEqual(['https://api.deepseek.com/v1/models'])
  const scripts = [`${home}index.html`, 'https://api.openai.com/v1/x.js', 'data:text/javascript,1']
  expect(await openai.evaluate(loadable, scripts)).toEqual([])
  expect(world.strangers).toEqual([])
})

test('the page itself reaches no provider, with a frame or without', async ({ arena, world }) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await arena.page.evaluate(keepNodes, [OPENAI])
  await arena.page.reload()
  await workerOf(arena.page, 'https://api.openai.com')
  expect(await arena.page.evaluate(reachable, ['https://api.openai.com/v1/models'])).toEqual([])
  for (const worker of arena.page.workers()) {
    const name = await worker.evaluate(() => self.name)
    if (name.startsWith('llm ')) continue
    expect(await worker.evaluate(reachable, ['https://api.openai.com/v1/models']), name).toEqual([])
  }
  const frame = arena.page.locator('iframe')
  await expect(frame).toHaveAttribute('aria-hidden', 'true')
  await expect(frame).toBeHidden()
  expect(world.strangers).toEqual([])
})

test('a frame opened for no provider, or for more than one host, starts nothing', async ({ arena }) => {
  await arena.open()
  for (const hash of [
    '',
    'https://*',
    'https://a.test;https://b.test',
    'http://a.test',
    'https://a.test/x',
  ]) {
    expect(await arena.page.evaluate(policiesAddedFor, hash), hash).toBe(0)
  }
  expect(await arena.page.evaluate(policiesAddedFor, 'https://a.test')).toBe(1)
})

/** Runs in the page: how many policies the frame added to its own. */
async function policiesAddedFor(hash: string): Promise<number> {
  const frame = document.createElement('iframe')
  frame.src = `llm.html#${encodeURIComponent(hash)}`
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
  document.body.append(frame)
  await loaded
  const policies = frame.contentDocument?.querySelectorAll('meta[http-equiv]').length ?? 0
  frame.remove()
  return policies - 1
}

test('the llm worker is killed: another takes its place, without its keys', async ({ arena, world }) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await arena.page.evaluate(keepNodes, [OPENAI])
  await arena.page.reload()
  const first = await workerOf(arena.page, 'https://api.openai.com')
  await first.evaluate(() => self.close()).catch(() => undefined)
  await expect
    .poll(async () => (await llmWorkers(arena.page)).get('llm https://api.openai.com') !== first, {
      timeout: 30_000,
    })
    .toBe(true)
  await workerOf(arena.page, 'https://api.openai.com')
  expect(await arena.page.locator('iframe').count()).toBe(1)
  expect(world.strangers).toEqual([])
})

test('offline the frame still opens, from the files that were kept', async ({ arena, context }) => {
  await arena.open()
  await arena.page.evaluate(async () => (await navigator.serviceWorker.ready).scope)
  await arena.page.evaluate(keepNodes, [OPENAI])
  await context.setOffline(true)
  await arena.page.reload()
  await workerOf(arena.page, 'https://api.openai.com')
})

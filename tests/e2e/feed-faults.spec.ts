// The exchange misbehaves in every way it is known to; the match goes on or says why it does not.
import type { ArenaPage } from './arena-page'
import { expect, test } from './fixtures'
import type { FrameFault, RestFault } from './world/faults'
import type { World } from './world/world'

/** A live match with a short interval that has made its first trades. */
async function runningMatch(arena: ArenaPage): Promise<void> {
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await arena.startMatch({ interval: '2', rules: 'Classic' })
  await arena.waitForTrades(2)
}

async function goesOn(arena: ArenaPage, timeout = 45_000): Promise<void> {
  await arena.waitForTrades((await arena.trades()) + 2, timeout)
  await expect(arena.feed).toHaveText('Live')
}

/** How many ticks the page says the match has had. */
async function ticksOf({ page }: ArenaPage): Promise<number> {
  const [, told = ''] = /([\d,]+) ticks/.exec(await page.locator('body').innerText()) ?? []
  return Number(told.replaceAll(',', ''))
}

/** Every price on the page is one the world really quoted: of its order, bid below ask. */
async function showsSanePrices(arena: ArenaPage, world: World): Promise<void> {
  for (const row of await arena.rows('Market')) {
    const figure = (text: string | undefined) => Number((text ?? '').split(' ')[0]?.replaceAll(',', ''))
    const level = world.levelOf((row.Product ?? '').match(/[A-Z0-9]+-USD/)?.[0] ?? '')
    for (const price of [row.Price, row.Bid, row.Ask].map(figure)) {
      expect(price / level).toBeGreaterThan(0.7)
      expect(price / level).toBeLessThan(1.4)
    }
    expect(figure(row.Bid)).toBeLessThan(figure(row.Ask))
  }
}

const REST_FAULTS: readonly (readonly [string, RestFault])[] = [
  ['answers 429', { kind: 'status', status: 429, cors: true }],
  ['answers 503 without CORS', { kind: 'status', status: 503, cors: false }],
  ['answers garbage', { kind: 'garbage' }],
  ['never answers', { kind: 'hang' }],
]

test('whatever REST answers, and when it answers nothing, the match runs on the WebSocket alone', async ({
  arena,
  world,
}) => {
  test.setTimeout(180_000)
  await runningMatch(arena)
  for (const [name, fault] of REST_FAULTS) {
    await test.step(`REST ${name}`, async () => {
      world.faults.rest = fault
      await goesOn(arena)
    })
  }
})

test('REST fails from the start: prices come all the same', async ({ arena, world }) => {
  world.faults.rest = { kind: 'status', status: 503, cors: false }
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await expect.poll(async () => (await arena.rows('Market')).length).toBe(3)
  await arena.waitForTrades(1)
})

test('WebSocket refused: the match runs on REST alone, and says so', async ({ arena, world }) => {
  world.faults.socket = { kind: 'refuse' }
  await arena.open()
  await expect(arena.feed).toHaveText('Live', { timeout: 30_000 })
  await arena.waitForTrades(1)
  const asked = () => world.rest.requests.filter((path) => path.endsWith('/ticker')).length
  const before = asked()
  await expect.poll(asked, { timeout: 20_000 }).toBeGreaterThan(before + 3)
})

test('WebSocket lost: Reconnecting is shown, nothing trades on old prices, then it is Live', async ({
  arena,
  world,
}) => {
  await runningMatch(arena)
  world.faults.socket = { kind: 'refuse' }
  world.faults.rest = { kind: 'status', status: 503, cors: false }
  world.cutSockets()
  await expect(arena.feed).toHaveText('Reconnecting', { timeout: 20_000 })
  await expect(arena.notice(/^Reconnecting/)).toBeVisible()
  const count = await arena.trades()
  await arena.page.waitForTimeout(4000)
  expect(await arena.trades()).toBe(count)
  world.faults.clear()
  await expect(arena.feed).toHaveText('Live', { timeout: 40_000 })
  await goesOn(arena)
})

test('a socket that falls silent or half-open is found out by its missing heartbeats', async ({
  arena,
  world,
}) => {
  await runningMatch(arena)
  world.faults.socket = { kind: 'half-open', afterMs: 3000 }
  world.faults.rest = { kind: 'hang' }
  const opened = world.socketsOpened
  world.cutSockets()
  await expect.poll(() => world.socketsOpened).toBeGreaterThan(opened)
  await expect(arena.feed).toHaveText('Live')
  await expect(arena.feed).toHaveText(/Stale|Reconnecting/, { timeout: 40_000 })
  world.faults.clear()
  await expect(arena.feed).toHaveText('Live', { timeout: 40_000 })
})

test('a socket that drops every few seconds is not hammered, and the match goes on', async ({
  arena,
  world,
}) => {
  await runningMatch(arena)
  const before = world.socketsOpened
  world.faults.socket = { kind: 'drop', afterMs: 2500 }
  world.cutSockets()
  await arena.waitForTrades((await arena.trades()) + 2)
  await expect.poll(() => world.socketsOpened, { timeout: 30_000 }).toBeGreaterThan(before + 1)
  expect(world.socketsOpened - before).toBeLessThan(30)
  world.faults.clear()
  await goesOn(arena)
})

const COUNTED: readonly (readonly [FrameFault, RegExp])[] = [
  ['malformed', /malformed/],
  ['not-an-object', /malformed/],
  ['huge', /malformed/],
  ['binary', /malformed/],
  ['zero-price', /malformed/],
  ['negative-price', /malformed/],
  ['nan-price', /malformed/],
  ['absurd-price', /malformed/],
  ['crossed', /crossed/],
  ['time-backwards', /late/],
]

test('bad frames of every kind are counted and shown, and change no price', async ({ arena, world }) => {
  test.setTimeout(150_000)
  await runningMatch(arena)
  world.faults.frames = ['unknown-type']
  for (const [fault] of COUNTED) {
    world.faults.frames = [fault]
    // One comes a second.
    await arena.page.waitForTimeout(1600)
    await showsSanePrices(arena, world)
  }
  world.faults.clear()
  const panel = arena.page.getByRole('main')
  for (const word of [/malformed frame/, /crossed quote/, /late frame/])
    await expect(panel).toContainText(word)
  const before = await ticksOf(arena)
  await expect.poll(() => ticksOf(arena), { timeout: 30_000 }).toBeGreaterThan(before + 2)
  await expect(arena.feed).toHaveText('Live')
  // Agents may find nothing to trade for minutes; the benchmark of another match buys at its first prices.
  await arena.startMatch({ interval: '2', rules: 'Classic' })
  await arena.waitForTrades(2)
})

test('bad frames from the start do not keep a match from starting', async ({ arena, world }) => {
  world.faults.frames = ['nan-price', 'huge']
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await arena.waitForTrades(1)
  await expect(arena.page.getByRole('main')).toContainText(/malformed/)
  await showsSanePrices(arena, world)
})

test('a product the exchange will not stream is named, and the others run', async ({ arena, world }) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  world.faults.unsubscribable.add('DOGE-USD')
  await arena.startMatch({ interval: '2', products: ['SOL-USD', 'DOGE-USD'], rules: 'Classic' })
  await arena.waitForTrades(2)
  await expect(arena.feed).toHaveText('Live')
  await arena.page.getByRole('link', { name: 'Settings', exact: true }).click()
  await expect(arena.page.getByRole('main')).toContainText('Coinbase does not know DOGE-USD')
})

test('a quiet product stays tradable on its heartbeats', async ({ arena, world }) => {
  world.faults.quiet.add('SOL-USD')
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await arena.startMatch({ interval: '2', products: ['SOL-USD'], rules: 'Classic' })
  await arena.waitForTrades(1)
  await arena.page.waitForTimeout(12_000)
  const [row] = await arena.rows('Market')
  expect(row?.Product).not.toContain('stale')
  await expect(arena.feed).toHaveText('Live')
})

test('an exchange that is back after an outage is picked up without a reload', async ({ arena, world }) => {
  await runningMatch(arena)
  await arena.page.context().setOffline(true)
  await expect(arena.feed).toHaveText(/Stale|Reconnecting/, { timeout: 40_000 })
  await arena.page.context().setOffline(false)
  await expect(arena.feed).toHaveText('Live', { timeout: 60_000 })
  await goesOn(arena)
  expect(world.strangers).toEqual([])
})

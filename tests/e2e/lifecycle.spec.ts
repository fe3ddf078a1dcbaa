// Hidden, asleep, frozen, one of many: what browsers do to tabs, and what a match makes of it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import type { ArenaPage } from './arena-page'
import { replayRecords } from './in-browser/entry'
import { expect, test } from './own-browser'
import { readNewestLog, type StoredLog } from './stored-log'

const SECOND = 1000

// A browser of its own for each, some with many tabs.
test.describe.configure({ timeout: 180_000 })

async function runningMatch(arena: ArenaPage, interval: string): Promise<void> {
  await expect(arena.feed).toHaveText('Live')
  await arena.startMatch({ interval, rules: 'Classic' })
  await arena.waitForTrades(2)
}

/** Match times of the ticks after one instant, up to another. */
function ticksBetween({ steps }: StoredLog, from: number, to = Infinity): readonly number[] {
  const ticks = steps.flatMap(({ input }) => (input.type === 'TickPublished' ? [input.time] : []))
  return ticks.filter((time) => time > from && time <= to)
}

/** What the log says of its feed after an instant. */
function statesAfter({ steps }: StoredLog, from: number): readonly string[] {
  return steps.flatMap(({ input }) => {
    return input.type === 'FeedStateChanged' && input.time > from ? [`${input.state}: ${input.detail}`] : []
  })
}

/** Waits for two more ticks of the newest match. */
async function goesOn(page: Page): Promise<void> {
  const ticks = async (): Promise<number> => ticksBetween(await readNewestLog(page), 0).length
  const before = await ticks()
  await expect.poll(ticks, { timeout: 45_000 }).toBeGreaterThanOrEqual(before + 2)
}

function expectWhole({ records }: StoredLog): void {
  const rows = records.map((record) => Buffer.from(record).toString('base64'))
  expect(replayRecords(rows)).toMatchObject({ verified: true, divergence: '' })
}

const visibility = (page: Page): Promise<string> => page.evaluate(() => document.visibilityState)

/** Has the page count timers that follow one another closely; answers how many there were so far. */
async function countTimers(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = globalThis as typeof globalThis & { timers: number }
    counted.timers = 0
    setInterval(() => (counted.timers += 1), 50)
  })
  return () => page.evaluate(() => (globalThis as typeof globalThis & { timers: number }).timers)
}

test('behind another tab, its timers throttled, a match misses at most one tick in fifteen', async ({
  own,
  world,
}) => {
  const arena = await own.arena()
  await runningMatch(arena, '1')
  const front = await own.quietTab()
  expect(await visibility(arena.page)).toBe('hidden')
  const timers = await countTimers(arena.page)
  await sleep(2 * SECOND)
  const [from, counted] = [Date.now(), await timers()]
  await sleep(16 * SECOND)
  const log = await readNewestLog(front)
  expect(ticksBetween(log, from, from + 15 * SECOND).length).toBeGreaterThanOrEqual(14)
  // Of 320 timers of the page's own; so the match cannot live by them.
  expect((await timers()) - counted).toBeLessThan(40)
  expectWhole(log)
  expect(world.strangers).toEqual([])
})

test('asleep: one tick is caught up at most, the gap is told, and the match goes on', async ({
  own,
  world,
}) => {
  const interval = 2 * SECOND
  const arena = await own.arena()
  await runningMatch(arena, '2')
  own.chromium.signal('SIGSTOP')
  const asleep = Date.now()
  await sleep(15 * SECOND)
  const awake = Date.now()
  own.chromium.signal('SIGCONT')
  await expect(arena.activity).toContainText(/Resumed after 1\d s without market data/)
  await goesOn(arena.page)
  const log = await readNewestLog(arena.page)
  expect(ticksBetween(log, asleep + SECOND, awake)).toEqual([])
  // Seven were missed; one of them is caught up, and one may be due by the rhythm.
  expect(ticksBetween(log, awake, awake + interval - SECOND / 4).length).toBeLessThanOrEqual(2)
  expect(statesAfter(log, awake - SECOND).slice(0, 2)).toEqual([
    expect.stringMatching(/^connecting: Resumed after \d+ s/),
    expect.stringMatching(/^live: /),
  ])
  expectWhole(log)
  expect(world.strangers).toEqual([])
})

test('a frozen tab keeps the lead, and goes on when it wakes; the other only watches', async ({
  own,
  world,
}) => {
  const leader = await own.arena()
  await runningMatch(leader, '2')
  const follower = await own.arena()
  await expect(follower.notice(/Watching another tab/)).toBeVisible()
  const devtools = await own.chromium.context.newCDPSession(leader.page)
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
  const frozen = Date.now()
  await sleep(12 * SECOND)
  await expect(follower.notice(/Watching another tab/)).toBeVisible()
  await expect(follower.notice(/has not been heard for a while/)).toBeVisible()
  const awake = Date.now()
  expect(ticksBetween(await readNewestLog(follower.page), frozen + SECOND)).toEqual([])
  await devtools.send('Page.setWebLifecycleState', { state: 'active' })
  await expect(follower.activity).toContainText(/Resumed after 1\d s without market data/)
  await goesOn(follower.page)
  await expect(follower.notice(/has not been heard/)).toBeHidden()
  await expect(follower.button('Pause')).toBeDisabled()
  const log = await readNewestLog(follower.page)
  expect(ticksBetween(log, awake, awake + SECOND).length).toBeLessThanOrEqual(2)
  expectWhole(log)
  expect(world.strangers).toEqual([])
})

test('a frozen tab whose lead ran out cannot write when it wakes, and says who has the match', async ({
  own,
  world,
}) => {
  const first = await own.arena(withoutWebLocks)
  await runningMatch(first, '2')
  const second = await own.arena(withoutWebLocks)
  await expect(second.notice(/Watching another tab/)).toBeVisible()
  const devtools = await own.chromium.context.newCDPSession(first.page)
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
  await expect(second.button('Pause')).toBeEnabled({ timeout: 30_000 })
  await goesOn(second.page)
  await devtools.send('Page.setWebLifecycleState', { state: 'active' })
  await expect(first.notice(/Another tab has taken over the match/)).toBeVisible()
  await expect(second.notice(/Watching another tab/)).toBeHidden()
  await goesOn(second.page)
  const log = await readNewestLog(second.page)
  const numbers = log.steps.map(({ seq }) => seq)
  expect(numbers).toEqual(Array.from(numbers.keys()))
  expectWhole(log)
  expect(world.strangers).toEqual([])
})

test('of a dozen tabs opened at once one leads; when it closes, exactly one takes over', async ({
  own,
  world,
}) => {
  const tabs = await Promise.all(Array.from({ length: 12 }, () => own.arena()))
  const leader = await onlyLeaderOf(tabs)
  await leader.waitForTrades(1)
  await leader.page.close()
  const left = tabs.filter((tab) => tab !== leader)
  const next = await onlyLeaderOf(left)
  const { records } = await readNewestLog(next.page)
  await expect
    .poll(async () => (await readNewestLog(next.page)).records.length)
    .toBeGreaterThan(records.length)
  expectWhole(await readNewestLog(next.page))
  expect(await onlyLeaderOf(left)).toBe(next)
  expect(world.strangers).toEqual([])
})

/** The tab that commands the match, once all others say that they watch. */
async function onlyLeaderOf(tabs: readonly ArenaPage[]): Promise<ArenaPage> {
  const watching = async (): Promise<readonly boolean[]> => {
    return Promise.all(tabs.map((tab) => tab.notice(/Watching another tab/).isVisible()))
  }
  const followers = async (): Promise<number> => (await watching()).filter(Boolean).length
  await expect.poll(followers, { timeout: 60_000 }).toBe(tabs.length - 1)
  const commanded = await Promise.all(tabs.map((tab) => tab.button('Pause').isEnabled()))
  expect(commanded).toEqual((await watching()).map((watches) => !watches))
  return tabs[commanded.indexOf(true)]!
}

/** As in a browser without Web Locks. The page fetches the scripts of its workers: one line more stands before this one's. */
async function withoutWebLocks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const original = globalThis.fetch
    globalThis.fetch = async (input, init) => {
      const response = await original(input, init)
      if (!/match\.worker[^/]*\.js$/.test(response.url)) return response
      const line = 'Object.defineProperty(navigator, "locks", { value: undefined });\n'
      return new Response(line + (await response.text()), response)
    }
  })
}

// Each worker is killed in turn while a match runs: it is replaced, shown, and nothing is lost.
import type { ArenaPage } from './arena-page'
import { expect, test } from './fixtures'
import { readNewestLog, type StoredLog } from './stored-log'
import { killWorker, workersNamed } from './worker-names'

async function runningMatch(arena: ArenaPage): Promise<void> {
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await arena.startMatch({ interval: '2', rules: 'Classic' })
  await arena.waitForTrades(3)
}

/** Agents may find nothing to trade for a while. */
async function goesOn(arena: ArenaPage): Promise<void> {
  await arena.waitForTrades((await arena.trades()) + 1, 90_000)
}

/** Which granularities a log has a good number of candles of. */
function candlesIn({ steps }: StoredLog): readonly number[] {
  const candles = steps.flatMap(({ input }) => (input.type === 'CandleClosed' ? [input.candle] : []))
  return [60, 300, 900].filter(
    (each) => candles.filter(({ granularity }) => granularity === each).length >= 10,
  )
}

test('the feed worker is killed: the match reconnects and goes on', async ({ arena, world }) => {
  await runningMatch(arena)
  const opened = world.socketsOpened
  await killWorker(arena.page, 'feed')
  await expect.poll(() => world.socketsOpened, { timeout: 30_000 }).toBeGreaterThan(opened)
  await expect(arena.feed).toHaveText('Live', { timeout: 30_000 })
  await goesOn(arena)
})

test('the match worker is killed: it resumes from its log with every trade', async ({ arena, world }) => {
  await runningMatch(arena)
  const before = await arena.trades()
  await killWorker(arena.page, 'match')
  await arena.waitForTrades(before + 2)
  await expect.poll(async () => candlesIn(await readNewestLog(arena.page))).toEqual([60, 300, 900])
  await arena.page.getByRole('link', { name: 'Settings', exact: true }).click()
  await expect(arena.page.getByRole('main')).toContainText(/Resumed the match at event \d+/)
  expect(world.strangers).toEqual([])
})

test('the worker of each agent is killed: it is replaced and shown, and its account stands', async ({
  arena,
  world,
}) => {
  test.setTimeout(400_000)
  await runningMatch(arena)
  for (const agent of ['Momentum', 'Brainrot', 'Scalper']) {
    const accountOf = async () => {
      const row = (await arena.rows('Leaderboard')).find((each) => (each.Agent ?? '').includes(agent))
      return Number(row?.Trades)
    }
    const before = await accountOf()
    await killWorker(arena.page, `agent ${agent}`)
    const card = arena.table('Leaderboard').getByRole('row').filter({ hasText: agent })
    await expect(card).toContainText(/1 restart/, { timeout: 30_000 })
    await expect(card).toContainText(/waiting|thinking/, { timeout: 30_000 })
    expect(await accountOf()).toBeGreaterThanOrEqual(before)
    expect(await workersNamed(arena.page, `agent ${agent}`)).toHaveLength(1)
    await goesOn(arena)
  }
  expect(world.strangers).toEqual([])
})

/** Ticks of agents that the log neither closes a decision for nor says why they were skipped. */
function unaddressed({ steps }: StoredLog): readonly string[] {
  const answered = new Set<string>()
  const published: number[] = []
  let agents = 0
  for (const { input } of steps) {
    if (input.type === 'MatchStarted')
      agents = input.config.runs.filter(({ role }) => role === 'agent').length
    if (input.type === 'TickPublished') published.push(input.tick)
    if (input.type === 'TickSkipped') answered.add(`${input.run}:${input.tick}`)
    if (input.type === 'DecisionClosed') answered.add(`${input.decision.run}:${input.decision.tick}`)
  }
  expect(agents).toBe(50)
  expect(published.length).toBeGreaterThanOrEqual(3)
  const expected = published.flatMap((tick) => Array.from({ length: agents }, (_, run) => `${run}:${tick}`))
  return expected.filter((key) => !answered.has(key))
}

async function ticksShown(arena: ArenaPage): Promise<number> {
  const text = await arena.page.locator('body').innerText()
  return Number(/(\d+) ticks/.exec(text)?.[1] ?? 0)
}

/** Runs in a worker. */
function busyForEver(): never {
  for (;;);
}

test('fifty agents, one hung, one dead: every tick goes to everyone, none holds up another', async ({
  arena,
  world,
}) => {
  test.setTimeout(180_000)
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await arena.startMatch({
    interval: '5',
    rules: 'Classic',
    agents: { Momentum: 16, Brainrot: 17, Scalper: 17 },
  })
  await arena.page.getByRole('button', { name: /^Show all, / }).click({ timeout: 60_000 })
  await expect.poll(async () => (await arena.rows('Leaderboard')).length).toBe(51)
  await arena.waitForTrades(17, 90_000)
  const [hung] = await workersNamed(arena.page, 'agent Scalper')
  const [dead] = await workersNamed(arena.page, 'agent Brainrot')
  // Neither answers: the one is busy for ever, the other gone.
  void hung?.evaluate(busyForEver).catch(() => undefined)
  void dead?.evaluate(() => self.close()).catch(() => undefined)
  const before = await arena.trades()
  const restarted = arena
    .table('Leaderboard')
    .getByRole('row')
    .filter({ hasText: /restart/ })
  await expect(restarted).toHaveCount(2, { timeout: 60_000 })
  await arena.waitForTrades(before + 17, 60_000)
  await expect.poll(() => ticksShown(arena), { timeout: 60_000 }).toBeGreaterThanOrEqual(4)
  await expect(arena.feed).toHaveText('Live')
  await arena.end()
  expect(unaddressed(await readNewestLog(arena.page))).toEqual([])
  expect(world.strangers).toEqual([])
})

// A visitor without a key: a live match of the house agents, on the exchange's real addresses.
import { expect, test } from './fixtures'

const HOUSE = ['Brainrot', 'Momentum', 'Scalper']

test('a first visit shows a live match within seconds, with three agents and the benchmark', async ({
  arena,
  world,
}) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await expect.poll(async () => (await arena.rows('Leaderboard')).length).toBe(4)
  const agents = (await arena.rows('Leaderboard')).map((row) => row.Agent ?? '')
  for (const name of HOUSE) expect(agents.some((agent) => agent.includes(name))).toBe(true)
  expect(agents.filter((agent) => agent.includes('House rules'))).toHaveLength(3)
  expect(agents.filter((agent) => agent.includes('Benchmark'))).toHaveLength(1)
  const products = (await arena.rows('Market')).map((row) => row.Product ?? '')
  expect(products.join(' ')).toMatch(/BTC-USD.*FARTCOIN-USD.*SOL-USD/)
  await expect(arena.page.getByRole('figure', { name: 'Equity curves' })).toBeVisible()
  await arena.waitForTrades(1)
  expect(world.strangers).toEqual([])
})

test('all three house agents trade, and the page shows what and why', async ({ arena, world }) => {
  await arena.open()
  await arena.startMatch({ interval: '3', products: ['BTC-USD', 'FARTCOIN-USD', 'SOL-USD'] })
  const traders = async () => {
    const rows = await arena.rows('Leaderboard')
    return HOUSE.filter((name) => {
      return rows.some((row) => (row.Agent ?? '').includes(name) && Number(row.Trades) > 0)
    })
  }
  await expect.poll(traders, { timeout: 75_000 }).toEqual(HOUSE)
  const [newest] = await arena.rows('Trade log')
  expect(newest?.Action?.toLowerCase()).toMatch(/buy|sell/)
  expect(newest?.Product).toMatch(/-USD$/)
  await expect(arena.activity).toContainText(/Bought \S+ \S+-USD @/)
  await expect(arena.activity).toContainText('get_portfolio(')
  await expect(arena.activity).toContainText('Reasoning:')
  expect(world.rest.requests.some((path) => path.endsWith('/candles'))).toBe(true)
})

test('pausing stops trades and ticks, resuming starts them again, ending freezes the standings', async ({
  arena,
  world,
}) => {
  await arena.open()
  await arena.startMatch({ interval: '2' })
  await arena.waitForTrades(2)
  await arena.button('Pause').click()
  await expect(arena.notice(/^Paused/)).toBeVisible()
  const paused = await arena.trades()
  const price = (await arena.rows('Market'))[0]?.Price
  await expect.poll(async () => (await arena.rows('Market'))[0]?.Price).not.toBe(price)
  expect(await arena.trades()).toBe(paused)
  await arena.button('Resume').click()
  await arena.waitForTrades(paused + 1)
  await arena.end()
  const standings = await arena.rows('Leaderboard')
  const opened = world.socketsOpened
  await arena.page.waitForTimeout(2500)
  expect(await arena.rows('Leaderboard')).toEqual(standings)
  expect(world.socketsOpened).toBe(opened)
  await expect(arena.button('Start match')).toBeEnabled()
})

test('an ended match is kept among the past ones, opens again and can be deleted', async ({
  arena,
  world,
}) => {
  await arena.open()
  await arena.button('New match').click() // straight from the running match, which this ends
  await arena.fill({ interval: '2', rules: 'Classic', agents: { Scalper: 2 } })
  await arena.dialog.getByRole('button', { name: 'Start match', exact: true }).click()
  await expect.poll(async () => (await arena.rows('Leaderboard')).length).toBe(5)
  await arena.waitForTrades(2)
  await arena.end()
  const standings = await arena.rows('Leaderboard')
  await arena.page.getByRole('link', { name: 'Matches', exact: true }).click()
  const matches = arena.table('Matches')
  await expect(matches.getByRole('row')).toHaveCount(3) // the header, the first visit's match, this one
  const older = matches.getByRole('row').filter({ hasNotText: 'Arena page' }).last()
  await older.getByRole('button', { name: 'Delete' }).click()
  await older.getByRole('button', { name: 'Yes, delete' }).click()
  await expect(matches.getByRole('row')).toHaveCount(2)
  await matches.getByRole('button', { name: 'Open' }).click()
  await expect.poll(() => arena.rows('Leaderboard')).toEqual(standings)
  expect(world.strangers).toEqual([])
})

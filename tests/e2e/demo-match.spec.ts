// Without a network: the demo market, labelled as such, and lively enough to watch.
import { expect, test } from './fixtures'
import { World, worldPort } from './world/world'

test('without a network a demo match starts by itself and makes three trades within 45 s', async ({
  arena,
}) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Demo', { timeout: 20_000 })
  await expect(arena.notice('Demo — simulated prices')).toBeVisible()
  await arena.waitForTrades(3, 45_000)
})

test('when the exchange answers later, the page offers a live match', async ({ arena }) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Demo', { timeout: 20_000 })
  const world = await World.start(worldPort())
  try {
    const offer = arena.page.getByRole('button', { name: 'Go live' })
    await expect(offer).toBeVisible({ timeout: 60_000 })
    await offer.click()
    await expect(arena.feed).toHaveText('Live')
    await arena.waitForTrades(1)
  } finally {
    await world.close()
  }
})

test('an exchange that connects and says nothing counts as no network', async ({ arena, world }) => {
  world.faults.rest = { kind: 'hang' }
  world.faults.socket = { kind: 'silent' }
  await arena.open()
  await expect(arena.feed).toHaveText('Demo', { timeout: 25_000 })
})

test('the same seed plays the same market', async ({ arena }) => {
  const firstPrices = async () => {
    await arena.startMatch({ source: 'Demo market', seed: 'twice', speed: '1×', rules: 'Classic' })
    await expect.poll(async () => (await arena.rows('Market')).length).toBe(3)
    await arena.waitForTrades(1)
    return (await arena.rows('Trade log')).at(-1)?.Price
  }
  await arena.open()
  await expect(arena.feed).toHaveText('Demo', { timeout: 20_000 })
  const first = await firstPrices()
  expect(first).toBeDefined()
  expect(await firstPrices()).toBe(first)
})

test('a paused demo stands still to the last digit', async ({ arena }) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Demo', { timeout: 20_000 })
  await arena.waitForTrades(1)
  await arena.button('Pause').click()
  await expect(arena.notice(/^Paused/)).toBeVisible()
  const still = [await arena.rows('Market'), await arena.rows('Leaderboard')]
  await arena.page.waitForTimeout(2500)
  expect([await arena.rows('Market'), await arena.rows('Leaderboard')]).toEqual(still)
  await arena.button('Resume').click()
  await expect.poll(() => arena.rows('Market')).not.toEqual(still[0])
})

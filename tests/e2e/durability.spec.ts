// Nothing acknowledged is lost: reloads, two tabs, and a browser without storage.
import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { ArenaPage } from './arena-page'
import { expect, test } from './fixtures'

test('a reload resumes the match with every trade, and a paused one stays paused', async ({
  arena,
  world,
}) => {
  await arena.open()
  await arena.startMatch({ interval: '2', rules: 'Classic' })
  await arena.waitForTrades(4)
  const before = await arena.rows('Trade log')
  await arena.page.reload()
  await arena.waitForTrades(before.length)
  const after = await arena.rows('Trade log')
  const known = (row: (typeof before)[number]) => [row.Time, row.Agent, row.Quantity, row.Price, row.Value]
  const kept = after.map(known)
  for (const row of before) expect(kept).toContainEqual(known(row))
  await arena.waitForTrades(before.length + 2)
  await arena.button('Pause').click()
  await expect(arena.button('Resume')).toBeEnabled()
  const trades = await arena.trades()
  await arena.page.reload()
  await expect(arena.button('Resume')).toBeEnabled()
  expect(await arena.trades()).toBe(trades)
  expect(world.strangers).toEqual([])
})

test('a demo match resumes on its own tape after a reload', async ({ arena }) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Demo', { timeout: 20_000 })
  await arena.startMatch({
    source: 'Demo market',
    seed: 'reload',
    speed: '10×',
    interval: '10',
    rules: 'Classic',
  })
  await arena.waitForTrades(3)
  const before = await arena.trades()
  await arena.page.reload()
  await expect(arena.feed).toHaveText('Demo')
  await arena.waitForTrades(before + 1)
})

test('two tabs, one writer: the second follows read-only and takes over', async ({
  arena,
  world,
  context,
}) => {
  await arena.open()
  await arena.startMatch({ interval: '2', rules: 'Classic' })
  await arena.waitForTrades(2)
  const second = new ArenaPage(await context.newPage())
  await second.open()
  await expect(second.notice(/Watching another tab/)).toBeVisible()
  await expect(second.button('Pause')).toBeDisabled()
  await expect(second.button('New match')).toBeDisabled()
  const seen = await second.trades()
  await second.waitForTrades(seen + 1)
  const before = await second.trades()
  await arena.page.close()
  await expect(second.button('Pause')).toBeEnabled({ timeout: 20_000 })
  await expect(second.notice(/Watching another tab/)).toBeHidden()
  expect(await second.trades()).toBeGreaterThanOrEqual(before)
  await second.waitForTrades(before + 2)
  expect(world.strangers).toEqual([])
})

test('without IndexedDB a match runs all the same, labelled "Not saved"', async ({ arena, world }) => {
  await arena.page.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', { value: undefined })
  })
  await withoutStorageInWorkers(arena)
  await arena.open()
  await expect(arena.notice(/Not saved/)).toBeVisible()
  await arena.waitForTrades(1)
  expect(world.strangers).toEqual([])
})

test('a full disk pauses the match with a sentence and an export, and room lets it go on', async ({
  arena,
  world,
}) => {
  await arena.open()
  await arena.startMatch({ interval: '2', rules: 'Classic' })
  await arena.waitForTrades(2)
  const devtools = await arena.page.context().newCDPSession(arena.page)
  const origin = new URL(arena.page.url()).origin
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 })
  await expect(arena.notice(/^Halted/)).toBeVisible({ timeout: 45_000 })
  const held = await arena.trades()
  await arena.button('Export to a file').click()
  const dialog = arena.page.getByRole('dialog', { name: 'Export match' })
  const download = arena.page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Export match' }).click()
  const file = gunzipSync(await readFile(await (await download).path())).toString()
  expect(JSON.parse(file)).toMatchObject({ match: { source: 'coinbase' } })
  await dialog.getByRole('button', { name: 'Close' }).click()
  await devtools.send('Storage.overrideQuotaForOrigin', { origin })
  await arena.button('Resume').click()
  await arena.waitForTrades(held + 1)
  expect(world.strangers).toEqual([])
})

/** Workers run from scripts the page fetched: the storage is taken away at the top of each. */
async function withoutStorageInWorkers(arena: ArenaPage): Promise<void> {
  await arena.page.route(/worker[^/]*\.js$/, async (route) => {
    const response = await route.fetch()
    const body = `Object.defineProperty(self,'indexedDB',{value:undefined});\n${await response.text()}`
    await route.fulfill({ response, body })
  })
}

// What the browser throws away: its database, wholly or under a running match, or for another version's sake.
import type { BrowserContext, Page } from '@playwright/test'
import { ArenaPage } from './arena-page'
import { expect, test } from './fixtures'
import { keptInDatabases } from './traces'

test('a match outlives its database: the copy is offered, restored, and played on', async ({
  arena,
  world,
  context,
}) => {
  await arena.open()
  await arena.startMatch({
    source: 'Demo market',
    seed: 'gone',
    speed: '60×',
    interval: '60',
    rules: 'Classic',
  })
  await arena.waitForTrades(3)
  const size = await copyBytes(arena.page)
  await arena.button('Pause').click()
  await expect(arena.button('Resume')).toBeEnabled()
  await expect.poll(() => copyBytes(arena.page)).toBeGreaterThan(size)
  const before = await arena.rows('Trade log')
  await arena.button('Resume').click()
  await expect(arena.button('Pause')).toBeEnabled()
  const { origin } = new URL(arena.page.url())
  await arena.page.close()
  await wipe(context, origin)

  const again = new ArenaPage(await context.newPage())
  await again.open()
  await expect(again.notice(/has erased/)).toBeVisible()
  await expect(again.notice(/Copies of 2 matches/)).toBeVisible()
  await again.button('Restore').click()
  await again.waitForTrades(before.length)
  const kept = (await again.rows('Trade log')).map(known)
  for (const row of before) expect(kept).toContainEqual(known(row))
  await again.waitForTrades(before.length + 1)
  await again.page.reload()
  await again.waitForTrades(before.length + 1)
  await expect(again.notice(/has erased/)).toBeHidden()
  expect(world.strangers).toEqual([])
})

test('erased under a running match: it halts and says so; after a reload the copy can be given up', async ({
  arena,
  world,
  context,
}) => {
  await arena.open()
  await arena.waitForTrades(1)
  await arena.button('Pause').click()
  await expect.poll(() => copyBytes(arena.page)).toBeGreaterThan(0)
  await arena.button('Resume').click()
  await wipe(context, new URL(arena.page.url()).origin)
  await expect(arena.notice(/erased.*Reload the page/)).toBeVisible({ timeout: 30_000 })
  await arena.page.reload()
  await arena.button('Discard').click()
  await arena.waitForTrades(1)
  expect(await copyBytes(arena.page)).toBe(0)
  await arena.page.reload()
  await arena.waitForTrades(1)
  await expect(arena.button('Restore')).toBeHidden()
  expect(world.strangers).toEqual([])
})

test('a tab that takes over after all was erased offers the copies first, and starts nothing in their way', async ({
  arena,
  world,
  context,
}) => {
  await arena.open()
  await arena.waitForTrades(1)
  await arena.button('Pause').click()
  await expect.poll(() => copyBytes(arena.page)).toBeGreaterThan(0)
  await wipe(context, new URL(arena.page.url()).origin)
  const second = new ArenaPage(await context.newPage())
  await second.open()
  await expect(second.notice(/Another tab runs this match/)).toBeVisible()
  await arena.page.close()
  await expect(second.notice(/has erased/)).toBeVisible({ timeout: 30_000 })
  await expect(second.notice(/A copy of 1 match/)).toBeVisible()
  // Long enough for a match of the house to have begun.
  await second.page.waitForTimeout(3000)
  expect(await keptInDatabases(second.page)).toContain('arena/matches: []')
  await expect(second.notice(/Watching another tab/)).toBeHidden()
  await second.button('Restore').click()
  await expect(second.button('Resume')).toBeEnabled()
  expect(world.strangers).toEqual([])
})

test('a tab with a newer version takes the storage over, and the older one says so', async ({
  arena,
  world,
  context,
}) => {
  await arena.open()
  await arena.waitForTrades(1)
  const newer = await blankPage(context, arena.page.url())
  await newer.evaluate(holdDatabase, { version: 90, stores: [], chosen: {} })
  await expect(arena.notice(/newer version/)).toBeVisible()
  await arena.page.reload()
  await expect(arena.notice(/belong to a newer version/)).toBeVisible()
  await expect(arena.notice(/^Not saved/)).toBeVisible()
  expect(world.strangers).toEqual([])
})

test('an older tab that holds the storage is named; once it is gone its data is taken over', async ({
  arena,
  world,
  context,
  baseURL,
}) => {
  const older = await blankPage(context, baseURL)
  await older.evaluate(holdDatabase, { version: 10, stores: VERSION_ONE, chosen: CHOSEN })
  await arena.open()
  await expect(arena.notice(/older version of the arena holds the storage/)).toBeVisible()
  await expect(arena.notice(/^Not saved/)).toBeVisible()
  await older.close()
  await arena.page.reload()
  await arena.waitForTrades(1)
  await expect(arena.notice(/^Not saved/)).toBeHidden()
  await arena.page.goto('./#/settings')
  await expect(arena.page.getByLabel('Log level')).toHaveValue('ERROR')
  expect(world.strangers).toEqual([])
})

function known(row: Readonly<Record<string, string>>): readonly (string | undefined)[] {
  return [row.Time, row.Agent, row.Quantity, row.Price, row.Value]
}

/** As Chromium does with a database it finds damaged: the files beside it stay. */
async function wipe(context: BrowserContext, origin: string): Promise<void> {
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' })
  await page.close()
}

/** Bytes of all copies of matches. */
function copyBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    let bytes = 0
    try {
      for await (const handle of (await root.getDirectoryHandle('match-copies')).values()) {
        if (handle.kind === 'file') bytes += (await handle.getFile()).size
      }
    } catch {
      // Being written, or not there.
    }
    return bytes
  })
}

/** A page of the arena's origin on which no arena runs. */
async function blankPage(context: BrowserContext, beside: string | undefined): Promise<Page> {
  const page = await context.newPage()
  const url = new URL('blank.html', beside).href
  await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: '<title>Blank</title>' }))
  await page.goto(url)
  return page
}

interface HeldDatabase {
  /** What a person chose in it. */
  readonly chosen: Readonly<Record<string, string>>
  /** The browser's own number: ten times the arena's. */
  readonly version: number
  readonly stores: readonly (readonly [name: string, key: string | string[]])[]
}

const VERSION_ONE: HeldDatabase['stores'] = [
  ...([
    ['matches', 'matchId'],
    ['configs', 'matchId'],
    ['settings', 'key'],
    ['locks', 'name'],
  ] as const),
  ['steps', ['matchId', 'seq']],
  ['equity', ['matchId', 'seq']],
  ['decisions', ['matchId', 'tick', 'run']],
]

const CHOSEN = {
  logLevel: 'ERROR',
  restUrl: 'https://api.exchange.coinbase.com',
  socketUrl: 'wss://ws-feed.exchange.coinbase.com',
}

/** Runs in the page: opens the arena's database in this version and does not let go of it while the page lives. */
async function holdDatabase({ version, stores, chosen }: HeldDatabase): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open('arena', version)
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of stores) request.result.createObjectStore(name, { keyPath })
      if (stores.length === 0) return
      const settings = request.transaction?.objectStore('settings')
      settings?.put({ key: 'arena', value: chosen })
    }
    request.onsuccess = () => {
      request.result.onversionchange = () => undefined
      resolve()
    }
    request.onerror = () => reject(new Error(String(request.error)))
  })
}

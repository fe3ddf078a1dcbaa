// Files of strangers, the worst first: each is told what is wrong with it, and nothing else happens.
import { writeFile } from 'node:fs/promises'
import type { Page, TestInfo } from '@playwright/test'
import { hostileFiles } from '../fixtures/share/hostile-files'
import { scriptMatch } from '../fixtures/share/script-match'
import { shareText } from '../fixtures/share/share-text'
import { playedMatch } from '../fixtures/share/whole-match'
import { expect, test } from './fixtures'

/** Hostile files by name, and what the page says of each. */
const WORST: readonly (readonly [name: string, says: RegExp])[] = [
  ['a bomb of zeros', /unpacks to more than 64 MB/],
  ['packed twice', /compressed twice/],
  ['gzip cut in its middle', /cut short or damaged/],
  ['a bomb of brackets', /The file is a list/],
  ['lists in lists', /nested deeper than 32 \(x\[0\]/],
  ['a million rows', /segments\[0\]\.inputs: These are more than 1000/],
  ['a hundred thousand names', /\bx: |too long/],
  ['__proto__ inside', /“__proto__” is not allowed \(match/],
  ['1e999', /“1e999” \(segments\[0\]\.inputs/],
  ['script as the name of a part', /<script>xss\(\)<\/script>/],
  ['UTF-16, low byte first', /text in UTF-16/],
  ['a newer version', /newer version of the arena/],
  ['cut after 60 %', /The text ends/],
]
/** These are opened as far as they go. */
const DIVERGED: readonly (readonly [name: string, says: RegExp])[] = [
  ['a better price', /DIVERGED at event 2: /],
  ['a winner made', /DIVERGED: expected .*99,781/],
  ['a reason of script', /DIVERGED at event 7: /],
]

/** Milliseconds for which a page would be felt to stand still. */
const BLOCKED = 500

declare global {
  interface Window {
    longTasks?: number[]
    xss?: () => void
    scriptRan?: boolean
  }
}

test('the worst files are refused with a sentence each, and nothing else happens', async ({
  arena,
  page,
}, info) => {
  await arena.open()
  await arena.startMatch({ source: 'Demo market', seed: 'mine', speed: '60×' })
  await arena.waitForTrades(2)
  await arena.end()
  const before = await ownMatches(page)
  await page.goto('./#/replay')
  await expect(page.getByLabel('Match file')).toBeVisible()
  await watchTasks(page)
  const files = await filesByName(info)
  for (const [name, says] of WORST) {
    await page.getByLabel('Match file').setInputFiles(await files(name))
    await expect(page.getByRole('alert').filter({ hasText: says }), name).toBeVisible({ timeout: 20_000 })
  }
  const refusing = (await page.evaluate(() => window.longTasks)) ?? []
  // The page itself does next to nothing with a file; what takes long on a busy machine is not a bomb's work.
  expect(refusing.filter((task) => task > BLOCKED)).toEqual([])
  for (const [name, says] of DIVERGED) {
    await page.getByLabel('Match file').setInputFiles(await files(name))
    await expect(page.getByRole('status', { name: 'Verification' }), name).toHaveText(says)
    const again = page.getByText('Open another match')
    if (!(await page.getByLabel('Match file').isVisible())) await again.click()
  }
  // These draw the whole Arena page: how long that takes is the machine's, not the file's.
  const drawn = await page.evaluate(() => window.longTasks)
  console.info(
    `Tasks over 50 ms: refusing ${WORST.length} files ${JSON.stringify(refusing)}, with ${DIVERGED.length} drawn ${JSON.stringify(drawn)}`,
  )
  expect(await ownMatches(page)).toEqual(before)
})

test('a sound match full of script verifies, and is shown as the text it is', async ({ page }, info) => {
  await page.addInitScript(() => {
    window.xss = () => (window.scriptRan = true)
  })
  await page.goto('./#/replay')
  const path = info.outputPath('script.arena.json')
  await writeFile(path, await shareText(scriptMatch()))
  await page.getByLabel('Match file').setInputFiles(path)
  await expect(page.getByRole('status', { name: 'Verification' })).toHaveText(/VERIFIED/)
  await expect(page.getByRole('table', { name: 'Leaderboard' })).toBeVisible()
  await page.getByRole('slider', { name: 'Time' }).press('End')
  await expect(page.getByRole('table', { name: 'Trade log' }).getByRole('row')).not.toHaveCount(1)
  expect(await page.evaluate(() => window.scriptRan ?? false)).toBe(false)
})

/** Writes a hostile file and answers where: a file given by its bytes would itself be a long task of the page. */
async function filesByName(info: TestInfo): Promise<(name: string) => Promise<string>> {
  const files = hostileFiles(await shareText(playedMatch()))
  return async (name) => {
    const file = files.find((one) => one.name === name)
    if (file === undefined) throw new Error(`no hostile file is called ${name}`)
    const path = info.outputPath(`${name.replaceAll(/\W/g, '-')}.json`)
    await writeFile(path, Buffer.from(await (await file.make()).arrayBuffer()))
    return path
  }
}

async function watchTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const tasks: number[] = (window.longTasks = [])
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({
      entryTypes: ['longtask'],
    })
  })
}

/** Every row of every table of the visitor's own database, as one text. */
function ownMatches(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(new Error(String(request.error)))
      })
    const database = await answer(indexedDB.open('arena'))
    const names = [...database.objectStoreNames].filter((name) => name !== 'locks')
    const rows = database.transaction(names)
    const whole = await Promise.all(names.map((name) => answer<unknown[]>(rows.objectStore(name).getAll())))
    database.close()
    const plain = (_: string, value: unknown): unknown => {
      if (value instanceof Uint8Array || value instanceof Float64Array) return value.join()
      return typeof value === 'bigint' ? String(value) : value
    }
    return JSON.stringify(whole, plain)
  })
}

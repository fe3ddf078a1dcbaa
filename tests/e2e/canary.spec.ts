// A key that would be recognised anywhere is used, refused, forgotten and crashed with; it must turn up
// nowhere but in the header of the requests it is for.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { AgentsPage } from './agents-page'
import { expect, test } from './fixtures'
import { llmMatch, pasteOpenAiKey, THREE_TRADERS } from './model-match'
import { ModelsPage } from './models-page'
import { Hearing, keptInCaches, keptInDatabases, keptInPage, placesWith, shownBy } from './traces'
import { PROVIDER_FAULTS } from '../fixtures/models/provider-faults'
import { killWorker } from './worker-names'
import type { World } from './world/world'

const CANARY = 'sk-canary-7Qm2Zx81Vb55TgLw0pRkE3'
const PASSPHRASE = 'a long enough passphrase'

/** Every request the world got, without the one header that may carry the key. */
function requestsBut(world: World): string {
  const calls = world.models.providers.flatMap((provider) => provider.calls)
  return calls
    .map(({ path, headers, body }) => JSON.stringify([path, { ...headers, authorization: undefined }, body]))
    .concat(world.strangers, world.rest.requests)
    .join('\n')
}

/** What can be seen on every page of the site, the log at its most talkative included. */
async function allPages(page: Page): Promise<ReadonlyMap<string, string>> {
  const shown = new Map<string, string>()
  for (const name of ['Arena', 'Agents', 'Models', 'Matches', 'Settings']) {
    await page.getByRole('link', { name, exact: true }).click()
    await page.waitForTimeout(300)
    shown.set(`the page ${name}`, await shownBy(page))
  }
  return shown
}

async function exportedRoster(page: Page): Promise<string> {
  const agents = new AgentsPage(page)
  await agents.open()
  const download = page.waitForEvent('download')
  await agents.main.getByRole('button', { name: /^Export/ }).click()
  return readFile(await (await download).path(), 'utf8')
}

test('a key turns up nowhere but in the header it is for', async ({ arena, world }) => {
  test.setTimeout(180_000)
  const { page } = arena
  const hearing = new Hearing(page)
  world.models.openai.keys.add(CANARY)
  world.models.openai.script = THREE_TRADERS
  await arena.open()
  await talkative(page)
  await pasteOpenAiKey(page, CANARY)
  await llmMatch(arena, { interval: '3' })
  await arena.waitForTrades(6)
  const found = new Map<string, string>()

  world.models.openai.fault = PROVIDER_FAULTS['401'] // repeats the key in its words
  await expect(arena.activity).toContainText(/key/i, { timeout: 30_000 })
  found.set('the feed after a refusal', await shownBy(page))
  world.models.openai.fault = undefined

  const models = new ModelsPage(page)
  await models.open()
  await models.button(/^Test/).first().click()
  await page.waitForTimeout(2000)
  found.set('the words of a test', await shownBy(page))
  await models.remember(PASSPHRASE)
  await expect(models.row('OpenAI')).toContainText(/remembered/i)
  found.set('databases with a remembered key', await keptInDatabases(page))

  await killWorker(page, 'llm')
  await page.waitForTimeout(3000)
  for (const [place, text] of await allPages(page)) found.set(`${place} after a crash`, text)

  found.set('the exported roster', await exportedRoster(page))
  await page.getByRole('link', { name: 'Arena', exact: true }).click()
  found.set('the prompt viewer', await promptShown(page))
  found.set('consoles', ['Heard:', ...hearing.said].join('\n'))
  found.set('addresses', hearing.addresses.join('\n'))
  found.set('storages, cookies, history', await keptInPage(page))
  found.set('databases', await keptInDatabases(page))
  found.set('caches', await keptInCaches(page))
  found.set('requests but for their key', requestsBut(world))

  const { calls } = world.models.openai
  expect(calls.length).toBeGreaterThan(5)
  expect(calls.every(({ headers }) => headers.authorization === `Bearer ${CANARY}`)).toBe(true)
  expect(found.size).toBeGreaterThanOrEqual(15)
  for (const [place, text] of found) expect(text.length, `${place} was looked at`).toBeGreaterThan(0)
  // The search finds what is there to be found.
  const known = placesWith('Your philosophy:', found)
  expect(known).toEqual(expect.arrayContaining(['databases', 'the prompt viewer', 'the exported roster']))
  expect(placesWith(CANARY, found)).toEqual([])
  expect(placesWith(PASSPHRASE, found)).toEqual([])
  expect(world.strangers).toEqual([])
})

/** The log says all it can. */
async function talkative(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await page.getByLabel('Log level').selectOption('DEBUG')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
}

async function promptShown(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'View prompt' }).first().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('system')
  const text = await dialog.innerText()
  await page.keyboard.press('Escape')
  return text
}

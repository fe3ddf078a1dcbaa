// A match of language models is shared: its prompts as their owner chose, its key never; and a stranger lets
// one of its lives go on otherwise, on a key of their own.
import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import type { Browser, Locator, Page } from '@playwright/test'
import type { ArenaPage } from './arena-page'
import { expect, test } from './fixtures'
import { costOfCalls, dollarsIn, OPENAI_PRICES } from './model-figures'
import { llmMatch, OPENAI_NODE, pasteOpenAiKey, THREE_TRADERS, waitForTradesOf } from './model-match'
import { exported, ReplayPage, stranger, VERIFIED } from './replay-page'
import { keptInDatabases, placesWith, shownBy } from './traces'
import type { World } from './world/world'
import { turnOf } from '../fixtures/models/script'
import type { RecordedCall } from '../fixtures/models/scripted-provider'

const OWNERS_KEY = 'sk-canary-3Hd8Yq52Nc01RtXw6mLzB9'
const STRANGERS_KEY = 'sk-canary-9Kp4Vs77Jg63FhQe1xAuD2'
const PROMPT = 'Your philosophy:'
const STRATEGIES = ['Momentum', 'Brainrot', 'Scalper']

interface Files {
  readonly open: Buffer
  readonly packed: Buffer
  readonly hidden: Buffer
}

test('a match of language models is shared with and without its prompts, and never with its key', async ({
  arena,
  world,
  browser,
  baseURL,
}) => {
  test.setTimeout(180_000)
  await playModels(arena, world)
  const files: Files = {
    open: await exported(arena.page, { Compressed: false, Signed: true }),
    packed: await exported(arena.page, { Compressed: true }),
    hidden: await exported(arena.page, { Compressed: false, 'Keep prompts to myself': true }),
  }
  const found = new Map([
    ['the file', files.open.toString('utf8')],
    ['the compressed file', files.packed.toString('latin1')],
    ['the compressed file, unpacked', gunzipSync(files.packed).toString('utf8')],
    ['the file without prompts', files.hidden.toString('utf8')],
  ])
  for (const [name, text] of await tables(arena.page)) found.set(name, text)

  const { page } = await strangerWith(browser, baseURL, files.open)
  const dialog = await newestDecision(page)
  await expect(dialog).toContainText('Exactly as it was sent')
  const shown = await dialog.getByRole('group', { name: 'Messages' }).locator('pre').allTextContents()
  expect(firstsOf(world.models.openai.calls)).toContainEqual(shown)
  found.set('the page', await shownBy(page))
  await dialog.getByRole('button', { name: 'Close' }).click()
  found.set('the link', await link(page))
  found.set('the picture', (await download(page, 'Save picture')).toString('latin1'))
  found.set('the databases of a stranger', await keptInDatabases(page))
  await page.context().close()

  const secretive = await strangerWith(browser, baseURL, files.hidden)
  await expect(secretive.page.getByRole('list', { name: 'Notes' })).toContainText('only by hash')
  const kept = await newestDecision(secretive.page)
  await expect(kept).toContainText('their owner kept them')
  await expect(kept.getByRole('heading', { name: 'Tool calls' })).toBeVisible()
  found.set('the page without prompts', await shownBy(secretive.page))
  await secretive.page.context().close()

  for (const [place, text] of found) expect(text.length, place).toBeGreaterThan(50)
  // The search finds what is there to be found.
  expect(placesWith(PROMPT, found)).toEqual([
    'the file',
    'the compressed file, unpacked',
    'the page',
    'the databases of a stranger',
  ])
  expect(placesWith(OWNERS_KEY, found)).toEqual([])
  expect(placesWith('api.openai.com', found)).toEqual([])
  expect(world.strangers).toEqual([])
})

test('a stranger forks a life of it by a language model on their own key, sees the cost, and can cancel', async ({
  arena,
  world,
  browser,
  baseURL,
}) => {
  test.setTimeout(180_000)
  await playModels(arena, world)
  const file = await exported(arena.page, {})
  await arena.page.close()
  world.models.openai.keys.add(STRANGERS_KEY)
  const { page } = await stranger(browser, baseURL)
  await pasteOpenAiKey(page, STRANGERS_KEY)
  await page.getByRole('link', { name: 'Replay', exact: true }).click()
  await new ReplayPage(page).openFile('match.arena.json.gz', file)
  const fork = page.getByRole('region', { name: 'Fork' })
  const before = world.models.openai.calls.length

  await test.step('it lives on to the end, and what that cost is what the provider counted', async () => {
    await chooseFork(fork)
    await fork.getByRole('button', { name: 'Live on from here' }).click()
    const lives = fork.getByRole('status', { name: 'Two lives' })
    await expect(lives).toContainText(/Its model calls cost/, { timeout: 60_000 })
    const made = world.models.openai.calls.slice(before)
    expect(made.length).toBeGreaterThan(3)
    expect(made.every(({ headers }) => headers.authorization === `Bearer ${STRANGERS_KEY}`)).toBe(true)
    const words = (await lives.textContent()) ?? ''
    const cost = dollarsIn(words.slice(words.indexOf('Its model calls cost')))
    const difference = Number((cost ?? 0n) - costOfCalls(made, OPENAI_PRICES)) / 1e18
    // The page rounds to its last digit.
    expect(Math.abs(difference), words).toBeLessThan(0.0001)
    await expect(fork.getByRole('table', { name: 'Two lives' }).getByRole('row')).toHaveCount(3)
  })

  await test.step('it can be cancelled while the model thinks', async () => {
    world.models.thinkingTime = 2000
    await fork.getByRole('button', { name: 'Live on from here' }).click()
    await expect(fork.getByRole('status', { name: 'Fork' })).toBeVisible()
    await expect.poll(() => world.models.load.now).toBe(1)
    await fork.getByRole('button', { name: 'Cancel' }).click()
    await expect(fork.getByRole('status', { name: 'Two lives' })).toContainText('Stopped before the end')
    await expect(fork.getByRole('button', { name: 'Live on from here' })).toBeEnabled()
    const made = world.models.openai.calls.length
    await page.waitForTimeout(2500)
    expect(world.models.openai.calls.length).toBe(made)
  })

  const traces = new Map([
    ['the page', await shownBy(page)],
    ['the databases', await keptInDatabases(page)],
  ])
  expect(placesWith(STRANGERS_KEY, traces)).toEqual([])
  await page.context().close()
  expect(world.strangers).toEqual([])
})

async function playModels(arena: ArenaPage, world: World): Promise<void> {
  world.models.openai.keys.add(OWNERS_KEY)
  world.models.openai.script = THREE_TRADERS
  await arena.open()
  await pasteOpenAiKey(arena.page, OWNERS_KEY)
  await llmMatch(arena, { interval: '3' })
  for (const agent of STRATEGIES) await waitForTradesOf(arena, agent, 2)
  await arena.end()
}

/** What the provider got as the beginning of each decision, as the page writes it: calls follow the words. */
function firstsOf(calls: readonly RecordedCall[]): readonly (readonly string[])[] {
  const firsts = calls.filter(({ asked }) => turnOf(asked) === 0)
  return firsts.map(({ asked }) => {
    return asked.messages.map(({ content, toolCalls }) => {
      const made = toolCalls.map((call) => `→ ${call.name} ${call.arguments}`)
      return [content, ...made].filter((part) => part !== '').join('\n')
    })
  })
}

async function strangerWith(
  browser: Browser,
  baseURL: string | undefined,
  file: Buffer,
): Promise<ReplayPage> {
  const other = await stranger(browser, baseURL)
  await other.openFile('match.arena.json', file)
  await expect(other.verification).toHaveText(VERIFIED)
  return other
}

async function newestDecision(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Decisions', exact: true }).click()
  await page
    .getByRole('button', { name: /^View decision of/ })
    .last()
    .click()
  return page.getByRole('dialog', { name: /^Decision of/ })
}

/** Scalper, from its first decision on, told to trade as Brainrot is. */
async function chooseFork(fork: Locator): Promise<void> {
  await fork.getByLabel('Agent', { exact: true }).selectOption({ label: 'Scalper' })
  await fork.getByLabel('From decision', { exact: true }).selectOption({ index: 0 })
  const brains = fork.getByLabel('Decided by', { exact: true })
  const node = brains.getByRole('option').filter({ hasText: OPENAI_NODE })
  await brains.selectOption((await node.getAttribute('value')) ?? '')
  await fork.getByRole('button', { name: 'Brainrot', exact: true }).click()
}

async function tables(page: Page): Promise<ReadonlyMap<string, string>> {
  await page.getByRole('button', { name: 'Export match' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Export match' })
  const written = new Map<string, string>()
  for (const name of ['Trades', 'Equity', 'Decisions']) {
    written.set(`the table ${name}`, (await download(page, name, dialog)).toString('utf8'))
  }
  await dialog.getByRole('button', { name: 'Close' }).click()
  return written
}

async function download(page: Page, button: string, within: Page | Locator = page): Promise<Buffer> {
  const started = page.waitForEvent('download')
  await within.getByRole('button', { name: button, exact: true }).click()
  return readFile(await (await started).path())
}

/** The link with the result in it, as it is copied. */
async function link(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy link to this result' }).click()
  await expect(page.getByRole('status', { name: 'Share' })).toContainText('copied')
  const address = await page.evaluate(() => navigator.clipboard.readText())
  expect(address).toContain('summary=')
  return address
}

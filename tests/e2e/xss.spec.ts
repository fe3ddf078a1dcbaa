// Hostile text in every place a stranger's words can reach: it is shown as text, and nothing of it runs.
import type { Page } from '@playwright/test'
import { errorBody } from '../fixtures/llm/shapes'
import { json } from '../fixtures/models/answer'
import { XSS_PAYLOADS } from '../fixtures/xss-payloads'
import { call, closing, type ModelScript, turnOf } from '../fixtures/models/script'
import { AgentsPage } from './agents-page'
import { expect, test } from './fixtures'
import { llmMatch, openAiTrades, OPENAI_KEY, OPENAI_NODE, pasteOpenAiKey } from './model-match'

/** In one answer. */
const TOGETHER = 12
const LONGEST_NAME = 40
/** Elements that no words may make, and the app itself does not use where it shows them. */
const NEVER =
  'script, img, iframe, object, embed, video, audio, link, meta, base, style, svg[onload], [onerror]'

declare global {
  interface Window {
    executed?: string[]
  }
}

/** Whatever a payload would do first is noted: it calls one of these, or asks a stranger. */
async function listen(page: Page): Promise<readonly string[]> {
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await page.addInitScript(() => {
    const executed: string[] = []
    window.executed = executed
    for (const name of ['xss', 'alert', 'confirm', 'prompt', 'print']) {
      Object.defineProperty(window, name, { value: () => executed.push(name) })
    }
  })
  return dialogs
}

/** Payloads in turn, in the words, the arguments and the name of the tool. */
function hostile(said: Set<string>): ModelScript {
  let next = 0
  const some = (count: number): readonly string[] => {
    const taken = Array.from(
      { length: count },
      (_, at) => XSS_PAYLOADS[(next + at) % XSS_PAYLOADS.length] ?? '',
    )
    next += count
    return taken
  }
  return (asked) => {
    if (turnOf(asked) === 0) {
      const [product = '', action = '', tool = ''] = some(3)
      const trade = { product_id: product, action, quantity: product, reason: tool }
      // One that is made: what it says of itself stands beside the trade and the position.
      const made = { product_id: 'BTC-USD', action: 'buy', quantity: 0.0001, stop_loss: 1, reason: product }
      return {
        words: product,
        calls: [
          call('execute_trade', trade),
          call('execute_trade', made),
          call(tool.slice(0, 60), { [action]: tool }),
        ],
      }
    }
    const texts = some(TOGETHER)
    for (const text of texts) said.add(text)
    const half = TOGETHER / 2
    return { words: closing(texts.slice(0, half).join('\n\n'), texts.slice(half).join('\n\n')) }
  }
}

/** Payloads short enough for a name, no two of which differ in case alone. */
function hostileNames(count: number): readonly string[] {
  const short = XSS_PAYLOADS.filter((text) => /^[\x21-\x7e]{3,}$/.test(text) && text.length <= LONGEST_NAME)
  const distinct = new Map(short.map((text) => [text.toLowerCase(), text]))
  return [...distinct.values()].slice(0, count)
}

async function executions(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => window.executed ?? ['the page was replaced'])
}

test('hostile words of models, arguments, names and prompts are text and nothing else', async ({
  arena,
  world,
}) => {
  test.setTimeout(240_000)
  const { page } = arena
  const dialogs = await listen(page)
  const said = new Set<string>()
  openAiTrades(world)
  world.models.openai.script = hostile(said)
  await arena.open()
  await pasteOpenAiKey(page, OPENAI_KEY)
  const agents = new AgentsPage(page)
  await agents.open()
  const names = hostileNames(6)
  for (const name of names) {
    const prompt = XSS_PAYLOADS.join('\n').slice(0, 19_000)
    await agents.add({ Name: name, Strategy: 'Own', 'System prompt': prompt, Brain: OPENAI_NODE })
  }
  for (const name of names) await expect(agents.roster).toContainText(name)
  expect(await executions(page)).toEqual([])
  await llmMatch(arena, { interval: '4' })
  await expect.poll(() => said.size, { timeout: 180_000 }).toBe(new Set(XSS_PAYLOADS).size)
  await expect(arena.table('Leaderboard')).toContainText(names[0] ?? '')
  const whose = page.getByLabel('Show agent', { exact: true })
  await whose.selectOption({ label: names[0] ?? '' })
  await page.getByRole('button', { name: 'View prompt' }).first().click()
  await expect(page.getByRole('dialog')).toContainText(XSS_PAYLOADS[0] ?? '')
  await page.keyboard.press('Escape')
  await whose.selectOption({ label: 'All agents' })
  await arena.button('Pause').click()
  for (const more of await page.getByRole('button', { name: 'Show all', exact: true }).all())
    await more.click()
  const feed = (await arena.activity.innerText()).replace(/\s+/g, ' ')
  const seen = XSS_PAYLOADS.filter((text) => isPlain(text) && feed.includes(text))
  // How many of them are in the newest rows is a matter of when the match was paused.
  expect(seen.length, 'payloads to be read in the feed').toBeGreaterThan(5)
  expect(await arena.activity.evaluate(foreignElements, NEVER)).toEqual([])
  for (const table of ['Positions', 'Trade log'] as const) {
    const shown = (await arena.table(table).innerText()).replace(/\s+/g, ' ')
    // Whose turn it was at the pause is a matter of time; nothing is taken for markdown here.
    expect(
      XSS_PAYLOADS.some((text) => shown.includes(`“${text}”`)),
      table,
    ).toBe(true)
    expect(await arena.table(table).evaluate(foreignElements, NEVER)).toEqual([])
  }
  expect(await executions(page)).toEqual([])
  expect(dialogs).toEqual([])
  expect(world.strangers).toEqual([])
  expect(XSS_PAYLOADS.length).toBeGreaterThanOrEqual(200)
})

test('hostile words of a provider that refuses are text and nothing else', async ({ arena, world }) => {
  test.setTimeout(120_000)
  const { page } = arena
  const dialogs = await listen(page)
  openAiTrades(world)
  let refused = 0
  world.models.openai.fault = ({ shape }) => {
    const message = XSS_PAYLOADS.slice(refused, (refused += 3)).join(' ')
    return json(403, errorBody(shape, 403, 'forbidden', message))
  }
  await arena.open()
  await pasteOpenAiKey(page, OPENAI_KEY)
  await llmMatch(arena, { interval: '2' })
  await expect.poll(() => refused, { timeout: 60_000 }).toBeGreaterThan(30)
  await expect(arena.activity).toContainText('<script>')
  expect(await arena.activity.evaluate(foreignElements, NEVER)).toEqual([])
  expect([...(await executions(page)), ...dialogs, ...world.strangers]).toEqual([])
})

test('hostile names of products are no products', async ({ arena, world }) => {
  const { page } = arena
  const dialogs = await listen(page)
  world.faults.alsoListed = XSS_PAYLOADS
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await arena.button('New match').click()
  await expect(arena.dialog.getByRole('group', { name: 'Matching markets' })).toBeVisible()
  const search = arena.dialog.getByLabel('Products', { exact: true })
  for (const text of [...XSS_PAYLOADS.slice(0, 5), 'script', '<']) {
    await search.fill(text)
    await expect(arena.dialog.locator(NEVER)).toHaveCount(0)
  }
  expect([...(await executions(page)), ...dialogs, ...world.strangers]).toEqual([])
})

/** Without what is Markdown: it is shown letter by letter. */
function isPlain(text: string): boolean {
  return !/[*_`#[\]|>\\\n]|^\s|\s$|\s\s|[^\x20-\x7e]/.test(text.replaceAll('>', ''))
}

/** Runs in the page: elements that no words may make. */
function foreignElements(place: Element, never: string): string[] {
  const links = [...place.querySelectorAll('a')].filter((link) => !link.hash.startsWith('#/'))
  return [...place.querySelectorAll(never), ...links].map((element) => element.outerHTML.slice(0, 120))
}

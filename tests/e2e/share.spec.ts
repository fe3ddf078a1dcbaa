// A match leaves as a file and is run again by a stranger: in a browser that has never seen it.
import { gunzipSync } from 'node:zlib'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { ArenaPage } from './arena-page'
import { expect, test } from './fixtures'
import { VERIFIED, exported, stranger } from './replay-page'

/** The text with one digit of a decimal among the inputs changed, so far into them. */
function oneDigitChanged(text: string, share: number): string {
  const [from, until] = [text.indexOf('"segments"'), text.indexOf('"software"')]
  const found = /\.\d*(\d)"/g
  found.lastIndex = Math.floor(from + share * (until - from))
  const match = found.exec(text)
  if (match === null) throw new Error('the file holds no decimal')
  const at = match.index + match[0].length - 2
  return `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`
}

/** A short match, over. */
async function play(arena: ArenaPage): Promise<void> {
  await arena.open()
  await arena.startMatch({ source: 'Demo market', seed: 'share', speed: '60×' })
  await arena.waitForTrades(6)
  await arena.end()
}

async function violations(page: Page): Promise<readonly unknown[]> {
  const found = await new AxeBuilder({ page }).analyze()
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

test('a match is exported, verified by a stranger and looked at from all sides', async ({
  arena,
  world,
  browser,
  baseURL,
}) => {
  await play(arena)
  const standings = await arena.rows('Leaderboard')
  const plain = await exported(arena.page, { Compressed: false })
  const packed = await exported(arena.page, { Compressed: true })
  expect(gunzipSync(packed).length).toBeGreaterThan(packed.length)

  const other = await stranger(browser, baseURL)
  const { page } = other
  const replayed = new ArenaPage(page)

  await test.step('both forms verify, and show how it ended', async () => {
    for (const [name, file] of [
      ['match.arena.json', plain],
      ['match.arena.json.gz', packed],
    ] as const) {
      await other.openFile(name, file)
      await expect(page.getByText(`${name} Open another match`)).toBeVisible()
      await expect(other.verification).toHaveText(VERIFIED)
    }
    await expect(page.getByText(/cannot show/)).toBeVisible()
    await expect(replayed.feed).toHaveText('Replay')
    const totals = async () => {
      const rows = await replayed.rows('Leaderboard')
      return rows.map((row) => [row['Total value'], row.Trades])
    }
    await expect.poll(totals).toEqual(standings.map((row) => [row['Total value'], row.Trades]))
    await expect(replayed.button('End match')).toHaveCount(0)
  })

  await test.step('any moment can be gone to', async () => {
    const last = await other.event()
    await other.time.focus()
    await page.keyboard.press('Home')
    await expect.poll(() => replayed.trades()).toBe(0)
    await page.keyboard.press('ArrowRight')
    await expect(other.time).toHaveValue('1')
    await expect(other.time).toHaveAttribute('aria-valuetext', /into the match, .+ event 1 of/)
    await page.getByLabel('A step is one').selectOption('trade')
    await replayed.button('Step').click()
    await expect.poll(() => replayed.trades()).toBeGreaterThan(0)
    const first = await other.event()
    await page.getByRole('list', { name: 'Trades to jump to' }).getByRole('button').last().click()
    await expect.poll(() => other.event()).toBeGreaterThan(first)
    await page.getByLabel('Speed').selectOption('1000×')
    await other.time.focus()
    await page.keyboard.press('Space')
    await expect(other.time).toHaveValue(String(last))
    await expect(replayed.button('Play')).toBeVisible()
  })

  await test.step('the page and a decision on it are accessible', async () => {
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Decisions', exact: true }).click()
    await page
      .getByRole('button', { name: /^View decision of/ })
      .last()
      .click()
    const dialog = page.getByRole('dialog', { name: /^Decision of/ })
    await expect(dialog.getByRole('heading', { name: 'Tool calls' })).toBeVisible()
    expect(await violations(page)).toEqual([])
  })

  await page.context().close()
  expect(world.strangers).toEqual([])
})

test('a file comes in by dropping, pasting and from the list, and a changed digit is found', async ({
  arena,
  world,
  browser,
  baseURL,
}) => {
  await play(arena)
  const plain = (await exported(arena.page, { Compressed: false })).toString('utf8')
  const other = await stranger(browser, baseURL)
  const { page } = other

  for (const kind of ['drop', 'paste'] as const) {
    await page.evaluate(handIn, [kind, plain] as const)
    await expect(other.verification).toHaveText(VERIFIED)
    await page.reload()
    await expect(other.verification).toHaveText('')
  }
  await page
    .getByRole('button', { name: /^Open .+ again$/ })
    .first()
    .click()
  await expect(other.verification).toHaveText(VERIFIED)

  for (const share of [0, 0.3, 0.6]) {
    await other.openFile(`changed-${share}.json`, Buffer.from(oneDigitChanged(plain, share)))
    // A digit may also be one without which its row is none: then the place of that is told.
    const found =
      /DIVERGED( at event [\d,]+)?: expected .+, got .+|(segments|decisions|words|results)[^ ]*\[\d+\]/
    await expect(page.getByRole('main')).toContainText(found)
    await expect(page.getByRole('main')).not.toContainText(VERIFIED)
  }
  await other.openFile('none.json', Buffer.from('{"format":"something else"}'))
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(other.verification).toHaveText('')

  await page.context().close()
  expect(world.strangers).toEqual([])
})

/** Runs in the page: a person drops a file on it, or pastes its text. */
function handIn([kind, text]: readonly ['drop' | 'paste', string]): void {
  const data = new DataTransfer()
  const init = { bubbles: true, cancelable: true }
  if (kind === 'drop') {
    data.items.add(new File([text], 'dropped.arena.json'))
    document.body.dispatchEvent(new DragEvent('drop', { ...init, dataTransfer: data }))
  } else {
    data.setData('text/plain', text)
    document.body.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data }))
  }
}

test('nothing is fetched from an address before a person agreed', async ({ arena, world }) => {
  const { page } = arena
  await arena.open('./#/replay?url=https%3A%2F%2Ffiles.example.test%2Fgame.arena.json')
  const asked = page.getByRole('group', { name: 'Address to open' })
  await expect(asked).toContainText('https://files.example.test/game.arena.json')
  await expect(asked.getByRole('button', { name: 'Open this file' })).toBeVisible()
  expect(world.strangers).toEqual([])
  await asked.getByRole('button', { name: 'Do not open' }).click()
  await expect(asked).toBeHidden()
  await page.goto('./#/replay?url=http%3A%2F%2Ffiles.example.test%2Fgame.arena.json')
  await expect(page.getByRole('alert')).toContainText('https')
  expect(world.strangers).toEqual([])
})

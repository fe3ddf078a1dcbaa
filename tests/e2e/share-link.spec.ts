// A match file that lies on somebody's host: shown first, fetched once, and nothing else is reached.
import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { shareText } from '../fixtures/share/share-text'
import { playedMatch } from '../fixtures/share/whole-match'
import { expect, test } from './fixtures'
import { ReplayPage, VERIFIED, stranger } from './replay-page'
import { type HostedFile, READABLE } from './world/file-hosts'

const HOST = 'files.example.test'

const linkTo = (address: string, scheme = 'https'): string =>
  `./#/replay?url=${encodeURIComponent(`${scheme}://${address}`)}`

test('a hosted file is fetched once a person agreed, without a word about them, and verified', async ({
  page,
  world,
}) => {
  const address = `${HOST}/of%20mine/game.arena.json.gz?v=2`
  world.files.put(address, { body: gzipSync(await shareText(playedMatch())) })
  await page.goto(linkTo(address))
  const asked = page.getByRole('group', { name: 'Address to open' })
  await expect(asked).toContainText(`https://${address}`)
  expect(world.files.requests).toEqual([])
  await asked.getByRole('button', { name: 'Open this file' }).click()
  const replay = new ReplayPage(page)
  await expect(replay.verification).toHaveText(VERIFIED)
  await expect(page.getByText('game.arena.json.gz Open another match')).toBeVisible()
  expect(world.files.requests.map((request) => request.address)).toEqual([address])
  const told = Object.keys(world.files.requests[0]?.headers ?? {})
  expect(told).toContain('host')
  expect(told.filter((name) => /^(cookie|referer|authorization)$/.test(name))).toEqual([])
  expect(world.strangers).toEqual([])
})

/** What may lie under an address, and what the page says of it. */
const REFUSED: readonly (readonly [name: string, file: HostedFile, says: RegExp])[] = [
  ['unreadable', { body: '{}', headers: {} }, /could not be fetched from .+ does not allow other pages/],
  ['missing', { body: 'Nothing here.', status: 404 }, /answered with HTTP 404/],
  ['page', { body: '<!doctype html><title>Mine</title>' }, /a web page/],
  ['large', { body: Buffer.alloc(11_000_000, ' ') }, /larger than 10 MB/],
  [
    'large, and does not say so',
    { body: Buffer.alloc(11_000_000, ' '), headers: { ...READABLE, 'transfer-encoding': 'chunked' } },
    /larger than 10 MB/,
  ],
  ['empty', { body: '' }, /The file is empty/],
]

test('what is no match file, or may not be read, is told in a sentence', async ({ page, world }) => {
  await page.goto('./#/replay')
  for (const [name, file, says] of REFUSED) {
    const address = `${HOST}/${encodeURIComponent(name)}`
    world.files.put(address, file)
    await askFor(page, `https://${address}`)
    await page.getByRole('button', { name: 'Open this file' }).click()
    await expect(page.getByRole('alert').filter({ hasText: says }), name).toBeVisible()
  }
  expect(world.files.requests).toHaveLength(REFUSED.length)
  await askFor(page, `http://${HOST}/game.arena.json`)
  await expect(page.getByRole('alert')).toContainText('Only https addresses are opened')
  await expect(page.getByRole('button', { name: 'Open this file' })).toBeHidden()
  expect(world.files.requests).toHaveLength(REFUSED.length)
  expect(world.strangers).toEqual([])
})

// In a page of its own: the browser says loudly that the policy held.
test('a host that sends one on to another is not followed', async ({ browser, baseURL, world }) => {
  const elsewhere = 'elsewhere.example.test/game.arena.json'
  world.files.put(elsewhere, { body: await shareText(playedMatch()) })
  const headers = { ...READABLE, location: `https://${elsewhere}` }
  world.files.put(`${HOST}/moved`, { body: '', status: 302, headers })
  world.files.put(`${HOST}/here`, { body: '', status: 302, headers: { ...READABLE, location: '/there' } })
  world.files.put(`${HOST}/there`, { body: await shareText(playedMatch()) })
  const { page, verification } = await stranger(browser, baseURL, linkTo(`${HOST}/moved`))
  await page.getByRole('button', { name: 'Open this file' }).click()
  await expect(page.getByRole('alert')).toContainText('could not be fetched from files.example.test')
  await askFor(page, `https://${HOST}/here`)
  await page.getByRole('button', { name: 'Open this file' }).click()
  await expect(verification).toHaveText(VERIFIED)
  const reached = world.files.requests.map(({ address }) => address)
  expect(reached).toEqual([`${HOST}/moved`, `${HOST}/here`, `${HOST}/there`])
  await page.context().close()
  expect(world.strangers).toEqual([])
})

/** Gives an address to be looked at; what is asked of it then comes on a person's word only. */
async function askFor(page: Page, address: string): Promise<void> {
  const field = page.getByLabel('Address on the web')
  await field.fill(address)
  await field.press('Enter')
}

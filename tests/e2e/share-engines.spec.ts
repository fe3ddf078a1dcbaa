// One file, run again by every engine there is: the same events, the same digest.
import { existsSync } from 'node:fs'
import { type BrowserType, firefox, webkit } from '@playwright/test'
import { takeApart } from '../../src/lib/share/take-apart'
import { verifyShare } from '../../src/lib/share/verify-share'
import { expect, test } from './fixtures'
import { exported, stranger } from './replay-page'

const OTHERS: readonly BrowserType[] = [firefox, webkit]
const installed = OTHERS.filter((engine) => existsSync(engine.executablePath()))
const missing = OTHERS.filter((engine) => !installed.includes(engine))
const names = (engines: readonly BrowserType[]): string => engines.map((engine) => engine.name()).join(', ')

const ran = ['node', 'chromium', ...installed.map((engine) => engine.name())].join(', ')
const ranNot = missing.length === 0 ? '' : ` (not installed: ${names(missing)})`

test(`an exported match comes to the same digest in ${ran}${ranNot}`, async ({
  arena,
  world,
  browser,
  baseURL,
}) => {
  await arena.open()
  await arena.startMatch({ source: 'Demo market', seed: 'engines', speed: '60×' })
  await arena.waitForTrades(6)
  await arena.end()
  const file = await exported(arena.page, {})
  const inNode = await verifiedInNode(file)
  expect(inNode.events).toBeGreaterThan(50)
  const chromium = await stranger(browser, baseURL)
  await chromium.openFile('match.arena.json.gz', file)
  expect(await chromium.verified()).toEqual(inNode)
  await chromium.page.context().close()
  for (const engine of installed) {
    const other = await engine.launch()
    const replay = await stranger(other, baseURL)
    await replay.openFile('match.arena.json.gz', file)
    expect(await replay.verified(), engine.name()).toEqual(inNode)
    await other.close()
  }
  expect(world.strangers).toEqual([])
})

async function verifiedInNode(file: Buffer): Promise<{ readonly events: number; readonly digest: string }> {
  const platform = { now: () => performance.now(), breathe: () => Promise.resolve() }
  const share = await takeApart(new Blob([Uint8Array.from(file)]), platform)
  if (!share.ok) throw new Error(share.error)
  const verifying = verifyShare(share.value)
  for (;;) {
    const slice = await verifying.next()
    if (slice.done !== true) continue
    const { outcome } = slice.value
    if (outcome.status === 'diverged') throw new Error(outcome.what)
    return { events: outcome.events, digest: outcome.digest }
  }
}

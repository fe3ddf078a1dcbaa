// A match's log folded again gives the same digests and the same derived events, here and in Chromium.
import { GOLDEN_DIGESTS, GOLDEN_STOPPED_TIP, GOLDEN_TAIL_TIP, GOLDEN_TIP } from '../fixtures/golden-match'
import { expect, test } from './fixtures'
import { demoTapeDigest, estimateDigests, replayRecords } from './in-browser/entry'
import { inBrowser } from './in-browser/bundle'
import { readNewestLog } from './stored-log'

const base64 = (record: Uint8Array): string => Buffer.from(record).toString('base64')

test('a live match replays to the same result in Node and in Chromium', async ({ arena, world }) => {
  await arena.open()
  await arena.startMatch({ interval: '2' })
  await arena.waitForTrades(6)
  await arena.end()
  const { records } = await readNewestLog(arena.page)
  const rows = records.map(base64)
  const inNode = replayRecords(rows)
  expect(inNode).toMatchObject({ verified: true, events: records.length, divergence: '' })
  expect(await inBrowser(arena.page, 'replayRecords', rows)).toEqual(inNode)
  expect(world.strangers).toEqual([])
})

test('a demo match of many segments replays, and a flipped bit is found', async ({ arena }) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Demo', { timeout: 20_000 })
  await arena.startMatch({ source: 'Demo market', seed: 'replay', speed: '60×' })
  await arena.waitForTrades(12)
  await arena.end()
  const { records, digest } = await readNewestLog(arena.page)
  const inNode = replayRecords(records.map(base64))
  expect(inNode).toMatchObject({ verified: true, events: records.length })
  expect(inNode.seals.at(-1) ?? '0'.repeat(64)).toBe(digest)
  expect(await inBrowser(arena.page, 'replayRecords', records.map(base64))).toEqual(inNode)
  const damaged = records.map((record) => record.slice())
  const at = Math.floor(damaged.length / 2)
  damaged[at]![damaged[at]!.length - 1]! ^= 1
  expect(replayRecords(damaged.map(base64)).divergence).toContain(`"divergedAt":${at}`)
})

test('the demo market is the same in Chromium as in Node', async ({ page }) => {
  expect(await inBrowser(page, 'demoTapeDigest', 'pinned', 400)).toBe(demoTapeDigest('pinned', 400))
})

test('the golden match has its pinned digests in Chromium', async ({ page }) => {
  const golden = await inBrowser(page, 'goldenDigests')
  expect(golden).toEqual({ digests: GOLDEN_DIGESTS, tip: GOLDEN_TIP, verified: true })
  const stopped = await inBrowser(page, 'goldenStoppedDigests')
  expect(stopped).toEqual({ tip: GOLDEN_STOPPED_TIP, verified: true })
  expect(await inBrowser(page, 'goldenTailDigests')).toEqual({ tip: GOLDEN_TAIL_TIP, verified: true })
  expect(await inBrowser(page, 'estimateDigests')).toEqual(estimateDigests())
})

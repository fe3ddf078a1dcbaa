// A killed tab, at any byte and at any row: what was committed is there, nothing else is, and the rest can follow.
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { subtractRanges } from '$lib/lab/catalog/ranges'
import { disarm, failWrite } from '../../../fixtures/fake-indexeddb'
import {
  LabWorld,
  MINUTE,
  T0,
  barsAt,
  between,
  bucketsOf,
  newDataset,
  quotedAt,
  rangeOf,
} from '../../../fixtures/lab-world'
import { BTC } from '../../../fixtures/coinbase/products'

const PAGE = 7
const PAGES = 8
const has = (bucket: number): boolean => bucket % 5 !== 3
const there = (from: number, to: number): number[] => between(from, to).filter(has)

afterEach(() => {
  disarm()
})

/** Asks for what is missing, page by page, as a download does, until it is done or the power goes. */
async function fill({ recorder }: Awaited<ReturnType<LabWorld['page']>>): Promise<boolean> {
  const done = await recorder.writing(newDataset(), async (writer) => {
    for (const gap of subtractRanges(rangeOf(0, PAGE * PAGES), writer.ranges)) {
      for (let from = (gap.from - T0) / MINUTE; from < (gap.to - T0) / MINUTE; from += PAGE) {
        const to = Math.min(from + PAGE, (gap.to - T0) / MINUTE)
        await writer.append(rangeOf(from, to), barsAt(there(from, to)))
      }
    }
    return { ok: true, value: undefined }
  })
  return done.ok
}

/** What the catalogue says is there can be read, and is right; answers how many pages that are. */
async function checkStored({ catalog }: Awaited<ReturnType<LabWorld['page']>>): Promise<number> {
  const listed = await catalog.datasets()
  if (!listed.ok) throw new Error(listed.error)
  const [dataset] = listed.value
  if (dataset === undefined) return 0
  const [range] = dataset.ranges
  if (range === undefined || dataset.ranges.length > 1) throw new Error('pieces')
  const bars = await catalog.read(BTC.id, 60, range.from, range.to)
  if (!bars.ok) throw new Error(bars.error)
  const end = (range.to - T0) / MINUTE
  expect(bars.value).toEqual({ ...barsAt(there(0, end)) })
  expect(bucketsOf(bars.value)).toEqual(there(0, end))
  expect(dataset.rows).toBe(bars.value.length)
  expect(dataset.missing).toBe(end - bars.value.length)
  return end / PAGE
}

describe('a write that is cut off', () => {
  it('at any byte has never happened, and the rest follows after a reload', async () => {
    const bytes = fc.integer({ min: 0, max: PAGES * PAGE * 48 })
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 3 }), async (cuts) => {
        const world = new LabWorld()
        let pages = 0
        for (const cut of cuts) {
          const page = await world.page()
          world.opfs.powerLeft = cut
          const filled = await fill(page)
          world.opfs.powerLeft = undefined
          page.storage.close()
          const again = await world.page()
          const found = await checkStored(again)
          expect(found).toBeGreaterThanOrEqual(pages)
          if (filled) expect(found).toBe(PAGES)
          pages = found
          again.storage.close()
        }
        const last = await world.page()
        expect(await fill(last)).toBe(true)
        expect(await checkStored(last)).toBe(PAGES)
        last.storage.close()
      }),
      { numRuns: 25 },
    )
  })

  it('at any row of the catalogue likewise', async () => {
    const faults = fc.constantFrom('throw-quota' as const, 'abort' as const, 'abort-quota' as const)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 3 * PAGES }), faults, async (n, fault) => {
        const world = new LabWorld()
        const page = await world.page()
        failWrite(n, fault)
        await fill(page)
        disarm()
        page.storage.close()
        const again = await world.page()
        await checkStored(again)
        expect(await fill(again)).toBe(true)
        expect(await checkStored(again)).toBe(PAGES)
        again.storage.close()
      }),
      { numRuns: 25 },
    )
  })

  it('leaves what was there before a replacement, and no file for ever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 20 * 64 }), fc.boolean(), async (cut, quoted) => {
        const world = new LabWorld()
        const page = await world.page()
        await page.recorder.replace(newDataset(), rangeOf(0, 10), barsAt(between(0, 10)))
        world.opfs.powerLeft = cut
        const fresh = (quoted ? quotedAt : barsAt)(between(0, 20))
        const replaced = await page.recorder.replace(newDataset(), rangeOf(0, 20), fresh)
        world.opfs.powerLeft = undefined
        page.storage.close()
        const again = await world.page()
        await again.recorder.sweep()
        const end = replaced.ok ? 20 : 10
        const bars = await again.catalog.read(BTC.id, 60, T0, T0 + end * MINUTE)
        expect(bars).toEqual({ ok: true, value: replaced.ok ? fresh : barsAt(between(0, 10)) })
        expect(world.opfs.folders.get('lab-bars')?.files.size).toBe(replaced.ok && quoted ? 8 : 6)
        again.storage.close()
      }),
      { numRuns: 40 },
    )
  })
})

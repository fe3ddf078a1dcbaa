import { beforeEach, describe, expect, it } from 'vitest'
import { ProductId } from '$lib/core/product'
import { runBacktest } from '$lib/engine/block/backtest'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import { demoBars } from '$lib/feeds/demo/demo-bars'
import type { DatasetWriter } from '$lib/lab/catalog/bar-recorder'
import { sliceBars } from '$lib/market/bars'
import { matchConfig, runConfig } from '../../../fixtures/synthetic-match'
import { BTC, SOL } from '../../../fixtures/coinbase/products'
import {
  LabWorld,
  MINUTE,
  T0,
  barsAt,
  between,
  bucketsOf,
  newDataset,
  rangeOf,
} from '../../../fixtures/lab-world'

type Page = Awaited<ReturnType<LabWorld['page']>>
let world: LabWorld
let page: Page

beforeEach(async () => {
  world = new LabWorld()
  page = await world.page()
})

async function append(...parts: readonly (readonly [number, number, readonly number[]])[]) {
  return page.recorder.writing(newDataset(), async (writer) => {
    for (const [from, to, buckets] of parts) await writer.append(rangeOf(from, to), barsAt(buckets))
    return { ok: true, value: undefined } as const
  })
}

const read = (from: number, to: number) => page.catalog.read(BTC.id, 60, T0 + from * MINUTE, T0 + to * MINUTE)

async function buckets(from: number, to: number): Promise<number[]> {
  const bars = await read(from, to)
  if (!bars.ok) throw new Error(bars.error)
  return bucketsOf(bars.value)
}

describe('what was stored', () => {
  it('is read back as it was, any part of it', async () => {
    await append([0, 100, between(0, 100)])
    const bars = await read(10, 40)
    expect(bars).toEqual({ ok: true, value: { ...barsAt(between(10, 40)) } })
    expect(await buckets(0, 100)).toEqual(between(0, 100))
    expect(await buckets(99, 100)).toEqual([99])
  })

  it('is found among holes, at their edges and within them', async () => {
    const there = [...between(3, 20), ...between(25, 30), 31, 77]
    await append([0, 40, there.filter((bucket) => bucket < 40)], [40, 90, [77]])
    for (let from = 0; from < 90; from += 1) {
      for (const to of [from + 1, from + 6, 90].filter((end) => end <= 90)) {
        expect(await buckets(from, to)).toEqual(there.filter((bucket) => bucket >= from && bucket < to))
      }
    }
  })

  it('is listed with its ranges, holes and size', async () => {
    await append([0, 40, [...between(3, 20), 31]], [40, 50, []], [60, 70, between(60, 70)])
    expect(await page.catalog.datasets()).toEqual({
      ok: true,
      value: [
        {
          ...newDataset(),
          id: 'coinbase:BTC-USD:60',
          ranges: [rangeOf(0, 50), rangeOf(60, 70)],
          rows: 28,
          missing: 32,
          holes: [rangeOf(32, 50), rangeOf(20, 31), rangeOf(0, 3)],
          bytes: 28 * 48,
          quotes: false,
          updatedAt: world.clock.now(),
        },
      ],
    })
  })

  it('is there after a reload', async () => {
    await append([0, 10, between(0, 10)])
    page.storage.close()
    page = await world.page()
    expect(page.storage.kept).toBe(true)
    expect(await buckets(2, 5)).toEqual([2, 3, 4])
  })

  it('is gone when it is removed, files and all', async () => {
    await append([0, 10, between(0, 10)])
    expect(await page.recorder.remove('coinbase:BTC-USD:60')).toEqual({ ok: true, value: undefined })
    expect(world.opfs.folders.get('lab-bars')?.files.size).toBe(0)
    expect(await read(0, 10)).toEqual({ ok: false, error: 'The library has no bars "coinbase:BTC-USD:60".' })
  })
})

describe('a read', () => {
  it('beyond what was asked of the source is refused, with what is there', async () => {
    await append([0, 10, between(0, 10)], [20, 30, between(20, 30)])
    expect(await read(5, 25)).toEqual({
      ok: false,
      error:
        'The library lacks one-minute bars of BTC-USD from 2025-06-01 00:10 UTC to 2025-06-01 00:20 UTC. ' +
        'There are those from 2025-06-01 to 2025-06-01 00:10 UTC, and from 2025-06-01 00:20 UTC to 2025-06-01 00:30 UTC.',
    })
    expect(await read(5, 5)).toMatchObject({ ok: false, error: 'The range ends before it begins.' })
  })

  it('of files that are shorter than the catalogue says is refused', async () => {
    await append([0, 10, between(0, 10)])
    for (const [name, bytes] of world.opfs.folders.get('lab-bars')?.files ?? []) {
      if (name.endsWith('.close')) world.opfs.folders.get('lab-bars')?.files.set(name, bytes.slice(0, 8))
    }
    expect(await read(0, 10)).toEqual({
      ok: false,
      error: 'Stored bars are not as they should be. Delete them and load them anew.',
    })
  })

  it('is by product and granularity from the source the catalogue is of', async () => {
    await append([0, 10, between(0, 10)])
    const demo = await page.catalog.of('demo').read(BTC.id, 60, T0, T0 + MINUTE)
    expect(demo).toMatchObject({ ok: false })
    expect(ProductId.parse('BTC-USD')).toEqual({ ok: true, value: BTC.id })
  })

  it('as an Arrow table is over the same memory', async () => {
    await append([0, 100, between(0, 100)])
    const table = await page.catalog.readArrow(BTC.id, 60, T0, T0 + 100 * MINUTE)
    if (!table.ok) throw new Error(table.error)
    expect(table.value.numRows).toBe(100)
    expect(table.value.schema.metadata?.get('quote_increment')).toBe('0.01')
    const close = table.value.getChild('close')
    expect(close.toArray()).toBeInstanceOf(Float64Array)
    expect(close.at(7)).toBe(1008)
    expect(page.memory.bytesCopied).toBe(0)
  })
})

describe('several products', () => {
  it('come in common rows, absent bars as NaN', async () => {
    await append([0, 10, [0, 1, 2, 5]])
    await page.recorder.replace(newDataset({}, SOL), rangeOf(0, 10), barsAt([1, 2, 3]))
    const block = await page.catalog.readBlock(['coinbase:BTC-USD:60', 'coinbase:SOL-USD:60'], rangeOf(0, 10))
    if (!block.ok) throw new Error(block.error)
    const [btc, sol] = block.value.block.products
    expect(block.value.block).toMatchObject({ rows: 5, gaps: true })
    expect([...(btc?.close ?? [])]).toEqual([1001, 1002, 1003, NaN, 1006])
    expect([...(sol?.close ?? [])]).toEqual([NaN, 1002, 1003, 1004, NaN])
    expect(page.memory.bytesCopied).toBe((4 + 3) * 5 * 8)
  })

  it('must be of one source and granularity, and each only once', async () => {
    await append([0, 10, between(0, 10)])
    await page.recorder.replace(newDataset({ source: 'demo' }), rangeOf(0, 10), barsAt(between(0, 10)))
    const block = (...ids: string[]) => page.catalog.readBlock(ids, rangeOf(0, 10))
    expect(await block('coinbase:BTC-USD:60', 'demo:BTC-USD:60')).toMatchObject({ ok: false })
    expect(await block('coinbase:BTC-USD:60', 'coinbase:BTC-USD:60')).toMatchObject({ ok: false })
    expect(await block()).toMatchObject({ ok: false })
  })
})

describe('the way of a single worker', () => {
  it('from the store to the fold copies no byte', async () => {
    const range = { from: T0, to: T0 + 40_000 * MINUTE }
    const bars = demoBars({ spec: BTC, granularity: 60, range, seed: 'lab' })
    const stored = await page.recorder.replace(newDataset({ source: 'demo' }), range, bars)
    if (!stored.ok) throw new Error(stored.error)
    world.opfs.bytesRead = 0
    const part = { from: T0 + 100 * MINUTE, to: T0 + 30_100 * MINUTE }
    const read = await page.catalog.of('demo').readBlock([stored.value.id], part)
    if (!read.ok) throw new Error(read.error)
    const { block } = read.value
    expect(block.rows).toBe(30_000)
    expect(page.memory.bytesCopied).toBe(0)
    // Eight columns: the demo market's bars have quotes.
    expect(world.opfs.bytesRead).toBe(30_000 * 64)
    expect(block.quotes?.[0]?.ask).toEqual(bars.quotes.ask.subarray(100, 30_100))
    const rules = { preset: 'classic', fees: { type: 'flat', basisPoints: 10 }, risk: {} } as const
    const config = { ...matchConfig(rules), products: [BTC], runs: [runConfig('sma-cross')] }
    expect(runBacktest(config, block, new SmaCross(10, 30)).trades).toBeGreaterThan(100)
    expect(page.memory.bytesCopied).toBe(0)
    const close = block.products[0]?.close
    expect(close).toEqual(sliceBars(bars, 100, 30_100).close)
    expect(close?.byteLength).toBe(close?.buffer.byteLength)
  })

  it('over two spans copies what it must, and says how much', async () => {
    await append([0, 10, between(0, 10)])
    await page.recorder.writing(newDataset(), async (writer: DatasetWriter) => {
      await writer.append(rangeOf(20, 30), barsAt(between(20, 30)))
      await writer.append(rangeOf(10, 20), barsAt(between(10, 20)))
      return { ok: true, value: undefined }
    })
    expect(await buckets(5, 25)).toEqual(between(5, 25))
    expect(page.memory.bytesCopied).toBe(20 * 48)
  })
})

describe('writing', () => {
  it('refuses bars that are no bars', async () => {
    const replaced = (bars: ReturnType<typeof barsAt>) =>
      page.recorder.replace(newDataset(), rangeOf(0, 10), bars)
    expect(await replaced(barsAt([3, 2]))).toMatchObject({ ok: false })
    expect(await replaced(barsAt([10]))).toMatchObject({ ok: false })
    const torn = barsAt([1])
    torn.low[0] = 5000
    expect(await replaced(torn)).toMatchObject({ ok: false })
    expect(await page.catalog.datasets()).toEqual({ ok: true, value: [] })
  })

  it('is one writer’s at a time', async () => {
    const held = await page.recorder.writing(newDataset(), async () => {
      return { ok: true, value: await page.recorder.remove('coinbase:BTC-USD:60') }
    })
    expect(held).toMatchObject({ ok: true, value: { ok: false } })
  })

  it('does not mix bars of two price steps', async () => {
    await append([0, 10, between(0, 10)])
    const finer = {
      ...newDataset(),
      spec: { ...SOL, id: BTC.id, quoteIncrement: 1n as typeof SOL.quoteIncrement },
    }
    const written = await page.recorder.writing(finer, () =>
      Promise.resolve({ ok: true, value: undefined } as const),
    )
    expect(written).toMatchObject({ ok: false })
  })

  it('replaces wholly, and leaves no file behind', async () => {
    await append([0, 10, between(0, 10)], [20, 30, between(20, 30)])
    const stored = await page.recorder.replace(newDataset(), rangeOf(3, 6), barsAt([3, 5]))
    expect(stored).toMatchObject({ ok: true, value: { rows: 2, missing: 1, ranges: [rangeOf(3, 6)] } })
    expect(await buckets(3, 6)).toEqual([3, 5])
    expect(world.opfs.folders.get('lab-bars')?.files.size).toBe(6)
  })
})

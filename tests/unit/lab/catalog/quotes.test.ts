/** Bars that have the bid and ask of their open, on their way through the library. */
import { beforeEach, describe, expect, it } from 'vitest'
import { alignBars } from '$lib/lab/catalog/align'
import { joinQuotes, splitQuotes } from '$lib/lab/catalog/quoted-block'
import { ZeroCopyManager } from '$lib/lab/catalog/zero-copy'
import { type QuotedBars, mapColumns } from '$lib/market/bars'
import { datasetSchema } from '$lib/storage/lab/lab-rows'
import { parseRow } from '$lib/storage/parse-row'
import { BTC, SOL } from '../../../fixtures/coinbase/products'
import { LabWorld, T0, barsAt, between, newDataset, quotedAt, rangeOf } from '../../../fixtures/lab-world'

const RANGE = rangeOf(0, 100)
const btc = newDataset({ source: 'import' })
const sol = newDataset({ source: 'import' }, SOL)

describe.each([
  ['files', true],
  ['memory', false],
])('kept in %s', (_, files) => {
  let world: LabWorld
  let page: Awaited<ReturnType<LabWorld['page']>>
  beforeEach(async () => {
    world = new LabWorld(files)
    page = await world.page()
  })
  const keep = (fresh: typeof btc, bars: QuotedBars) => page.recorder.replace(fresh, RANGE, bars)

  it('they come back with their quotes, any part of them, and are listed so', async () => {
    const kept = await keep(btc, quotedAt(between(0, 100)))
    expect(kept).toMatchObject({ ok: true, value: { quotes: true, bytes: 100 * 64 } })
    const read = await page.catalog.readDataset(btc.id, rangeOf(10, 40))
    expect(read).toEqual({ ok: true, value: quotedAt(between(10, 40)) })
    expect(page.memory.bytesCopied).toBe(0)
    const table = await page.catalog.of('import').readArrow(BTC.id, 60, RANGE.from, RANGE.to)
    expect(table.ok && table.value.names).toEqual([
      ...['time', 'open', 'high', 'low', 'close', 'volume', 'bid', 'ask'],
    ])
    expect(page.memory.bytesCopied).toBe(0)
  })

  it('bars without take the place of bars with, and the other way round', async () => {
    await keep(btc, quotedAt(between(0, 100)))
    expect(await keep(btc, barsAt(between(0, 100)))).toMatchObject({ ok: true, value: { quotes: false } })
    expect(await page.catalog.readDataset(btc.id, RANGE)).toEqual({
      ok: true,
      value: barsAt(between(0, 100)),
    })
    expect(await keep(btc, quotedAt([5]))).toMatchObject({ ok: true, value: { quotes: true } })
    expect(await page.catalog.readDataset(btc.id, RANGE)).toEqual({ ok: true, value: quotedAt([5]) })
  })

  it('a block has quotes when all of its products have them', async () => {
    await keep(btc, quotedAt(between(0, 60)))
    await keep(sol, quotedAt(between(30, 100)))
    const read = await page.catalog.readBlock([btc.id, sol.id], RANGE)
    if (!read.ok) throw new Error(read.error)
    const { block } = read.value
    expect(block.rows).toBe(100)
    expect(block.quotes?.map(({ bid }) => [bid[0], bid[45], bid[99]])).toEqual([
      [998, 1043, Number.NaN],
      [Number.NaN, 1043, 1097],
    ])
    await keep(sol, barsAt(between(30, 100)))
    const mixed = await page.catalog.readBlock([btc.id, sol.id], RANGE)
    expect(mixed.ok && 'quotes' in mixed.value.block).toBe(false)
  })

  it('a product without a bar in the range keeps nobody from theirs', async () => {
    await keep(btc, quotedAt(between(0, 100)))
    await keep(sol, quotedAt([99]))
    const read = await page.catalog.readBlock([btc.id, sol.id], rangeOf(0, 50))
    expect(read.ok && read.value.block.quotes?.[1]?.ask.every(Number.isNaN)).toBe(true)
  })

  it('a quote that cannot be is refused with the whole', async () => {
    const change = (name: 'bid' | 'ask', to: number): QuotedBars => {
      return mapColumns(quotedAt(between(0, 9)), (column, of) => (of === name ? column.with(4, to) : column))
    }
    for (const bad of [change('bid', 2000), change('ask', 1), change('bid', 0), change('ask', NaN)]) {
      expect(await keep(btc, bad)).toEqual({
        ok: false,
        error: 'Bar 4 has no bid and ask in whole ticks, bid not above ask.',
      })
    }
    expect(await page.catalog.datasets()).toEqual({ ok: true, value: [] })
  })

  it('nothing is left of them once they are deleted', async () => {
    await keep(btc, quotedAt(between(0, 100)))
    await page.recorder.remove(btc.id)
    expect(await page.storage.bars.files.list()).toEqual([])
  })
})

it('a row of the library from before there were quotes has none', () => {
  const { quotes: _, ...old } = { ...btc, quotes: true, updatedAt: T0 }
  expect(parseRow(datasetSchema, old, 'row').quotes).toBe(false)
})

describe('memory', () => {
  it('moves, lends and puts together quotes like any column', () => {
    const memory = new ZeroCopyManager(false)
    const whole = memory.concatenate([quotedAt([1, 2]), quotedAt([5])])
    expect(whole).toEqual(quotedAt([1, 2, 5]))
    expect(memory.bytesCopied).toBe(3 * 64)
    const { message, transfer } = memory.transfer(memory.lease(whole))
    expect(transfer).toHaveLength(8)
    expect(structuredClone(message, { transfer: [...transfer] })).toEqual([quotedAt([1, 2, 5])])
    expect(whole.quotes?.bid.length).toBe(0)
    expect(memory.bytesCopied).toBe(3 * 64)
    expect(() => memory.concatenate([quotedAt([1]), barsAt([2])])).toThrow(/quotes/)
  })

  it('of a block is the same when it is taken apart and joined', () => {
    const bars = [quotedAt([1, 2]), quotedAt([1, 2])]
    const { products, quotes } = splitQuotes(bars)
    expect(products.some((one) => 'quotes' in one)).toBe(false)
    expect(quotes?.[1]?.ask).toBe(bars[1]?.quotes?.ask)
    expect(joinQuotes(splitQuotes(bars))).toEqual(bars)
    expect(joinQuotes(splitQuotes([barsAt([1]), quotedAt([1])]))).toEqual([barsAt([1]), barsAt([1])])
    expect(alignBars(bars, new ZeroCopyManager(false))).toBe(bars)
  })
})

import { describe, expect, it } from 'vitest'
import type { ProductSpec } from '$lib/core/product'
import { aggregateBars } from '$lib/engine/block/aggregate'
import { sealBlock } from '$lib/engine/block/bar-block'
import { demoCharacter, demoProducts } from '$lib/feeds/demo/catalogue'
import { demoBars, demoSpec } from '$lib/feeds/demo/demo-bars'
import { splitQuotes } from '$lib/lab/catalog/quoted-block'
import { type Bars, mapColumns } from '$lib/market/bars'

const DAY = 86_400_000
const FROM = Date.UTC(2025, 0, 1)
const spec = (id: string): ProductSpec => {
  const found = demoSpec(id)
  if (!found.ok) throw new Error(found.error)
  return found.value
}
const minutes = (id: string, days: number, from = FROM, seed = 'lab') => {
  return demoBars({ spec: spec(id), granularity: 60, range: { from, to: from + days * DAY }, seed })
}

function logReturns({ close }: Bars, every: number): number[] {
  const returns: number[] = []
  for (let row = every; row < close.length; row += every)
    returns.push(Math.log(close[row]! / close[row - every]!))
  return returns
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

describe('demo bars', () => {
  it('are sound bars for every product of the demo market', () => {
    for (const { id } of demoProducts()) {
      const bars = minutes(id, 2)
      expect(bars.length).toBe(2880)
      expect(sealBlock(60, [bars])).toMatchObject({ ok: true, value: { gaps: false } })
      expect(bars.volume.every((volume) => volume > 0)).toBe(true)
    }
  })

  it('are pinned: who has a seed has these bars', () => {
    const block = sealBlock(60, [minutes('BTC-USD', 1), minutes('PEPE-USD', 1)])
    expect(block.ok && block.value.hash).toBe(
      '7421f7d35097cb674a8aa7348220f73b102cad23f0dcf9facdfe9f4c62452427',
    )
  })

  it('are the same for the same seed, and others for another', () => {
    expect(minutes('BTC-USD', 1)).toEqual(minutes('BTC-USD', 1))
    expect(minutes('BTC-USD', 1).close).not.toEqual(minutes('BTC-USD', 1, FROM, 'other').close)
  })

  it('do not depend on the range that is asked for', () => {
    const long = minutes('SOL-USD', 40)
    const late = minutes('SOL-USD', 3, FROM + 25 * DAY)
    expect(late).toEqual(mapColumns(long, (column) => column.slice(25 * 1440, 28 * 1440)))
  })

  it('come in coarser buckets that are made of the minutes', () => {
    const range = { from: FROM, to: FROM + 30 * DAY }
    const hours = demoBars({ spec: spec('ETH-USD'), granularity: 3600, range, seed: 'lab' })
    const { quotes, ...plain } = hours
    const all = minutes('ETH-USD', 30)
    expect(plain).toEqual({ ...aggregateBars(all, 60, 3600).bars, length: 720 })
    const opening = (column: Float64Array): Float64Array => column.filter((_, minute) => minute % 60 === 0)
    expect(quotes).toEqual({ bid: opening(all.quotes.bid), ask: opening(all.quotes.ask) })
  })

  it('open at the bid or the ask of their quotes, which are as far apart as the product’s spread', () => {
    for (const { id } of demoProducts()) {
      const bars = minutes(id, 10)
      const { products, quotes } = splitQuotes([bars])
      expect(sealBlock(60, products, quotes).ok).toBe(true)
      const { bid, ask } = bars.quotes
      const atBid = bars.open.filter((open, row) => open === bid[row]).length
      expect(bars.open.every((open, row) => open === bid[row] || open === ask[row])).toBe(true)
      expect(atBid / bars.length).toBeGreaterThan(0.4)
      expect(atBid / bars.length).toBeLessThan(0.6)
      const spreads = bid.map((price, row) => (((ask[row] ?? 0) - price) / price) * 10_000).sort()
      const said = Math.max(demoCharacter(spec(id)).spreadBasisPoints, 10_000 / (bid[0] ?? 1))
      const median = spreads[spreads.length >> 1] ?? NaN
      expect(median / said, id).toBeGreaterThan(0.4)
      expect(median / said, id).toBeLessThan(2.5)
    }
  })

  it('move as much as the product is said to move, at a minute, an hour and a day', () => {
    for (const id of ['BTC-USD', 'SOL-USD', 'FARTCOIN-USD']) {
      const bars = minutes(id, 365)
      const said = demoCharacter(spec(id)).volatility
      const yearly = (every: number) => deviation(logReturns(bars, every)) * Math.sqrt(525_960 / every)
      for (const every of [5, 60, 1440]) {
        expect(yearly(every) / said, `${id} at ${every} min`).toBeGreaterThan(0.75)
        expect(yearly(every) / said, `${id} at ${every} min`).toBeLessThan(1.4)
      }
    }
  })

  it('have fat tails, and do not jump where one stretch of time meets the next', () => {
    const returns = logReturns(minutes('BTC-USD', 365), 1)
    const spread = deviation(returns)
    expect(returns.reduce((sum, value) => sum + (value / spread) ** 4, 0) / returns.length).toBeGreaterThan(4)
    const seam = (Math.ceil(FROM / (28 * DAY)) * 28 * DAY - FROM) / 60_000
    for (let row = seam - 1; row < returns.length; row += 28 * 1440) {
      expect(Math.abs(returns[row - 1]!) / spread).toBeLessThan(8)
    }
  })

  it('stay in sight of the usual level', () => {
    const { close } = minutes('BTC-USD', 365)
    const level = demoCharacter(spec('BTC-USD')).level * 100
    expect(close.every((price) => price > level / 2 && price < level * 2)).toBe(true)
  })

  it('refuse a product that the demo market does not have', () => {
    expect(demoSpec('NOPE-USD')).toEqual({ ok: false, error: 'The demo market has no NOPE-USD.' })
  })
})

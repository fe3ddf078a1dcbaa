import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import type { MarketSnapshot } from '$lib/market/snapshot'
import { packSnapshot } from '$lib/market/snapshot-codec'
import { SnapshotView, unpackSnapshot } from '$lib/market/snapshot-view'
import { candle } from './specs'

const snapshot: MarketSnapshot = {
  tick: 3,
  time: timeMs(36_000_000),
  products: [
    {
      product: productIndex(0),
      ticker: undefined,
      fresh: false,
      candles: { 60: [candle(60, 60_000)], 300: [], 900: [] },
      forming: undefined,
    },
  ],
}

describe('a packed snapshot', () => {
  it('has a documented size: a header of 5, 14 a product, 6 a candle', () => {
    expect(packSnapshot(snapshot).length).toBe(5 + 14 + 6)
  })

  it('does not use an array that is too short', () => {
    const short = new Float64Array(10)
    expect(packSnapshot(snapshot, short).buffer).not.toBe(short.buffer)
  })

  it.each<[string, (packed: Float64Array) => Float64Array, string]>([
    ['nothing', () => new Float64Array(0), 'This is no market snapshot of this version.'],
    ['another version', (p) => p.with(0, (p[0] ?? 0) + 1), 'This is no market snapshot of this version.'],
    ['a tick of -1', (p) => p.with(1, -1), 'The market snapshot has no valid tick or time.'],
    ['a time of NaN', (p) => p.with(2, NaN), 'The market snapshot has no valid tick or time.'],
    ['a billion products', (p) => p.with(3, 1e9), 'The market snapshot is cut short or too long.'],
    ['a missing end', (p) => p.slice(0, -1), 'The market snapshot is cut short or too long.'],
    ['half a ticker', (p) => p.with(6, 100), 'The market snapshot has an invalid quote for product 0.'],
    ['freshness of 2', (p) => p.with(5, 2), 'The market snapshot has an invalid quote for product 0.'],
    ['too many candles', (p) => p.with(17, 1e15), 'The candles of product 0 are cut short.'],
    ['too few candles', (p) => p.with(17, 0), 'The market snapshot is too long.'],
    ['candles elsewhere', (p) => p.with(18, 5), 'The candles of product 0 are out of place.'],
    ['a price of 0', (p) => p.with(20, 0), 'The market snapshot has an invalid candle of product 0.'],
    [
      'a start off its bucket',
      (p) => p.with(19, 1),
      'The market snapshot has an invalid candle of product 0.',
    ],
  ])('is refused with %s', (_name, damage, sentence) => {
    const damaged = damage(packSnapshot(snapshot))
    expect(unpackSnapshot(damaged)).toEqual({ ok: false, error: sentence })
    expect(() => new SnapshotView(damaged)).toThrow(sentence)
  })

  it('must list its products by index', () => {
    const [only] = snapshot.products
    const misplaced = { ...snapshot, products: [{ ...only!, product: productIndex(1) }] }
    expect(() => packSnapshot(misplaced)).toThrow('product 1 is listed at 0')
  })
})

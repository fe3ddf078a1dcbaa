import fc from 'fast-check'
import { priceTicks, productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import type { MarketSnapshot, ProductSnapshot } from '$lib/market/snapshot'
import type { Candle, Granularity } from '$lib/market/types'

const price = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(priceTicks)
const amount = fc.double({ min: 0, max: 1e15, noNaN: true }).map((value) => value + 0)
const time = fc.integer({ min: 0, max: 4e12 }).map(timeMs)

function candles(product: number, granularity: Granularity): fc.Arbitrary<readonly Candle[]> {
  const bucket = fc.integer({ min: 0, max: 4e6 })
  const one = fc.record({ open: price, high: price, low: price, close: price, volume: amount, bucket })
  return fc.uniqueArray(one, { maxLength: 24, selector: (each) => each.bucket }).map((drawn) =>
    drawn
      .sort((a, b) => a.bucket - b.bucket)
      .map(({ bucket: at, ...figures }) => ({
        product: productIndex(product),
        granularity,
        start: timeMs(at * granularity * 1000),
        ...figures,
      })),
  )
}

function productSnapshot(index: number): fc.Arbitrary<ProductSnapshot> {
  const product = fc.constant(productIndex(index))
  const tradeId = fc.maxSafeNat()
  const ticker = fc.record({
    product,
    price,
    bid: price,
    ask: price,
    volume24h: amount,
    tradeId,
    tradedAt: time,
  })
  return fc.record({
    product,
    ticker: fc.option(ticker, { nil: undefined }),
    fresh: fc.boolean(),
    candles: fc.record({ 60: candles(index, 60), 300: candles(index, 300), 900: candles(index, 900) }),
    forming: fc.option(fc.record({ open: price, high: price, low: price }), { nil: undefined }),
  })
}

/** Any snapshot the types allow, from no product to four. */
export const anySnapshot: fc.Arbitrary<MarketSnapshot> = fc.nat(4).chain((count) =>
  fc.record({
    tick: fc.maxSafeNat(),
    time,
    products: fc.tuple(...Array.from({ length: count }, (_, index) => productSnapshot(index))),
  }),
)

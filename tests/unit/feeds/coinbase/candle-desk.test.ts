import { describe, expect, it } from 'vitest'
import { timeMs } from '$lib/core/time'
import { json } from '../../../fixtures/coinbase/fake-rest'
import { BTC, SOL } from '../../../fixtures/coinbase/products'
import { VIRTUAL_START } from '../../../fixtures/virtual-clock'
import { FeedHarness } from './feed-harness'

const MINUTE = 60_000
const startsOf = (harness: FeedHarness, product: number, granularity: number): number[] =>
  harness.candles(product, granularity).map((candle) => (candle.start - VIRTUAL_START) / MINUTE)

async function opened(products = [BTC]): Promise<FeedHarness> {
  const harness = new FeedHarness(products)
  await harness.healthySocket()
  await harness.clock.advance(30_000)
  harness.open()
  return harness
}

describe('candles of a live feed', () => {
  it('fill three windows at once, and four hours of minutes, without the unfinished one', async () => {
    const harness = await opened([BTC, SOL])
    await harness.clock.advance(5000)
    for (const product of [0, 1]) {
      expect(startsOf(harness, product, 60)).toEqual(
        Array.from({ length: 240 }, (_unused, back) => back - 240),
      )
      expect(startsOf(harness, product, 300).at(0)).toBe(-90)
      expect(startsOf(harness, product, 300).at(-1)).toBe(-25)
      expect(startsOf(harness, product, 900).at(0)).toBe(-240)
      expect(startsOf(harness, product, 900).at(-1)).toBe(-105)
    }
    expect(harness.rest.asked('/candles')).toHaveLength(6)
  })

  it('come once each, in order, every minute, and only what is new is asked for', async () => {
    const harness = await opened()
    await harness.clock.advance(40 * MINUTE)
    expect(startsOf(harness, 0, 60)).toEqual(Array.from({ length: 280 }, (_unused, back) => back - 240))
    const fives = startsOf(harness, 0, 300)
    expect(fives).toEqual(Array.from({ length: fives.length }, (_unused, index) => -90 + 5 * index))
    expect(fives.at(-1)).toBe(15)
    expect(startsOf(harness, 0, 900).at(-1)).toBe(-75)
    const last = harness.rest.asked('/candles').at(-1)
    expect(last?.url.searchParams.get('start')).toBe(last?.url.searchParams.get('end'))
    // three at the start, one a minute, eight for the five-minute and three for the quarter-hour buckets
    expect(harness.rest.asked('/candles').length).toBeLessThanOrEqual(3 + 40 + 8 + 3)
  })

  it('are not repeated after a resumption', async () => {
    const harness = new FeedHarness([BTC])
    await harness.healthySocket()
    await harness.clock.advance(30 * MINUTE)
    harness.open(timeMs(VIRTUAL_START + 10 * MINUTE))
    await harness.clock.advance(5000)
    expect(startsOf(harness, 0, 60)).toEqual(Array.from({ length: 20 }, (_unused, index) => 10 + index))
    expect(startsOf(harness, 0, 300)).toEqual([-10, -5, 0, 5])
    expect(startsOf(harness, 0, 900)).toEqual([-90, -75])
  })

  it('of the finished minute are built from tickers when the exchange is late, and not told again', async () => {
    const harness = await opened()
    const late = 3 * MINUTE
    harness.rest.answer = (request) => {
      if (!request.path.endsWith('/candles')) return harness.rest.ordinary(request)
      return json(
        harness.rest.candleRows(request).filter(([time = 0]) => time * 1000 + late <= harness.clock.now()),
      )
    }
    await harness.clock.advance(5 * MINUTE)
    const starts = startsOf(harness, 0, 60)
    expect(starts).toHaveLength(new Set(starts).size)
    expect(starts.slice(-4)).toEqual([1, 2, 3, 4])
    expect(harness.candles(0, 60).at(-1)).toMatchObject({ open: 10002, close: 10002, volume: 0 })
  })

  it('missed while requests failed come once requests work, those told from tickers excepted', async () => {
    const harness = new FeedHarness([BTC])
    harness.rest.answer = () => 'unreachable'
    await harness.healthySocket()
    harness.open()
    await harness.clock.advance(3 * MINUTE - 10_000)
    expect(startsOf(harness, 0, 60)).toEqual([0, 1])
    harness.rest.answer = (request) => harness.rest.ordinary(request)
    await harness.clock.advance(MINUTE)
    const starts = startsOf(harness, 0, 60)
    expect(starts).toHaveLength(new Set(starts).size)
    expect([...starts].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 240 }, (_unused, index) => index - 237),
    )
    expect(startsOf(harness, 0, 300)).toHaveLength(14)
    expect(startsOf(harness, 0, 900)).toHaveLength(10)
  })

  it('prefer the exchange when it is only seconds late', async () => {
    const harness = await opened()
    await harness.clock.advance(20_000)
    harness.rest.answer = (request) => {
      if (!request.path.endsWith('/candles')) return harness.rest.ordinary(request)
      const settled = harness.clock.now() - 6000
      return json(harness.rest.candleRows(request).filter(([time = 0]) => time * 1000 + MINUTE <= settled))
    }
    await harness.clock.advance(2 * MINUTE)
    expect(harness.candles(0, 60).every((candle) => candle.volume === 12.5)).toBe(true)
    expect(startsOf(harness, 0, 60).at(-1)).toBe(1)
  })

  it('of a minute without trades do not exist', async () => {
    const harness = new FeedHarness([BTC])
    harness.rest.answer = () => 'unreachable'
    harness.open()
    harness.sockets.latest.accept()
    harness.sockets.latest.deliver(harness.ticker('BTC-USD'))
    for (let second = 0; second < 200; second += 1) {
      harness.sockets.latest.deliver(harness.heartbeat('BTC-USD'))
      await harness.clock.advance(1000)
    }
    expect(startsOf(harness, 0, 60)).toEqual([0])
  })

  it('that cannot be are counted', async () => {
    const harness = await opened()
    harness.rest.answer = (request) =>
      request.path.endsWith('/candles') ? json([[1, 2, 3], 'x', null]) : harness.rest.ordinary(request)
    await harness.clock.advance(5000)
    expect(harness.feed.counters().malformed).toBe(9)
    expect(harness.log.join()).toMatch(/candles that cannot be/)
  })

  it('follow the range of the tickers they are built from', async () => {
    const harness = new FeedHarness([BTC])
    harness.rest.answer = () => 'unreachable'
    harness.open()
    harness.sockets.latest.accept()
    const prices = ['100', '103', '99.5', '101']
    for (const price of prices) {
      const quote = { price, best_bid: price, best_ask: price }
      harness.sockets.latest.deliver(harness.ticker('BTC-USD', quote), harness.heartbeat('BTC-USD'))
      await harness.clock.advance(5000)
    }
    await harness.clock.advance(60_000)
    expect(harness.candles(0, 60)[0]).toMatchObject({ open: 10000, high: 10300, low: 9950, close: 10100 })
  })
})

import { describe, expect, it } from 'vitest'
import { sha256Hex } from '$lib/core/hash'
import { productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import type { FeedEvent } from '$lib/market/feed-event'
import type { Candle, Ticker } from '$lib/market/types'
import { START, demoTape, stepsOf } from './demo-config'

const THREE = ['BTC', 'FARTCOIN', 'SOL']
const MINUTE = 60_000

function tickersOf(events: readonly FeedEvent[]): Ticker[] {
  return events.flatMap((event) => (event.type === 'ticker' ? [event.ticker] : []))
}

function candlesOf(events: readonly FeedEvent[]): Candle[] {
  return events.flatMap((event) => (event.type === 'candles' ? event.candles : []))
}

describe('DemoTape', () => {
  it('is the same for the same seed, to the last digit, in every engine', () => {
    const text = JSON.stringify(stepsOf(demoTape('pinned', THREE), 720))
    expect(sha256Hex(text)).toBe('d6545b09da525620ab4ef1be11b76b891b9e7a1e201e3069a67fde176f61f9c8')
  })

  it('differs between seeds', () => {
    const [first, second] = ['a', 'b'].map((seed) => stepsOf(demoTape(seed, THREE), 5))
    expect(first).not.toEqual(second)
  })

  it('moves prices by elapsed time: another start shifts the same tape', () => {
    const later = timeMs(START + 15 * MINUTE)
    const prices = (start: typeof START) => {
      return tickersOf(stepsOf(demoTape('s', THREE, start), 200)).map(({ price, bid, ask }) => [
        price,
        bid,
        ask,
      ])
    }
    expect(prices(later)).toEqual(prices(START))
  })

  it('leaves the other products alone when one is added', () => {
    const sol = (bases: string[]) => {
      return tickersOf(stepsOf(demoTape('s', bases), 300))
        .filter(({ product }) => product === bases.indexOf('SOL'))
        .map(({ product: _product, ...rest }) => rest)
    }
    expect(sol(['PEPE', 'BTC', 'SOL'])).toEqual(sol(['SOL']))
  })

  it('opens with candles of the hours before and a ticker for every product', () => {
    const [candles, ...quotes] = demoTape('s', ['FARTCOIN', 'WIF', 'SHIB']).step()
    expect(quotes.map(({ type, time }) => [type, time])).toEqual(quotes.map(() => ['ticker', START]))
    expect(quotes).toHaveLength(3)
    for (const product of [0, 1, 2]) {
      const reach = (granularity: number) => {
        const own = candlesOf(candles === undefined ? [] : [candles]).filter((candle) => {
          return candle.product === product && candle.granularity === granularity
        })
        return [own[0]?.start, own.length]
      }
      expect(reach(900)).toEqual([START - 270 * MINUTE, 18])
      expect(reach(300)).toEqual([START - 120 * MINUTE, 24])
      expect(reach(60)).toEqual([START - 240 * MINUTE, 240])
    }
  })

  it('speaks of every product at every step: a ticker when it traded, else a heartbeat', () => {
    const tape = demoTape('quiet', ['FARTCOIN', 'WIF'])
    const lastTrade = new Map<number, number>()
    let heartbeats = 0
    for (let step = 0; step < 500; step += 1) {
      const quotes = tape.step().filter(({ type }) => type !== 'candles')
      expect(quotes).toHaveLength(2)
      for (const event of quotes) {
        expect(event.time).toBe(START + step * 5000)
        if (event.type === 'heartbeat') {
          heartbeats += 1
          expect(event.lastTradeId).toBe(lastTrade.get(event.product))
        }
        if (event.type === 'ticker') {
          if (step > 0) expect(event.ticker.tradeId).toBeGreaterThan(lastTrade.get(event.ticker.product) ?? 0)
          lastTrade.set(event.ticker.product, event.ticker.tradeId)
        }
      }
    }
    expect(heartbeats).toBeGreaterThan(50)
  })

  it('closes candles that are the aggregation of its tickers', () => {
    const events = stepsOf(demoTape('candles', ['SOL', 'WIF']), 3 * 720)
    const trades = tickersOf(events).filter(({ tradedAt }) => tradedAt >= START)
    const inMatch = candlesOf(events).filter(({ start }) => start >= START)
    expect(inMatch.length).toBeGreaterThan(2 * (179 + 35 + 11) - 4)
    for (const candle of inMatch) {
      const end = candle.start + candle.granularity * 1000
      const own = trades.filter(({ product, tradedAt }) => {
        return product === candle.product && tradedAt >= candle.start && tradedAt < end
      })
      const prices = own.map(({ price }) => price)
      expect([candle.open, candle.high, candle.low, candle.close]).toEqual([
        prices[0],
        Math.max(...prices),
        Math.min(...prices),
        prices.at(-1),
      ])
      expect(candle.volume).toBeGreaterThan(0)
    }
  })

  it('reports a candle at the step that ends its bucket, oldest first, never twice', () => {
    const seen = new Set<string>()
    for (const event of stepsOf(demoTape('s', ['BTC', 'ETH']), 400)) {
      if (event.type !== 'candles' || event.time === START) continue
      for (const { product, granularity, start } of event.candles) {
        expect(start + granularity * 1000).toBe(event.time)
        const key = [product, granularity, start].join()
        expect(seen.has(key)).toBe(false)
        seen.add(key)
      }
    }
    expect(seen.size).toBe(2 * (33 + 6 + 2))
  })

  it('continues its history without a break: the first ticker is near the last candle', () => {
    const [candles, quote] = demoTape('s', ['BTC']).step()
    const last = candles?.type === 'candles' ? candles.candles.at(-1)?.close : undefined
    const price = quote?.type === 'ticker' ? quote.ticker.price : NaN
    expect(Math.abs(price / (last ?? NaN) - 1)).toBeLessThan(0.005)
  })

  it('refuses a product that is not on the tape', () => {
    expect(() => demoTape('s', ['BTC']).ticker(productIndex(1))).toThrow(RangeError)
  })
})

import { describe, expect, it } from 'vitest'
import { priceTicks, productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { MinuteBuilder } from '$lib/market/minute-builder'
import type { Ticker } from '$lib/market/types'

const MINUTE = 60_000
const first = productIndex(0)
let nextTrade = 1
const ticker = (tradedAt: number, price: number, tradeId = nextTrade++): Ticker => ({
  product: first,
  price: priceTicks(price),
  bid: priceTicks(price),
  ask: priceTicks(price + 1),
  volume24h: 5,
  tradeId,
  tradedAt: timeMs(tradedAt),
})

describe('MinuteBuilder', () => {
  it('builds the forming minute and closes it when time passes', () => {
    const builder = new MinuteBuilder()
    for (const [second, price] of [
      [0, 100],
      [20, 105],
      [40, 98],
      [59, 101],
    ] as const) {
      builder.take(ticker(second * 1000, price))
    }
    expect(builder.forming(first, timeMs(59_999))).toEqual({ open: 100, high: 105, low: 98 })
    expect(builder.forming(first, timeMs(MINUTE))).toBeUndefined()
    expect(builder.minute(first, timeMs(0))).toEqual({
      product: first,
      granularity: 60,
      start: 0,
      open: 100,
      high: 105,
      low: 98,
      close: 101,
      volume: 0,
    })
  })

  it('has no candle of a minute without a trade: the same trade told again is none', () => {
    const builder = new MinuteBuilder()
    builder.take(ticker(30_000, 100, 900))
    builder.take(ticker(70_000, 100, 900))
    expect(builder.minute(first, timeMs(MINUTE))).toBeUndefined()
  })

  it('counts a trade in the minute it was made, not the one it was told in', () => {
    const builder = new MinuteBuilder()
    builder.take(ticker(61_000, 200))
    builder.take(ticker(59_000, 100))
    expect(builder.minute(first, timeMs(0))?.close).toBe(100)
    expect(builder.minute(first, timeMs(MINUTE))?.low).toBe(200)
  })

  it('ignores a trade older than the last it knows', () => {
    const builder = new MinuteBuilder()
    builder.take(ticker(10_000, 100, 1001))
    builder.take(ticker(11_000, 50, 1000))
    expect(builder.minute(first, timeMs(0))?.low).toBe(100)
  })

  it('keeps three minutes a product and no other product’s', () => {
    const builder = new MinuteBuilder()
    for (let minute = 0; minute < 5; minute++) builder.take(ticker(minute * MINUTE, 100))
    expect(builder.minute(first, timeMs(MINUTE))).toBeUndefined()
    expect(builder.minute(first, timeMs(2 * MINUTE))).toBeDefined()
    expect(builder.minute(productIndex(1), timeMs(2 * MINUTE))).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { priceTicks, productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import type { InputEvent } from '$lib/engine/events'
import { matchBars } from '$lib/lab/recorded/match-bars'
import type { Granularity } from '$lib/market/types'

const MINUTE = 60_000
const FIRST = 1_700_000_040_000

const ticker = (product: number, at: number, price: number, tradeId: number): InputEvent => ({
  type: 'TickerReceived',
  time: timeMs(FIRST + at + 300),
  ticker: {
    ...{ product: productIndex(product), price: priceTicks(price), bid: priceTicks(price - 1) },
    ...{ ask: priceTicks(price + 1), volume24h: 5, tradeId, tradedAt: timeMs(FIRST + at) },
  },
})

const candle = (
  start: number,
  [open, high, low, close]: number[],
  granularity: Granularity = 60,
): InputEvent => ({
  type: 'CandleClosed',
  time: timeMs(FIRST + start + MINUTE + 900),
  candle: {
    ...{ product: productIndex(0), granularity, start: timeMs(FIRST + start), volume: 2.5 },
    ...{ open: priceTicks(open ?? 0), high: priceTicks(high ?? 0) },
    ...{ low: priceTicks(low ?? 0), close: priceTicks(close ?? 0) },
  },
})

const rowsOf = (inputs: readonly InputEvent[], product = 0): number[][] => {
  const bars = matchBars(2, inputs)[product]
  if (bars === undefined) throw new Error('no such product')
  const { time, open, high, low, close, volume } = bars
  return Array.from(time, (start, row) => [
    start - FIRST,
    ...[open, high, low, close, volume].map((c) => c[row]!),
  ])
}

describe('matchBars', () => {
  it('makes minutes of the trades that tickers told of, and none where there was no trade', () => {
    const inputs = [
      ...[
        ticker(0, 1000, 100, 1),
        ticker(0, 20_000, 107, 2),
        ticker(0, 20_000, 107, 2),
        ticker(0, 50_000, 98, 3),
      ],
      ...[ticker(0, 3 * MINUTE, 99, 4), ticker(1, 2 * MINUTE, 7, 90)],
    ]
    expect(rowsOf(inputs)).toEqual([
      [0, 100, 107, 98, 98, 0],
      [3 * MINUTE, 99, 99, 99, 99, 0],
    ])
    expect(rowsOf(inputs, 1)).toEqual([[2 * MINUTE, 7, 7, 7, 7, 0]])
  })

  it('takes the exchange’s own minute for it, of two the later, and minutes from before the match', () => {
    const inputs = [
      ...[candle(-2 * MINUTE, [90, 95, 89, 94]), candle(-15 * MINUTE, [80, 99, 70, 90], 900)],
      ...[ticker(0, 1000, 100, 1), candle(0, [94, 110, 94, 101]), candle(0, [94, 111, 94, 101])],
    ]
    expect(rowsOf(inputs)).toEqual([
      [-2 * MINUTE, 90, 95, 89, 94, 2.5],
      [0, 94, 111, 94, 101, 2.5],
    ])
  })

  it('has empty columns for a product of which nothing is known', () => {
    expect(matchBars(2, []).map(({ length }) => length)).toEqual([0, 0])
  })
})

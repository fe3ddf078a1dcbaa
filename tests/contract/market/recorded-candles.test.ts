import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { divideHalfEven, numberToSteps, parseDecimal } from '$lib/core/decimal'
import { type PriceTicks, productIndex, priceTicks } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { CandleBook } from '$lib/market/candle-book'
import { candleWindows } from '$lib/market/candle-windows'
import { formatPrice } from '$lib/market/price-format'
import type { Candle } from '$lib/market/types'
import { BTC } from '../../unit/market/specs'

const folder = process.env.MARKET_DATA
const week = folder && join(folder, 'candles', 'btc-usd_1m_2020-02-10_2020-02-16.csv')
const present = week !== undefined && week !== '' && existsSync(week)

/** Ticks of a price, both as the text says it and as a JSON number of it would. */
function ticksOf(text: string): [fromText: bigint, fromNumber: bigint] {
  const exact = parseDecimal(text)
  const rounded = numberToSteps(Number(text), BTC.quoteIncrement)
  if (!exact.ok || !rounded.ok) throw new Error(`not a price: ${text}`)
  return [divideHalfEven(exact.value, BTC.quoteIncrement), rounded.value]
}

const rowsOf = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

describe.skipIf(!present)('a recorded week of BTC-USD minutes', () => {
  const rows = present ? rowsOf(week) : []

  it('keeps every price to the last digit, from text and from JSON numbers', () => {
    expect(rows.length).toBe(10_080)
    for (const row of rows) {
      for (const text of row.slice(1, 5)) {
        const [fromText, fromNumber] = ticksOf(text)
        expect(fromNumber).toBe(fromText)
        expect(Number(formatPrice(BTC, priceTicks(Number(fromText))))).toBe(Number(text))
      }
    }
  })

  it('passes through the candle book minute by minute: the newest twenty are always there', () => {
    const book = new CandleBook(1)
    const product = productIndex(0)
    for (const row of rows) {
      const [open, high, low, close] = row.slice(1, 5).map((text) => Number(ticksOf(text)[0]) as PriceTicks)
      const start = timeMs(Number(row[0]) * 1000)
      const given = {
        product,
        granularity: 60,
        start,
        open,
        high,
        low,
        close,
        volume: Number(row[5]),
      } as Candle
      expect(book.add(given)).toBe('added')
      const now = timeMs(start + 60_000)
      const fine = book.windows(product, now)[60]
      const [window] = candleWindows(now)
      const first = timeMs(Number(rows[0]?.[0]) * 1000)
      expect(fine.length).toBe((window.to - Math.max(window.from, first)) / 60_000)
      expect(fine.at(-1)).toEqual(given)
    }
  })
})

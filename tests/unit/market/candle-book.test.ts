import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { CandleBook } from '$lib/market/candle-book'
import { candle } from './specs'

const MINUTE = 60_000
const first = productIndex(0)
const closes = (book: CandleBook, most = 100): number[] =>
  book.newest(first, 60, most).map((each) => each.close)

describe('CandleBook', () => {
  it('keeps candles oldest first and gives them back as they were', () => {
    const book = new CandleBook(2)
    const candles = [0, 1, 2].map((minute) => candle(60, minute * MINUTE, 100 + minute))
    expect(candles.map((each) => book.add(each))).toEqual(['added', 'added', 'added'])
    expect(book.newest(first, 60, 10)).toEqual(candles)
    expect(book.newest(first, 60, 2)).toEqual(candles.slice(1))
    expect(book.newest(productIndex(1), 60, 10)).toEqual([])
    expect(book.newest(first, 300, 10)).toEqual([])
  })

  it('ignores a repeat', () => {
    const book = new CandleBook(1)
    book.add(candle(60, 0))
    expect(book.add(candle(60, 0))).toBe('repeated')
    expect(closes(book)).toEqual([101])
  })

  it('corrects a candle until it has been shown, and not afterwards', () => {
    const book = new CandleBook(1)
    book.add(candle(60, 0, 100))
    book.freeze(timeMs(MINUTE - 1))
    expect(book.add(candle(60, 0, 200))).toBe('corrected')
    book.freeze(timeMs(MINUTE))
    expect(book.add(candle(60, 0, 300))).toBe('frozen')
    expect(book.add(candle(60, 0, 200))).toBe('repeated')
    expect(closes(book)).toEqual([201])
  })

  it('does not thaw when a freeze comes late', () => {
    const book = new CandleBook(1)
    book.add(candle(60, 0, 100))
    book.freeze(timeMs(MINUTE))
    book.freeze(timeMs(0))
    expect(book.add(candle(60, 0, 200))).toBe('frozen')
  })

  it('takes history that arrives after newer minutes, in its place, even when frozen past it', () => {
    const book = new CandleBook(1)
    book.add(candle(60, 5 * MINUTE, 105))
    book.freeze(timeMs(6 * MINUTE))
    for (const minute of [1, 2, 4]) expect(book.add(candle(60, minute * MINUTE, 100 + minute))).toBe('added')
    expect(closes(book)).toEqual([102, 103, 105, 106])
  })

  it('is bounded: the oldest goes, and nothing older comes back', () => {
    const book = new CandleBook(1, undefined, 4)
    for (let minute = 0; minute < 50; minute++) book.add(candle(60, minute * MINUTE, 100 + minute))
    expect(closes(book)).toEqual([147, 148, 149, 150])
    expect(book.add(candle(60, 0, 100))).toBe('too-old')
    expect(closes(book)).toEqual([147, 148, 149, 150])
  })

  it('fills a hole in a full book by letting the oldest go', () => {
    const book = new CandleBook(1, undefined, 3)
    for (const minute of [1, 2, 4]) book.add(candle(60, minute * MINUTE, 100 + minute))
    expect(book.add(candle(60, 3 * MINUTE, 103))).toBe('added')
    expect(closes(book)).toEqual([103, 104, 105])
  })

  it('stops the match on what cannot be: a start between buckets, an unknown product', () => {
    const book = new CandleBook(1)
    expect(() => book.add(candle(300, MINUTE))).toThrow('no 300 s bucket starts at 60000')
    expect(() => book.add(candle(60, 0, 100, 1))).toThrow('no candles are kept of product 1')
  })

  it('answers the windows of a moment, each from its own granularity, without the unfinished bucket', () => {
    const book = new CandleBook(1)
    // 1970-01-01 10:07:30
    const now = timeMs((10 * 60 + 7.5) * MINUTE)
    for (const granularity of [60, 300, 900] as const) {
      for (let start = 0; start <= now + 3600_000; start += granularity * 1000)
        book.add(candle(granularity, start))
    }
    const { 60: fine, 300: middle, 900: coarse } = book.windows(first, now)
    const minutes = (start: number | undefined): number => (start ?? NaN) / MINUTE
    expect([minutes(coarse[0]?.start), minutes(coarse.at(-1)?.start)]).toEqual([6 * 60, 8 * 60 + 15])
    expect([minutes(middle[0]?.start), minutes(middle.at(-1)?.start)]).toEqual([8 * 60 + 30, 9 * 60 + 40])
    expect([minutes(fine[0]?.start), minutes(fine.at(-1)?.start)]).toEqual([9 * 60 + 45, 10 * 60 + 6])
  })
})

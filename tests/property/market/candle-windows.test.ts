import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { CandleBook } from '$lib/market/candle-book'
import { bucketEnd, bucketStart, candleWindows } from '$lib/market/candle-windows'
import { type Candle, GRANULARITIES } from '$lib/market/types'
import { candle } from '../../unit/market/specs'

const RUNS = { numRuns: 1000 }
const MINUTE = 60_000
const DAY = 86_400_000
const instant = fc.integer({ min: 2 * DAY, max: 30_000 * DAY }).map(timeMs)
const first = productIndex(0)

/** A book with every bucket of every granularity that could matter at `now`, unfinished ones included. */
function fullBook(now: number): CandleBook {
  const book = new CandleBook(1)
  for (const granularity of GRANULARITIES) {
    const span = granularity * 1000
    const from = bucketStart(timeMs(now - 299 * Math.min(span, 5 * MINUTE)), granularity)
    for (let start: number = from; start <= now; start += span) book.add(candle(granularity, start))
  }
  return book
}

describe('the three windows', () => {
  it('cover four hours without overlap, without a hole, without an unfinished bucket', () => {
    fc.assert(
      fc.property(instant, (now) => {
        const { 60: fine, 300: middle, 900: coarse } = fullBook(now).windows(first, now)
        const inOrder: Candle[] = [...coarse, ...middle, ...fine]
        inOrder.slice(1).forEach((next, index) => {
          const before = inOrder[index]!
          expect(next.start).toBe(bucketEnd(before.start, before.granularity))
        })
        const [oldest, newest] = [inOrder[0]!, inOrder.at(-1)!]
        expect(now - oldest.start).toBeGreaterThanOrEqual(240 * MINUTE)
        expect(now - oldest.start).toBeLessThan(255 * MINUTE)
        const end = bucketEnd(newest.start, 60)
        expect(now - end >= 0 && now - end < MINUTE).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('put each instant into exactly one window', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 300 * MINUTE }), (now, ago) => {
        const [fine, middle, coarse] = candleWindows(now)
        const holding = [fine, middle, coarse].filter(({ from, to }) => now - ago >= from && now - ago < to)
        const covered = now - ago >= coarse.from && now - ago < fine.to
        expect(holding.length).toBe(covered ? 1 : 0)
      }),
      RUNS,
    )
  })

  it('hold 20 to 24 minutes, 14 to 16 fives and 10 quarters', () => {
    fc.assert(
      fc.property(instant, (now) => {
        const counts = candleWindows(now).map(
          ({ granularity, from, to }) => (to - from) / (granularity * 1000),
        )
        const [fine = 0, middle = 0, coarse = 0] = counts
        expect(fine >= 20 && fine <= 24).toBe(true)
        expect(middle >= 14 && middle <= 16).toBe(true)
        expect(coarse).toBe(10)
      }),
      RUNS,
    )
  })

  it('only ever move forward', () => {
    fc.assert(
      fc.property(instant, fc.nat(DAY), (now, later) => {
        const next = candleWindows(timeMs(now + later))
        candleWindows(now).forEach((window, index) => {
          expect(next[index]!.from).toBeGreaterThanOrEqual(window.from)
          expect(next[index]!.to).toBeGreaterThanOrEqual(window.to)
        })
      }),
      RUNS,
    )
  })
})

describe('CandleBook against a plain list', () => {
  it('holds the newest of what it took, sorted, whatever order it came in', () => {
    const capacity = 8
    const drawn = fc.array(fc.record({ minute: fc.nat(30), price: fc.integer({ min: 2, max: 4 }) }), {
      maxLength: 80,
    })
    fc.assert(
      fc.property(drawn, fc.nat(30), (given, frozenMinutes) => {
        const book = new CandleBook(1, undefined, capacity)
        book.freeze(timeMs(frozenMinutes * MINUTE))
        let model: Candle[] = []
        for (const { minute, price } of given) {
          const next = candle(60, minute * MINUTE, price)
          const held = model.find((each) => each.start === next.start)
          const full = model.length === capacity
          const tooOld = full && next.start < model[0]!.start
          const frozen = minute < frozenMinutes
          const keeps = held === undefined ? tooOld : frozen
          if (!keeps) model = [...model.filter((each) => each !== held), next]
          model.sort((a, b) => a.start - b.start)
          model = model.slice(-capacity)
          book.add(next)
          expect(book.newest(first, 60, 100)).toEqual(model)
        }
      }),
      RUNS,
    )
  })
})

import { describe, expect, it } from 'vitest'
import { priceTicks, productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { CandleBook } from '$lib/market/candle-book'
import { ChangeTrail } from '$lib/market/returns/change-trail'
import { MinuteGrid } from '$lib/market/returns/minute-grid'
import { candle } from './specs'

const MINUTE = 60_000
const START = 29_000_000
const KEPT = 32_768
const [A, B] = [productIndex(0), productIndex(1)]

function gridAt(minute: number) {
  const clock = { now: timeMs(0) }
  const goTo = (to: number): void => {
    clock.now = timeMs((START + to) * MINUTE)
  }
  goTo(minute)
  const grid = new MinuteGrid(2, clock)
  const add = (product: number, at: number, close: number): void =>
    grid.add({
      product: productIndex(product),
      start: timeMs((START + at) * MINUTE),
      close: priceTicks(close),
    })
  const closes = (product: number, from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, index) =>
      grid.close(productIndex(product), START + from + index),
    )
  return { grid, add, closes, goTo }
}

describe('MinuteGrid', () => {
  it('has nothing before the first candle', () => {
    const { grid } = gridAt(10)
    expect(grid.newest).toBeLessThan(grid.oldest)
    expect(grid.close(A, START)).toBeNaN()
    expect(grid.span).toBe(MINUTE)
  })

  it('carries a close on until the next candle, and knows nothing before the first', () => {
    const { add, closes, grid } = gridAt(10)
    add(0, 0, 100)
    add(0, 3, 130)
    add(1, 2, 7)
    expect(closes(0, -1, 4)).toEqual([Number.NaN, 100, 100, 100, 130, Number.NaN])
    expect(closes(1, 0, 3)).toEqual([Number.NaN, Number.NaN, 7, 7])
    expect([grid.oldest - START, grid.newest - START]).toEqual([0, 3])
  })

  it('takes history that comes late, in whatever order, and says from where on all may be another', () => {
    const { add, closes, grid } = gridAt(10)
    for (const minute of [5, 6, 7]) add(0, minute, 100 + minute)
    const { revision } = grid
    expect(grid.changedFrom(revision)).toBe(Infinity)
    add(0, 2, 102)
    add(0, 1, 101)
    add(0, 3, 103)
    expect(closes(0, 0, 7)).toEqual([Number.NaN, 101, 102, 103, 103, 105, 106, 107])
    expect(grid.oldest - START).toBe(1)
    expect(grid.changedFrom(revision) - START).toBe(1)
    const then = grid.revision
    add(0, 6, 166)
    expect(closes(0, 5, 7)).toEqual([105, 166, 107])
    expect([grid.changedFrom(revision) - START, grid.changedFrom(then) - START]).toEqual([1, 6])
    expect(grid.revision).toBeGreaterThan(then)
  })

  it('a new minute changes nothing that was there; another product’s candle of it does', () => {
    const { add, grid } = gridAt(10)
    add(0, 0, 100)
    const { revision } = grid
    add(0, 1, 101)
    expect(grid.changedFrom(revision)).toBe(Infinity)
    add(1, 1, 7)
    expect(grid.changedFrom(revision) - START).toBe(1)
  })

  it('shows no minute before the clock says it is over, and believes no candle from far ahead', () => {
    const { add, closes, grid, goTo } = gridAt(2)
    add(0, 0, 100)
    add(0, 2, 102)
    expect(grid.newest - START).toBe(1)
    expect(closes(0, 0, 2)).toEqual([100, 100, Number.NaN])
    goTo(3)
    expect(closes(0, 0, 2)).toEqual([100, 100, 102])
    add(0, 1_000_000, 5)
    goTo(2_000_000)
    expect(grid.newest - START).toBe(2)
  })

  it('keeps the newest 32,768 minutes, across any gap', () => {
    const { add, closes, grid } = gridAt(1_000_000)
    add(0, 0, 100)
    add(0, KEPT, 200)
    expect([grid.oldest - START, grid.newest - START]).toEqual([1, KEPT])
    expect(closes(0, 0, 1)).toEqual([Number.NaN, 100])
    add(0, 0, 50)
    expect(closes(0, 0, 1)).toEqual([Number.NaN, 100])
    add(1, 900_000, 7)
    expect([grid.oldest, grid.newest].map((step) => step - START)).toEqual([900_001 - KEPT, 900_000])
    expect(closes(0, 899_999, 900_000)).toEqual([200, 200])
    expect(closes(1, 899_999, 900_000)).toEqual([Number.NaN, 7])
  })

  it('is fed by the candle book: minutes alone, corrected until they have been shown', () => {
    const book = new CandleBook(2)
    const minutes = START * MINUTE
    book.add(candle(60, minutes, 100))
    book.add(candle(300, Math.ceil(minutes / 300_000) * 300_000, 500))
    book.add(candle(60, minutes, 200))
    expect(book.minutes.close(A, START)).toBe(201)
    book.freeze(timeMs(minutes + MINUTE))
    book.add(candle(60, minutes, 300))
    expect(book.minutes.close(A, START)).toBe(201)
    expect(book.minutes.newest).toBe(START)
    expect(book.minutes.close(B, START)).toBeNaN()
  })
})

describe('ChangeTrail', () => {
  it('a change before the steps that are kept may have been carried on to them', () => {
    const trail = new ChangeTrail()
    trail.note(5)
    const { revision } = trail
    trail.note(7)
    trail.note(30)
    trail.forget(20)
    expect([trail.changedFrom(0), trail.changedFrom(revision)]).toEqual([20, 20])
    expect(trail.changedFrom(trail.revision - 1)).toBe(30)
    expect(trail.changedFrom(trail.revision)).toBe(Infinity)
    trail.forget(20)
    trail.forget(21)
    expect([trail.changedFrom(0), trail.changedFrom(trail.revision - 1)]).toEqual([21, 30])
  })
})

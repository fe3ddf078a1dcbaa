import { describe, expect, it } from 'vitest'
import { roundTrips } from '$lib/analytics/round-trips'
import { tradeStatistics } from '$lib/analytics/trade-statistics'
import type { RoundTrip } from '$lib/analytics/tear-sheet'
import { type FillRow, MINUTE, fillColumns, productPrices, runOf } from './run-fixture'

type Bar = readonly [number, number, number] | undefined

function tripsOf(
  bars: readonly Bar[],
  fills: readonly FillRow[],
  ...others: (readonly Bar[])[]
): readonly RoundTrip[] {
  const prices = [bars, ...others].map((rows, product) => productPrices(`P${product}-USD`, rows))
  const run = runOf({ rows: bars.length, prices })
  return roundTrips({ ...run, fills: fillColumns(fills, run.time) })
}

describe('a round trip', () => {
  const bars: Bar[] = [
    [900, 1100, 1000],
    [950, 1300, 1200],
    [700, 1250, 800],
    [100, 9900, 1000],
  ]

  it('has its average prices, its fees, and what the price did while it was held', () => {
    const [trip] = tripsOf(bars, [
      { row: 1, side: 1, quantity: 2, price: 10, fee: 0.02 },
      { row: 3, side: -1, quantity: 2, price: 8, fee: 0.016 },
    ])
    expect(trip).toMatchObject({ product: 0, open: false, quantity: 2, averageEntry: 10, averageExit: 8 })
    expect(trip?.openedAt).toBe(MINUTE)
    expect(trip?.closedAt).toBe(3 * MINUTE)
    expect(trip?.fees).toBeCloseTo(0.036, 12)
    expect(trip?.pnl).toBeCloseTo(-4.036, 12)
    expect(trip?.return).toBeCloseTo(-4.036 / 20.02, 12)
    // Rows 1 and 2; not row 0 before it, nor row 3 at whose open it was sold.
    expect(trip?.mfe).toBeCloseTo(0.3, 12)
    expect(trip?.mae).toBeCloseTo(0.3, 12)
  })

  it('goes on through further buying and partial selling until nothing is left, rounding included', () => {
    const trips = tripsOf(bars, [
      { row: 0, side: 1, quantity: 0.1, price: 10 },
      { row: 1, side: 1, quantity: 0.2, price: 13 },
      { row: 2, side: -1, quantity: 0.15, price: 9 },
      { row: 3, side: -1, quantity: 0.15, price: 11 },
    ])
    expect(trips).toHaveLength(1)
    expect(trips[0]?.averageEntry).toBeCloseTo(12, 12)
    expect(trips[0]?.averageExit).toBeCloseTo(10, 12)
    expect(trips[0]?.quantity).toBeCloseTo(0.3, 12)
    expect(trips[0]?.pnl).toBeCloseTo(-0.6, 12)
  })

  it('stays open over a remainder of the smallest step', () => {
    const trips = tripsOf(bars, [
      { row: 0, side: 1, quantity: 1000, price: 10 },
      { row: 1, side: -1, quantity: 999.99999999, price: 10 },
    ])
    expect(trips).toMatchObject([{ open: true }])
  })

  it('that a stop ended in its first row met its own prices alone', () => {
    const [trip] = tripsOf(bars, [
      { row: 2, side: 1, quantity: 1, price: 12 },
      { row: 2, side: -1, quantity: 1, price: 9 },
    ])
    expect(trip).toMatchObject({ mfe: 0, mae: 0.25, pnl: -3 })
  })

  it('that is still held is marked at the last price there was', () => {
    const [trip] = tripsOf([...bars, undefined], [{ row: 1, side: 1, quantity: 3, price: 12, fee: 1 }])
    expect(trip).toMatchObject({ open: true, averageExit: 10, pnl: -7, closedAt: 5 * MINUTE })
    expect(trip?.mfe).toBeCloseTo(99 / 12 - 1, 12)
  })

  it('is apart for each product, in the order of closing, open ones last', () => {
    const trips = tripsOf(
      bars,
      [
        { row: 0, side: 1, quantity: 1, price: 10 },
        { row: 0, product: 1, side: 1, quantity: 1, price: 10 },
        { row: 1, product: 1, side: -1, quantity: 1, price: 12 },
        { row: 2, product: 1, side: 1, quantity: 1, price: 10 },
        { row: 3, product: 1, side: -1, quantity: 1, price: 9 },
      ],
      bars,
    )
    expect(trips.map(({ product, pnl, open }) => [product, pnl, open])).toEqual([
      [1, 2, false],
      [1, -1, false],
      [0, 0, true],
    ])
  })
})

describe('statistics of trades', () => {
  it('are of closed ones', () => {
    const trips = tripsOf(
      [
        [1000, 1000, 1000],
        [1000, 1000, 1000],
        [1000, 1000, 1000],
        [1000, 1000, 1000],
      ],
      [
        { row: 0, side: 1, quantity: 1, price: 10, fee: 1 },
        { row: 1, side: -1, quantity: 1, price: 15, fee: 1 },
        { row: 1, side: 1, quantity: 1, price: 10 },
        { row: 3, side: -1, quantity: 1, price: 9 },
        { row: 3, side: 1, quantity: 50, price: 20 },
      ],
    )
    const { winRate, profitFactor, expectancy, averageHolding } = tradeStatistics(trips)
    expect([winRate, profitFactor, expectancy]).toEqual([0.5, 3, 1])
    expect(averageHolding).toBeCloseTo(1.5 / 60, 12)
  })

  it('are not defined without any', () => {
    expect(tradeStatistics([])).toEqual({
      winRate: NaN,
      profitFactor: NaN,
      expectancy: NaN,
      averageHolding: NaN,
    })
  })
})

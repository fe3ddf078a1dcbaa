import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tearSheet } from '$lib/analytics/measure'
import { roundTrips } from '$lib/analytics/round-trips'
import type { ProductPrices, RunRecord } from '$lib/analytics/run-record'

const RUNS = { numRuns: 200 }
const ROWS = 40
const CASH = 1_000_000

interface Step {
  readonly row: number
  readonly product: number
  /** Of what is held (sales), or of 100 units (purchases), in hundredths. */
  readonly part: number
  readonly buys: boolean
}

const steps = fc.array(
  fc.record({
    row: fc.integer({ min: 0, max: ROWS - 1 }),
    product: fc.integer({ min: 0, max: 2 }),
    part: fc.integer({ min: 1, max: 100 }),
    buys: fc.boolean(),
  }),
  { maxLength: 60 },
)
const cents = fc.array(fc.integer({ min: 100, max: 99_999 }), { minLength: 3 * ROWS, maxLength: 3 * ROWS })

/** Trades as a ledger would have them; everything sold in the last row when `flat`. */
function played(taken: readonly Step[], closes: readonly number[], flat: boolean) {
  const fills: number[][] = []
  const held = [0, 0, 0]
  let cash = CASH
  const trade = (row: number, product: number, side: number, quantity: number): void => {
    if (!(quantity > 0)) return
    const price = (closes[product * ROWS + row] ?? 0) / 100
    const fee = quantity * price * 0.001
    held[product] = Number(((held[product] ?? 0) + side * quantity).toFixed(8))
    cash -= side * quantity * price + fee
    fills.push([row, (row + 1) * 60_000, product, side, quantity, price, fee, 0])
  }
  for (const { row, product, part, buys } of taken.toSorted((a, b) => a.row - b.row)) {
    const quantity = Number((buys ? part : ((held[product] ?? 0) * part) / 100).toFixed(8))
    trade(row, product, buys ? 1 : -1, buys ? quantity : Math.min(quantity, held[product] ?? 0))
  }
  if (flat) held.forEach((quantity, product) => trade(ROWS - 1, product, -1, quantity))
  const worth = held.reduce(
    (sum, quantity, at) => sum + (quantity * (closes[at * ROWS + ROWS - 1] ?? 0)) / 100,
    cash,
  )
  return {
    run: runOf(fills, closes, worth),
    gain: worth - CASH,
    fees: fills.reduce((sum, fill) => sum + (fill[6] ?? 0), 0),
  }
}

function runOf(fills: readonly number[][], closes: readonly number[], worth: number): RunRecord {
  const column = (place: number): Float64Array => Float64Array.from(fills, (fill) => fill[place] ?? NaN)
  const flat = new Float64Array(ROWS).fill(CASH)
  const equity = flat.slice()
  equity[ROWS - 1] = worth
  const pricesOf = (product: number): ProductPrices => {
    const close = Float64Array.from(closes.slice(product * ROWS, (product + 1) * ROWS))
    return {
      id: `P${product}-USD`,
      dollarsPerTick: 0.01,
      high: close.map((x) => x + 5),
      low: close.map((x) => x - 5),
      close,
    }
  }
  return {
    ...{ granularity: 60, initialCash: CASH, equity, exposure: new Float64Array(ROWS), benchmark: flat },
    time: Float64Array.from({ length: ROWS }, (_, row) => (row + 1) * 60_000),
    fills: {
      ...{ length: fills.length, row: column(0), time: column(1), product: column(2), side: column(3) },
      ...{ quantity: column(4), price: column(5), fee: column(6), slippage: column(7) },
    },
    prices: [0, 1, 2].map(pricesOf),
  }
}

describe('round trips', () => {
  it('gain together what the account gained, held or sold, and pay its fees', () => {
    fc.assert(
      fc.property(steps, cents, fc.boolean(), (taken, closes, flat) => {
        const { run, gain, fees } = played(taken, closes, flat)
        const trips = roundTrips(run)
        expect(Math.abs(trips.reduce((sum, { pnl }) => sum + pnl, 0) - gain)).toBeLessThan(1e-6)
        expect(Math.abs(trips.reduce((sum, trip) => sum + trip.fees, 0) - fees)).toBeLessThan(1e-6)
        if (flat) expect(trips.every(({ open }) => !open)).toBe(true)
      }),
      RUNS,
    )
  })

  it('have excursions that cover their average exit, and never less than none', () => {
    fc.assert(
      fc.property(steps, cents, (taken, closes) => {
        for (const { mfe, mae, averageEntry, averageExit, return: gained } of roundTrips(
          played(taken, closes, true).run,
        )) {
          const exit = averageExit / averageEntry - 1
          expect(mfe).toBeGreaterThanOrEqual(Math.max(exit, 0) - 1e-9)
          expect(mae).toBeGreaterThanOrEqual(Math.max(-exit, 0) - 1e-9)
          expect(mae).toBeLessThan(1)
          expect(gained).toBeLessThan(exit)
        }
      }),
      RUNS,
    )
  })

  it('are counted, and their fees told, on the sheet', () => {
    fc.assert(
      fc.property(steps, cents, (taken, closes) => {
        const { run, fees } = played(taken, closes, true)
        const { statistics, tradeCount, trades } = tearSheet(run)
        expect(tradeCount).toBe(trades.length)
        const told = statistics.find(({ key }) => key === 'fees')?.value ?? NaN
        expect(Math.abs(told - fees)).toBeLessThan(1e-6)
      }),
      { numRuns: 50 },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sealBlock } from '$lib/engine/block/bar-block'
import { inspectBars, readBars, writeBars } from '$lib/lab/files/bar-file'
import { packBlock, unpackBlock } from '$lib/lab/files/block-bytes'
import { MOST_STEPS, PriceSteps } from '$lib/lab/files/price-steps'
import { decimal } from '$lib/core/decimal'
import type { BarQuotes, Bars, QuotedBars } from '$lib/market/bars'
import { BAR_GRANULARITIES } from '$lib/market/types'
import { specOf } from '../../../fixtures/lab/backtest-file'

const RUNS = 100
const START = Date.UTC(2020, 0, 1)

const increment = fc.constantFrom('1', '0.01', '0.05', '0.00000001', '0.25', '0.000000000001', '10', '0.003')
const price = fc.oneof(fc.integer({ min: 1, max: 100_000_000 }), fc.integer({ min: 1, max: MOST_STEPS - 1 }))
const volume = fc.oneof(
  fc.constant(0),
  fc.integer({ max: 2 ** 40, min: 0 }).map((parts) => parts / 1e8),
  fc.double({ min: 0, max: 1e15, noNaN: true }),
)
const row = fc.record({
  prices: fc.tuple(price, price, price, price),
  volume,
  skipped: fc.nat(3),
  there: fc.boolean(),
})

interface Row {
  readonly prices: readonly number[]
  readonly volume: number
  readonly skipped: number
  readonly there: boolean
}

/** Of rows whose prices come in any order. `holes`: rows that are not there are NaN. */
function barsOf(rows: readonly Row[], granularity: number, holes: boolean): Bars {
  let time = START
  const times = rows.map(({ skipped }) => (time += (skipped + 1) * granularity * 1000))
  const column = (of: (prices: readonly number[]) => number): Float64Array =>
    Float64Array.from(rows, ({ prices, there }) => (holes && !there ? Number.NaN : of(prices)))
  return {
    ...{ length: rows.length, time: Float64Array.from(times), open: column(([open = 1]) => open) },
    ...{ high: column((prices) => Math.max(...prices)), low: column((prices) => Math.min(...prices)) },
    close: column(([, close = 1]) => close),
    volume: Float64Array.from(rows, (one) => (holes && !one.there ? 0 : one.volume)),
  }
}

function quotesAround({ open }: Bars): BarQuotes {
  const most = MOST_STEPS - 1
  return {
    bid: open.map((ticks) => (ticks > 1 ? ticks - 1 : ticks)),
    ask: open.map((ticks) => (ticks < most ? ticks + 1 : ticks)),
  }
}

describe('files of bars', () => {
  it.each(['csv', 'arrow', 'parquet'] as const)(
    '%s: every tick, time and volume comes back',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, { minLength: 1, maxLength: 40 }),
          increment,
          fc.constantFrom(...BAR_GRANULARITIES),
          fc.boolean(),
          async (rows, quoteIncrement, granularity, quoted) => {
            const plain = barsOf(rows, granularity, false)
            const bars: QuotedBars = quoted ? { ...plain, quotes: quotesAround(plain) } : plain
            const spec = specOf('SOME-USD', quoteIncrement)
            const blob = writeBars({ spec, granularity, source: 'import', bars }, format)
            if (!blob.ok) throw new Error(blob.error)
            const seen = await inspectBars(blob.value, 'x')
            if (!seen.ok) throw new Error(seen.error)
            const choices = { ...seen.value.guess, product: 'SOME-USD', granularity, quoteIncrement }
            const read = await readBars(blob.value, choices)
            expect(read.ok ? read.value.bars : read.error).toEqual(bars)
          },
        ),
        { numRuns: RUNS },
      )
    },
  )

  it('a step is found again from its dollars', () => {
    fc.assert(
      fc.property(increment, price, (text, ticks) => {
        const steps = new PriceSteps(decimal(text))
        expect(steps.steps(steps.dollars(ticks))).toBe(ticks)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('bars of a result', () => {
  it('come back to the last bit, holes and quotes included', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), fc.boolean(), async (rows, quoted) => {
        const products = [barsOf(rows, 60, true), barsOf(rows, 60, false)]
        const quotes = products.map(quotesAround)
        const block = sealBlock(60, products, quoted ? quotes : undefined)
        if (!block.ok) throw new Error(block.error)
        expect(unpackBlock(await packBlock(block.value))).toEqual(block)
      }),
      { numRuns: 300 },
    )
  })
})

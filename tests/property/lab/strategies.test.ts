import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHex } from '$lib/core/hash'
import { signalsOf } from '$lib/engine/block/block-signals'
import { isColumnar } from '$lib/engine/stages/alpha/columnar'
import type { ParameterValues } from '$lib/lab/strategies/contract'
import { STRATEGIES } from '$lib/lab/strategies/registry'
import type { Bars } from '$lib/market/bars'
import { splicedBars } from '../../fixtures/spliced-bars'
import { type DrawnBars, blockOf, drawnBars, modelOf, rowByRow, runOn } from '../../fixtures/strategy-runs'

/** Short periods, so that every rule speaks often within a few hundred rows. */
const SHORT: Readonly<Record<string, ParameterValues>> = {
  'sma-cross': { fast: 2, slow: 5 },
  'ema-cross': { fast: 2, slow: 5 },
  'rsi-reversion': { period: 3, oversold: 35, recovered: 60 },
  'donchian-breakout': { entry: 4, exit: 2 },
  'volatility-momentum': { lookback: 5, window: 4, target: 100, band: 10 },
  'equal-rebalance': { every: 7, band: 1 },
}

const classics = STRATEGIES.filter(({ family }) => family === 'classic')
const untrained = STRATEGIES.filter(({ family }) => family !== 'learned')

const bars = fc.record<DrawnBars>({
  rows: fc.integer({ min: 1, max: 300 }),
  products: fc.integer({ min: 1, max: 2 }),
  gaps: fc.constantFrom(0, 0, 0.2),
  step: fc.constantFrom(0, 3, 60),
  seed: fc.string({ minLength: 1, maxLength: 8 }),
})

const hexOf = (records: readonly Uint8Array[]): string[] => records.map(toHex)

function* decisionsUpTo(records: readonly Uint8Array[], row: number): Generator {
  const signals = signalsOf(records)
  if (!signals.ok) throw new Error(signals.error)
  for (const signal of signals.value) if (signal.row <= row) yield signal
}

/** The same bars up to `row`, and others after it. */
function changedAfter(products: readonly Bars[], row: number, other: DrawnBars): readonly Bars[] {
  const others = drawnBars({ ...other, seed: `${other.seed}!`, step: 90 })
  return products.map((one, product) => splicedBars(one, others[product] ?? one, row + 1))
}

describe.each(classics.map((strategy) => [strategy.id, strategy] as const))('%s', (id, strategy) => {
  const model = () => modelOf(strategy, SHORT[id] ?? {})

  it('decides by columns what it decides row by row, with and without stops', () => {
    expect(isColumnar(model())).toBe(true)
    fc.assert(
      fc.property(bars, fc.boolean(), (drawn, stops) => {
        const block = blockOf(drawnBars(drawn))
        const risk = stops ? { trailingStopBasisPoints: 30, productDrawdownBasisPoints: 40 } : {}
        const byColumns = runOn(block, model(), risk)
        expect(hexOf(byColumns.records)).toEqual(hexOf(runOn(block, rowByRow(model()), risk).records))
      }),
      { numRuns: 40 },
    )
  })
})

describe.each(untrained.map((strategy) => [strategy.id, strategy] as const))('%s', (id, strategy) => {
  const model = () => modelOf(strategy, SHORT[id] ?? {})

  it('never looks ahead: other bars after a row change nothing decided up to it', () => {
    fc.assert(
      fc.property(bars, fc.nat(299), (drawn, at) => {
        const row = at % drawn.rows
        const products = drawnBars(drawn)
        const first = runOn(blockOf(products), model())
        const second = runOn(blockOf(changedAfter(products, row, drawn)), model())
        expect([...decisionsUpTo(second.records, row)]).toEqual([...decisionsUpTo(first.records, row)])
        expect(second.equity.subarray(0, row + 1)).toEqual(first.equity.subarray(0, row + 1))
      }),
      { numRuns: 20 },
    )
  })

  it('runs over a single bar, and over prices that never move', () => {
    const one = runOn(blockOf(drawnBars({ rows: 1, products: 1, gaps: 0, step: 5, seed: 'one' })), model())
    expect([one.equity.length, one.trades]).toEqual([1, 0])
    const still = drawnBars({ rows: 200, products: 2, gaps: 0, step: 0, seed: 'still' })
    expect(runOn(blockOf(still), model()).equity.every((equity) => equity > 0)).toBe(true)
  })
})

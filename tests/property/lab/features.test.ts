import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import { evaluate } from '$lib/lab/features/evaluate'
import { incremental } from '$lib/lab/features/incremental'
import type { FeaturePlan } from '$lib/lab/features/plan'
import { type Bars, sliceBars } from '$lib/market/bars'
import { splicedBars } from '../../fixtures/spliced-bars'
import { anyFeature, barsFrom, planned } from './random-features'

const features = fc.array(anyFeature, { minLength: 1, maxLength: 4 })
const seed = fc.string({ maxLength: 8 })

function seeded(text: string, length: number): Bars {
  const random = Random.fromSeed(text)
  return barsFrom(() => random.uniform(), length, true)
}

/** At every 200th row so many of the next ones are announced. */
function barByBar(plan: FeaturePlan, bars: Bars, announced: readonly number[] = []): Float64Array[] {
  const columns = plan.outputs.map(() => new Float64Array(bars.length))
  const live = incremental(plan)
  for (let row = 0; row < bars.length; row += 1) {
    const ahead = row % 200 === 0 ? announced[row / 200] : undefined
    if (ahead !== undefined) live.announce(bars, row, row + ahead)
    const at = (column: Float64Array): number => column[row] ?? NaN
    const { open, high, low, close, volume } = bars
    live.push({ open: at(open), high: at(high), low: at(low), close: at(close), volume: at(volume) })
    columns.forEach((column, index) => {
      column[row] = live.values[index] ?? NaN
    })
  }
  return columns
}

/** As bits: NaN equals NaN, and the two zeros differ. */
const bits = (columns: readonly Float64Array[]): BigUint64Array[] =>
  columns.map(
    (column) => new BigUint64Array(Float64Array.from(column, (x) => (Number.isNaN(x) ? NaN : x)).buffer),
  )

describe('features', () => {
  it('are the same bar by bar and as columns, to the last bit', () => {
    fc.assert(
      fc.property(features, seed, (asked, text) => {
        const plan = planned(asked)
        const bars = seeded(text, 300)
        expect(bits(evaluate(plan, bars))).toEqual(bits(barByBar(plan, bars)))
      }),
      { numRuns: 300 },
    )
  })

  it('are the same across the seams of long columns', () => {
    fc.assert(
      fc.property(features, seed, (asked, text) => {
        const plan = planned(asked)
        const bars = seeded(text, 9000)
        expect(bits(evaluate(plan, bars))).toEqual(bits(barByBar(plan, bars)))
      }),
      { numRuns: 8 },
    )
  })

  it('are the same where bars are announced before they come, whole or in part', () => {
    fc.assert(
      fc.property(features, seed, fc.array(fc.nat(700), { maxLength: 5 }), (asked, text, lengths) => {
        const plan = planned(asked)
        const random = Random.fromSeed(text)
        const bars = barsFrom(() => random.uniform(), 1300, false)
        expect(bits(barByBar(plan, bars, lengths))).toEqual(bits(evaluate(plan, bars)))
      }),
      { numRuns: 60 },
    )
  })

  it('do not change when later rows do', () => {
    fc.assert(
      fc.property(features, seed, fc.integer({ min: 1, max: 199 }), (asked, text, row) => {
        const plan = planned(asked)
        const bars = seeded(text, 200)
        const other = splicedBars(bars, seeded(`${text} otherwise`, 200), row)
        const cut = (columns: readonly Float64Array[]): Float64Array[] =>
          columns.map((column) => column.subarray(0, row))
        expect(bits(cut(evaluate(plan, other)))).toEqual(bits(cut(evaluate(plan, bars))))
        expect(bits(evaluate(plan, sliceBars(bars, 0, row)))).toEqual(bits(cut(evaluate(plan, bars))))
      }),
      { numRuns: 200 },
    )
  })

  it('are the same whatever else is asked for beside them', () => {
    fc.assert(
      fc.property(features, features, seed, (asked, beside, text) => {
        const bars = seeded(text, 200)
        const alone = evaluate(planned(asked), bars)
        const together = evaluate(planned([...beside, ...asked]), bars)
        expect(bits(together.slice(beside.length))).toEqual(bits(alone))
      }),
      { numRuns: 200 },
    )
  })
})

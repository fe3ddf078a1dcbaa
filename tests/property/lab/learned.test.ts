import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHex } from '$lib/core/hash'
import { signalsOf } from '$lib/engine/block/block-signals'
import { LearnedAlpha, type ProductTraining, isLearned } from '$lib/lab/learned/learned-alpha'
import type { ParameterValues } from '$lib/lab/strategies/contract'
import { LEARNED_LOGISTIC } from '$lib/lab/strategies/learned-logistic'
import { LEARNED_RIDGE } from '$lib/lab/strategies/learned-ridge'
import type { Bars } from '$lib/market/bars'
import { splicedBars } from '../../fixtures/spliced-bars'
import { blockOf, drawnBars, modelOf, rowByRow, runOn } from '../../fixtures/strategy-runs'

const SHORT: ParameterValues = { horizon: 3, window: 100, retrain: 40, penalty: 0.01 }
const ROWS = 420

const cases = fc.record({
  strategy: fc.constantFrom(
    { descriptor: LEARNED_RIDGE, values: { ...SHORT, threshold: 0 } },
    { descriptor: LEARNED_LOGISTIC, values: { ...SHORT, threshold: 50 } },
  ),
  products: fc.integer({ min: 1, max: 2 }),
  gaps: fc.constantFrom(0, 0.1),
  seed: fc.string({ minLength: 1, maxLength: 8 }),
})

const barsOf = (products: number, gaps: number, seed: string): readonly Bars[] =>
  drawnBars({ rows: ROWS, products, gaps, step: 40, seed })

function learn(
  products: readonly Bars[],
  { descriptor, values }: { descriptor: typeof LEARNED_RIDGE; values: ParameterValues },
) {
  const alpha = modelOf(descriptor, values)
  const { records } = runOn(blockOf(products), alpha)
  const signals = signalsOf(records)
  if (!signals.ok || !isLearned(alpha)) throw new Error('not the run of a learned strategy')
  return { signals: signals.value, trainings: alpha.trainings(), records: records.map(toHex) }
}

describe('learned strategies', () => {
  it('learn and want the same of the same bars, to the last bit, by columns and by rows', () => {
    fc.assert(
      fc.property(cases, ({ strategy, products, gaps, seed }) => {
        const bars = barsOf(products, gaps, seed)
        const first = learn(bars, strategy)
        expect(learn(bars, strategy)).toEqual(first)
        const rows = runOn(blockOf(bars), rowByRow(modelOf(strategy.descriptor, strategy.values)))
        expect(rows.records.map(toHex)).toEqual(first.records)
        expect(first.trainings.length).toBeGreaterThan(0)
      }),
      { numRuns: 25 },
    )
  })

  it('never look ahead: other bars after a row change no signal and no weight up to it', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 150, max: ROWS - 1 }), ({ strategy, products, seed }, row) => {
        const bars = barsOf(products, 0, seed)
        const others = barsOf(products, 0, `${seed} otherwise`)
        const mixed = bars.map((one, product) => splicedBars(one, others[product] ?? one, row + 1))
        const [first, second] = [learn(bars, strategy), learn(mixed, strategy)]
        const upTo = ({ signals, trainings }: typeof first) => ({
          signals: signals.filter((signal) => signal.row <= row),
          trainings: trainings.filter((training: ProductTraining) => training.bars <= row + 1),
        })
        expect(upTo(second)).toEqual(upTo(first))
      }),
      { numRuns: 25 },
    )
  })

  it('learn of each product what they would have learned of it alone', () => {
    fc.assert(
      fc.property(cases, ({ strategy, seed }) => {
        const [first, second] = barsOf(2, 0, seed)
        if (first === undefined || second === undefined) throw new Error('two products')
        const both = learn([first, second], strategy).trainings
        const alone = learn([second], strategy).trainings
        expect(both.filter(({ product }) => product === 1)).toEqual(
          alone.map((one) => ({ ...one, product: 1 })),
        )
      }),
      { numRuns: 10 },
    )
  })

  it('say by their name whether they are the same', () => {
    const { name } = modelOf(LEARNED_RIDGE, SHORT)
    expect(modelOf(LEARNED_RIDGE, { ...SHORT, penalty: 0.02 }).name).not.toBe(name)
    expect(modelOf(LEARNED_RIDGE, SHORT)).toBeInstanceOf(LearnedAlpha)
  })
})

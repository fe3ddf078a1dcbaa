import { describe, expect, it } from 'vitest'
import { problemOf } from '$lib/analytics/monte-carlo/problem'
import { prepare } from '$lib/analytics/monte-carlo/prepare'
import type { SimulationPlan, SimulationSettings } from '$lib/analytics/monte-carlo/types'
import { planOver, reportOf, seededReturns } from '../../../fixtures/simulation-plans'

const returns = seededReturns('problem', 100, 0.01)
const jumps = (perDay: number, mean: number, deviation: number): Partial<SimulationSettings> => ({
  model: { type: 'jump-diffusion', jumps: { type: 'given', perDay, mean, deviation } },
})
const held = (value: number, cash = 0): Partial<SimulationPlan> => ({
  portfolio: { cash, holdings: [{ id: 'BTC-USD', value }] },
})

describe('a plan that cannot be simulated', () => {
  it.each<[string, Partial<SimulationSettings>]>([
    ['Paths must be', { paths: 999 }],
    ['Paths must be', { paths: 1_000_001 }],
    ['Paths must be', { paths: NaN }],
    ['Steps must be', { steps: 0 }],
    ['Steps must be', { steps: 1441 }],
    ['Steps must be', { steps: 1.5 }],
    ['Ruin must be', { ruin: 0 }],
    ['Ruin must be', { ruin: NaN }],
    ['The drawdown', { drawdown: 1.01 }],
    ['The mean block', { model: { type: 'bootstrap', meanBlock: 0.5 } }],
    ['The mean block', { model: { type: 'bootstrap', meanBlock: 101 } }],
    ['The mean block', { model: { type: 'bootstrap', meanBlock: NaN } }],
    ['Jumps must be from 0', jumps(-1, 0, 0)],
    ['Jumps must not be more frequent', jumps(1441, 0, 0)],
    ['The mean of a jump', jumps(1, 2, 0)],
    ['The deviation of a jump', jumps(1, 0, NaN)],
  ])('is told why: %s', (start, changes) => {
    expect(problemOf(planOver([returns], changes))).toMatch(new RegExp(`^${start}.*\\.$`))
  })

  it.each<[string, Partial<SimulationPlan>]>([
    ['There is nothing to simulate', { portfolio: { cash: 5, holdings: [] }, returns: [] }],
    ['Cash must be', held(1, -1)],
    ['The value of BTC-USD', held(-1)],
    ['The value of BTC-USD', held(NaN)],
    ['A portfolio worth nothing', held(0)],
    ['The portfolio is worth too much', held(1e16)],
    ['Each holding needs', { returns: [] }],
    ['There are too few returns', { returns: [Float64Array.of(0.1)] }],
    ['A return of P0-USD', { returns: [Float64Array.of(0.1, NaN)] }],
    ['A return of P0-USD', { returns: [Float64Array.of(0.1, -1)] }],
    ['A return of P0-USD', { returns: [Float64Array.of(0.1, Infinity)] }],
    ['The returns must be', { span: 0 }],
  ])('is told what is wrong with portfolio or returns: %s', (start, changes) => {
    const plan = { ...planOver([returns]), ...changes }
    expect(problemOf(plan)).toMatch(new RegExp(`^${start}.*\\.$`))
    expect(() => prepare(plan)).toThrow(start)
  })

  it('is not one whose returns cover different times', () => {
    expect(problemOf(planOver([returns, returns.subarray(1)]))).toBe(
      'The returns of all holdings must cover the same time.',
    )
  })
})

describe('an odd plan', () => {
  const numbersOf = (plan: SimulationPlan): number[] => {
    const { mean, meanError, deviation, tails, ruin, drawdown, loss, fan, histogram } = reportOf(plan)
    return [
      ...[
        mean,
        meanError,
        deviation,
        ruin.value,
        ruin.error,
        drawdown.value,
        drawdown.error,
        loss.value,
        loss.error,
      ],
      ...tails.flatMap((tail) => Object.values(tail) as number[]),
      ...fan.flatMap((curve) => [...curve]),
      ...[histogram.from, histogram.width, ...histogram.counts],
    ]
  }
  const models: readonly SimulationSettings['model'][] = [
    { type: 'gbm' },
    { type: 'bootstrap', meanBlock: 2 },
    { type: 'jump-diffusion', jumps: { type: 'fitted' } },
    { type: 'jump-diffusion', jumps: { type: 'given', perDay: 1440, mean: 1, deviation: 1 } },
  ]

  it.each<[string, SimulationPlan]>([
    ['two rows', planOver([Float64Array.of(0.01, -0.02)])],
    ['a price that never moved', planOver([new Float64Array(5)])],
    ['one product three times', planOver([returns, returns, returns])],
    ['cash alone', { ...planOver([returns]), portfolio: { cash: 100, holdings: [{ id: 'X', value: 0 }] } }],
    ['more products than rows', planOver(Array.from({ length: 8 }, () => seededReturns('few', 3, 0.1)))],
    ['a price that rises a million times', planOver([Float64Array.of(1e6, 1e6, 1e6, -0.999999)])],
    ['a price that all but vanishes', planOver([Float64Array.of(-0.999999, -0.9999999, 0, 0)])],
  ])('has finite figures only, whatever the model: %s', (_, plan) => {
    for (const model of models) {
      const settings = { ...plan.settings, model, paths: 1000, steps: 60 }
      for (const drift of [true, false]) {
        const numbers = numbersOf({ ...plan, settings: { ...settings, drift } })
        expect(numbers.filter((value) => !Number.isFinite(value))).toEqual([])
      }
    }
  })
})

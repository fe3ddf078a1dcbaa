import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { Random } from '$lib/core/random'
import { RISK_MODELS, type RiskSettings } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'
import { degreesOfFreedom, studentFactors } from '$lib/engine/stages/risk/tail/tail-thickness'
import { PortfolioEstimate } from '$lib/engine/stages/risk/tail/portfolio-estimate'
import { tailValueAtRisk, valueAtRisk } from '$lib/analytics/tail-risk'
import { covariance } from '$lib/stats/covariance'
import { deviation, mean } from '$lib/stats/moments'
import { sorted } from '$lib/stats/quantile'
import { studentGearyRatio } from '$lib/stats/student-t'
import { ListGrid, MINUTE, closesOf, settingsWith, walkGrid } from '../../../../fixtures/list-grid'

const HOUR = durationMs(3_600_000)
const [A, B, C] = [productIndex(0), productIndex(1), productIndex(2)]

function estimateOf(grid: ListGrid, settings: Partial<RiskSettings>): PortfolioEstimate {
  const estimate = new PortfolioEstimate(settingsWith(settings), grid.productCount)
  estimate.update(grid)
  return estimate
}

/** The product's newest returns, straight from the prices. */
function returnsOf(grid: ListGrid, product: number, most: number): number[] {
  const closes = grid.closes[product] ?? []
  const returns = closes.slice(1).map((close, index) => close / (closes[index] ?? Number.NaN) - 1)
  return returns.filter((each) => !Number.isNaN(each)).slice(-most)
}

const total = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, each) => sum + each, 0)

function contributionsOf(estimate: PortfolioEstimate, values: Float64Array): Float64Array {
  const into = new Float64Array(values.length)
  estimate.contributions(values, into)
  return into
}

describe('a published figure', () => {
  // mean 0.001 and deviation 0.02 of the return, 100,000 dollars, 95 %: McNeil, Frey and Embrechts, sec. 2.3.
  it('TVaR = mu + sigma φ(z) / (1 − α), VaR = mu + sigma z', () => {
    const spread = 0.02 * Math.sqrt(99 / 100)
    const returns = Array.from({ length: 100 }, (_, index) => 0.001 + (index % 2 === 0 ? spread : -spread))
    const grid = new ListGrid([closesOf(returns)])
    const estimate = estimateOf(grid, { window: 100, level: 9500, horizon: MINUTE })
    const values = Float64Array.of(100_000)
    expect(estimate.mean(A)).toBeCloseTo(0.001, 14)
    expect(estimate.deviation(A)).toBeCloseTo(0.02, 14)
    expect(Math.abs(estimate.tailValueAtRisk(values) - 4025.425615014855)).toBeLessThan(1e-6)
    expect(Math.abs(estimate.valueAtRisk(values) - 3189.7072539029446)).toBeLessThan(1e-6)
  })
})

describe('means and covariances', () => {
  const grid = walkGrid(Random.fromSeed('moments'), { products: 3, steps: 700, late: [0, 0, 400] })

  it('are the sample’s over the window, of two products over the steps both have', () => {
    const estimate = estimateOf(grid, { window: 500 })
    const [a, b, c] = [returnsOf(grid, 0, 500), returnsOf(grid, 1, 500), returnsOf(grid, 2, 500)]
    expect([A, B, C].map((each) => estimate.count(each))).toEqual([500, 500, 300])
    expect(estimate.mean(A)).toBeCloseTo(mean(a), 14)
    expect(estimate.mean(C)).toBeCloseTo(mean(c), 14)
    expect(estimate.deviation(C) / deviation(c, 'sample')).toBeCloseTo(1, 12)
    const ab = covariance(a, b, 'sample') / deviation(a, 'sample') / deviation(b, 'sample')
    expect(estimate.correlation(A, B)).toBeCloseTo(ab, 12)
    expect(estimate.correlation(B, A)).toBe(estimate.correlation(A, B))
    const bc = covariance(b.slice(-300), c, 'sample') / deviation(b, 'sample') / deviation(c, 'sample')
    expect(estimate.correlation(B, C)).toBeCloseTo(bc, 12)
    expect(estimate.correlation(A, A)).toBe(1)
  })

  it('forget: the newest weighs most, each step before so much less, and there is no mean', () => {
    const estimate = estimateOf(grid, { window: 60, model: 'ewma' })
    const decay = 1 - 2 / 61
    const [a, b] = [returnsOf(grid, 0, 300).reverse(), returnsOf(grid, 1, 300).reverse()]
    const weights = a.map((_, age) => decay ** age)
    const weighted = (products: number[]): number =>
      total(products.map((each, age) => each * (weights[age] ?? 0))) / total(weights)
    expect(estimate.mean(A)).toBe(0)
    expect(estimate.deviation(A) / Math.sqrt(weighted(a.map((each) => each * each)))).toBeCloseTo(1, 12)
    const covariances = weighted(a.map((each, age) => each * (b[age] ?? 0)))
    expect(estimate.correlation(A, B)).toBeCloseTo(
      covariances / estimate.deviation(A) / estimate.deviation(B),
      12,
    )
    expect(estimate.count(A)).toBe(60)
  })
})

describe('figures over a horizon', () => {
  const grid = walkGrid(Random.fromSeed('horizon'), { products: 2, steps: 400 })
  const values = Float64Array.of(6000, 4000)
  const [a, b] = [returnsOf(grid, 0, 400), returnsOf(grid, 1, 400)]
  const losses = Float64Array.from(a, (each, index) => -6000 * each - 4000 * (b[index] ?? 0))

  it('normal: the mean grows with time, the spread with its root', () => {
    const estimate = estimateOf(grid, { window: 400, horizon: HOUR })
    const [m, s] = [60 * mean(losses), Math.sqrt(60) * deviation(losses, 'sample')]
    expect(estimate.tailValueAtRisk(values)).toBeCloseTo(m + s * 2.665214220345806, 6)
    expect(estimate.valueAtRisk(values)).toBeCloseTo(m + s * 2.3263478740408408, 6)
  })

  it('a horizon may be shorter than a step', () => {
    const half = estimateOf(grid, { window: 400, horizon: durationMs(30_000) })
    const [m, s] = [mean(losses) / 2, Math.sqrt(0.5) * deviation(losses, 'sample')]
    expect(half.tailValueAtRisk(values)).toBeCloseTo(m + s * 2.665214220345806, 8)
  })

  it('historical: as the tear sheet has it, of one step; longer ones by the root of time around the mean', () => {
    const rising = sorted(losses.map((each) => 0 - each))
    const one = estimateOf(grid, { window: 400, model: 'historical', horizon: MINUTE })
    expect(one.tailValueAtRisk(values)).toBeCloseTo(tailValueAtRisk(rising, 0.01), 10)
    expect(one.valueAtRisk(values)).toBeCloseTo(valueAtRisk(rising, 0.01), 10)
    const hour = estimateOf(grid, { window: 400, model: 'historical', horizon: HOUR })
    const apart = tailValueAtRisk(rising, 0.01) - mean(losses)
    expect(hour.tailValueAtRisk(values)).toBeCloseTo(60 * mean(losses) + apart * Math.sqrt(60), 8)
  })

  it('Student-t: fatter than normal where returns are, all but normal where they are not', () => {
    const normal = estimateOf(grid, { window: 400 })
    const student = estimateOf(grid, { window: 400, model: 'student-t' })
    expect(student.tailValueAtRisk(values) / normal.tailValueAtRisk(values)).toBeCloseTo(1, 0)
    const jumps = Array.from(
      { length: 400 },
      (_, index) => (index % 40 === 7 ? 0.02 : 0.001) * (index % 2 ? 1 : -1),
    )
    const jumpy = new ListGrid([closesOf(jumps)])
    const one = Float64Array.of(1000)
    const [fat, thin] = (['student-t', 'normal'] as const).map((model) =>
      estimateOf(jumpy, { window: 400, model }).tailValueAtRisk(one),
    )
    expect(fat ?? 0).toBeGreaterThan(1.03 * (thin ?? 0))
  })

  it('a year has 365 days', () => {
    const estimate = estimateOf(grid, { window: 400 })
    const perYear = Math.sqrt(365 * 24 * 60) * deviation(losses, 'sample')
    expect(estimate.yearlyDeviation(values) / perYear).toBeCloseTo(1, 12)
  })

  it.each(RISK_MODELS)('%s: what each product adds sums to the whole', (model) => {
    const estimate = estimateOf(grid, { window: 400, model, level: 9750 })
    const parts = contributionsOf(estimate, values)
    expect(total(parts) / estimate.tailValueAtRisk(values)).toBeCloseTo(1, 10)
    expect(parts[1] ?? 0).toBeGreaterThan(0)
  })
})

describe('what cannot be estimated', () => {
  const flat = (steps: number): number[] => Array.from({ length: steps }, () => 5e8)

  it('a product with fewer than 60 returns is young: all of it is lost', () => {
    const young = walkGrid(Random.fromSeed('young'), { products: 2, steps: 200, late: [0, 141] })
    const values = Float64Array.of(1000, 500)
    for (const model of RISK_MODELS) {
      const estimate = estimateOf(young, { model, window: 100 })
      expect([estimate.isYoung(A), estimate.isYoung(B), estimate.count(B)]).toEqual([false, true, 59])
      expect([estimate.mean(B), estimate.deviation(B), estimate.correlation(A, B)]).toEqual(
        Array(3).fill(Number.NaN),
      )
      const alone = estimate.tailValueAtRisk(Float64Array.of(1000, 0))
      expect(estimate.tailValueAtRisk(values)).toBe(alone + 500)
      expect(contributionsOf(estimate, values)[1]).toBe(500)
      expect(estimate.yearlyDeviation(Float64Array.of(0, 500))).toBe(500)
    }
    const grown = walkGrid(Random.fromSeed('young'), { products: 2, steps: 200, late: [0, 140] })
    expect(estimateOf(grown, { window: 100 }).isYoung(B)).toBe(false)
  })

  it('a price that never moved in the window is as young as one without history', () => {
    for (const model of RISK_MODELS) {
      const estimate = estimateOf(new ListGrid([flat(300)]), { model, window: 100 })
      expect([estimate.isYoung(A), estimate.count(A)]).toEqual([true, 100])
      expect(estimate.tailValueAtRisk(Float64Array.of(70))).toBe(70)
    }
    const nothing = estimateOf(new ListGrid([[Number.NaN, Number.NaN]]), {})
    expect([nothing.isYoung(A), nothing.count(A), nothing.valueAtRisk(Float64Array.of(9))]).toEqual([
      true,
      0,
      9,
    ])
  })

  it('before the first look everything is young', () => {
    const estimate = new PortfolioEstimate(settingsWith({}), 2)
    expect([estimate.isYoung(A), estimate.count(B)]).toEqual([true, 0])
    expect(estimate.tailValueAtRisk(Float64Array.of(30, 12))).toBe(42)
  })

  it('a price that rises evenly has no spread, and nothing to lose', () => {
    const grid = new ListGrid([closesOf(Array.from({ length: 300 }, () => 1e-4))])
    for (const model of RISK_MODELS) {
      const estimate = estimateOf(grid, { model, window: 200 })
      expect(estimate.isYoung(A)).toBe(false)
      if (model === 'ewma') continue
      expect(estimate.tailValueAtRisk(Float64Array.of(1000))).toBe(0)
      expect(contributionsOf(estimate, Float64Array.of(1000))).toEqual(Float64Array.of(0))
    }
    expect(estimateOf(grid, { window: 200 }).deviation(A)).toBe(0)
    expect(estimateOf(grid, { window: 200 }).correlation(A, A)).toBeNaN()
  })

  it('two products that are one: a singular covariance is no trouble', () => {
    const [column = []] = walkGrid(Random.fromSeed('twins'), { products: 1, steps: 300 }).closes
    for (const model of RISK_MODELS) {
      const estimate = estimateOf(new ListGrid([column, [...column]]), { model })
      const both = estimate.tailValueAtRisk(Float64Array.of(500, 500))
      expect(both).toBeCloseTo(estimate.tailValueAtRisk(Float64Array.of(1000, 0)), 8)
      expect(estimate.tailValueAtRisk(Float64Array.of(500, -500))).toBeLessThan(1e-6)
    }
  })

  it('contradicting covariances count as all moving together', () => {
    // The third product joined late: over its steps it runs against both others, which over all steps hardly move.
    const quiet = (index: number): number => (index < 200 ? 1e-6 : 1e-2)
    const sign = (index: number): number => (index % 2 === 0 ? 1 : -1)
    const first = Array.from({ length: 300 }, (_, index) => quiet(index) * sign(index))
    const late = Array.from({ length: 300 }, (_, index) => -1e-2 * sign(index))
    const closes = closesOf(late).map((close, index) => (index < 200 ? Number.NaN : close))
    const estimate = estimateOf(new ListGrid([closesOf(first), closes]), { window: 300, horizon: MINUTE })
    const values = Float64Array.of(1000, 577)
    const together = 1000 * estimate.deviation(A) + 577 * estimate.deviation(B)
    expect(estimate.yearlyDeviation(values)).toBeCloseTo(together * Math.sqrt(365 * 1440), 6)
    expect(total(contributionsOf(estimate, values))).toBeCloseTo(estimate.tailValueAtRisk(values), 8)
  })

  it('what is held can be lost, and no more: contributions then are the values', () => {
    const swings = Array.from({ length: 300 }, (_, index) => (index % 2 === 0 ? 0.2 : -0.2))
    const grid = new ListGrid([closesOf(swings), closesOf(swings.map((each) => each / 3))])
    const values = Float64Array.of(700, 300)
    for (const model of RISK_MODELS) {
      const estimate = estimateOf(grid, { model, horizon: durationMs(24 * HOUR) })
      expect(estimate.tailValueAtRisk(values)).toBe(1000)
      expect(estimate.valueAtRisk(values)).toBe(1000)
      expect(contributionsOf(estimate, values)).toEqual(values)
    }
  })

  it('a value that is no number is answered by infinity', () => {
    const grid = walkGrid(Random.fromSeed('none'), { products: 2, steps: 300 })
    for (const model of RISK_MODELS) {
      const estimate = estimateOf(grid, { model })
      for (const bad of [Number.NaN, Infinity]) {
        const values = Float64Array.of(bad, 1)
        expect(estimate.tailValueAtRisk(values)).toBe(Infinity)
        expect(estimate.yearlyDeviation(values)).toBe(Infinity)
        expect(contributionsOf(estimate, values).some(Number.isNaN)).toBe(false)
      }
    }
  })
})

describe('degrees of freedom', () => {
  it('are found again from their ratio, between 3 and 100', () => {
    for (const nu of [3, 3.1, 4.9, 5.25, 10, 11, 20, 90, 100]) {
      expect(degreesOfFreedom(studentGearyRatio(nu))).toBe(nu)
    }
    expect(degreesOfFreedom(studentGearyRatio(7.1))).toBe(7)
    expect(degreesOfFreedom(0.01)).toBe(3)
    expect(degreesOfFreedom(1)).toBe(100)
  })

  it('the fatter the tails, the more is lost beyond 99 % at the same deviation', () => {
    const ratios = [0.8, 0.75, 0.7, 0.66, 0.6, 0.3]
    const means = ratios.map((ratio) => studentFactors(degreesOfFreedom(ratio), 0.01).tailMean)
    for (const [index, mean] of means.slice(1).entries()) {
      expect(mean).toBeGreaterThanOrEqual(means[index] ?? Infinity)
    }
    expect(means.at(-1)).toBeGreaterThan(4)
  })
})

describe('a grid that changes', () => {
  it('a corrected price counts, whether or not the grid says where', () => {
    const settings = { window: 100 }
    const values = Float64Array.of(100)
    const grid = walkGrid(Random.fromSeed('corrected'), { products: 1, steps: 300 })
    const estimate = estimateOf(grid, settings)
    const before = estimate.tailValueAtRisk(values)
    grid.correct(0, 295, 2e9)
    estimate.update(grid)
    expect(estimate.tailValueAtRisk(values)).toBeGreaterThan(before)
    expect(estimate.tailValueAtRisk(values)).toBe(estimateOf(grid, settings).tailValueAtRisk(values))
  })
})

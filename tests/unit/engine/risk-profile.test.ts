import { describe, expect, it } from 'vitest'
import { DEFAULT_RISK_SETTINGS } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'
import { type PortfolioAtRisk, type RiskEstimate, riskProfile } from '$lib/engine/risk-profile'

const MINUTE = durationMs(60_000)
const YEAR_OF_MINUTES = 525_600

/** Product 0: 2000 minutes; 1: 12; 2: 100, all the same; 3: 100. A dollar in it adds a cent. */
const ESTIMATE: RiskEstimate = {
  count: (product) => [2000, 12, 100, 100][product] ?? 0,
  isYoung: (product) => product === 1 || product === 2,
  deviation: (product) => (product === 1 || product === 2 ? Number.NaN : 0.001),
  correlation: (a, b) => (a === 0 && b === 3 ? 0.4 : a === 3 && b === 0 ? 0.4 : Number.NaN),
  valueAtRisk: (values) => values.reduce((sum, value) => sum + value, 0) * 0.008,
  tailValueAtRisk: (values) => values.reduce((sum, value) => sum + value, 0) * 0.01,
  contributions: (values, into) => into.set(values.map((value) => value * 0.01)),
  yearlyDeviation: (values) => values.reduce((sum, value) => sum + value, 0) * 0.6,
}

const portfolio = (values: readonly number[]): PortfolioAtRisk => ({
  settings: DEFAULT_RISK_SETTINGS,
  limit: 500,
  products: ['BTC-USD', 'NEW-USD', 'PEG-USD', 'SOL-USD'],
  cash: 40_000,
  values: Float64Array.from(values),
  drawdown: 0.02,
  maxDrawdown: 0.1,
})
const profileOf = (...values: number[]) => riskProfile(portfolio(values), ESTIMATE, MINUTE)

describe('riskProfile', () => {
  it('tells what is held, what it may lose and what each product adds', () => {
    const profile = profileOf(30_000, 0, 0, 30_000)
    expect(profile).toMatchObject({ equity: 100_000, cash: 40_000, exposure: 60_000, limit: 500 })
    expect(profile).toMatchObject({
      valueAtRisk: 480,
      tailValueAtRisk: 600,
      drawdown: 0.02,
      maxDrawdown: 0.1,
    })
    expect(profile.volatility).toBeCloseTo(0.6, 12)
    expect(profile.holdings.map(({ id, value, contribution }) => [id, value, contribution])).toEqual([
      ['BTC-USD', 30_000, 300],
      ['SOL-USD', 30_000, 300],
    ])
    expect(profile.holdings[0]?.volatility).toBeCloseTo(0.001 * Math.sqrt(YEAR_OF_MINUTES), 12)
    expect(profile.correlations).toEqual([
      [1, 0.4],
      [0.4, 1],
    ])
    expect(profile.returns).toBe(100)
    expect(profile.notes).toEqual(['SOL-USD: the estimate rests on 100 minutes so far, of 1,440.'])
  })

  it('says of products too young, and of prices that never moved, that all of them counts as lost', () => {
    const profile = profileOf(10_000, 10_000, 10_000, 0)
    expect(profile.notes).toEqual([
      'NEW-USD: not enough history yet (12 of 60 minutes). All of it counts as lost.',
      'PEG-USD: its price did not move in 100 minutes, which tells no risk. All of it counts as lost.',
    ])
    expect(profile.holdings.map(({ young }) => young)).toEqual([false, true, true])
    expect(profile.volatility).toBeNaN()
    expect(profile.returns).toBe(12)
  })

  it('says once what holds for all products alike', () => {
    const estimate = { ...ESTIMATE, count: () => 1439, isYoung: () => false }
    const notes = riskProfile(portfolio([1000, 1000, 0, 1000]), estimate, MINUTE).notes
    expect(notes).toEqual(['All products: the estimate rests on 1,439 minutes so far, of 1,440.'])
    const known = { ...estimate, count: () => 1440 }
    expect(riskProfile(portfolio([1000, 1000, 0, 0]), known, MINUTE).notes).toEqual([])
  })

  it('has no volatility and no notes while all is in cash', () => {
    const profile = profileOf(0, 0, 0, 0)
    expect(profile).toMatchObject({
      exposure: 0,
      equity: 40_000,
      tailValueAtRisk: 0,
      holdings: [],
      notes: [],
    })
    expect(profile.volatility).toBeNaN()
    expect(profile.correlations).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { alpha, beta } from '$lib/analytics/benchmark'
import { drawdownDepth, worstDrawdown } from '$lib/analytics/drawdown'
import {
  annualReturn,
  calmar,
  downsideRisk,
  shape,
  sharpe,
  sortino,
  volatility,
} from '$lib/analytics/performance'
import { tailValueAtRisk, valueAtRisk } from '$lib/analytics/tail-risk'

// Series and values: github.com/quantopian/empyrical@40f61b4, empyrical/tests/test_stats.py (Apache-2.0), to 8
// decimals. Its leading NaN of "mixed" is dropped here, but counts as a day in its annual return.
const percent = (...values: number[]): Float64Array => Float64Array.from(values, (value) => value / 100)
const MIXED = percent(1, 10, -4, 2, 3, 2, 1, -10)
const NEGATIVE = percent(0, -6, -7, -1, -9, -2, -6, -8, -5)
const POSITIVE = percent(1, 2, 1, 1, 1, 1, 1, 1, 1)
const WEEKLY = percent(0, 1, 10, -4, 2, 3, 2, 1, -10)
const TWO = [0.01846232, 0.00793951, -0.01448395, 0.00422537, -0.00339611, 0.03756813, 0.0151531, 0.03549769]
const [DAYS, WEEKS, MONTHS] = [252, 52, 12]

/** Equity from 1, and instants a day apart. */
function curve(returns: ArrayLike<number>): { equity: Float64Array; time: Float64Array } {
  let level = 1
  const equity = Float64Array.from(returns, (value) => (level *= 1 + value))
  return { equity, time: equity.map((_, row) => row + 1) }
}

describe('performance, against the values empyrical publishes', () => {
  it.each([
    ['sharpe, mixed', sharpe(MIXED, DAYS), 1.7238613961706866],
    ['sharpe, positive', sharpe(POSITIVE, DAYS), 52.915026221291804],
    ['sortino, mixed', sortino(MIXED, DAYS), 2.605531251673693],
    ['sortino, negative', sortino(NEGATIVE, DAYS), -13.5327430750434],
    ['sortino, monthly', sortino(WEEKLY, MONTHS), 0.5360562674188976],
    ['sortino, two', sortino(TWO, DAYS), 38.090963117002495],
    ['downside risk, mixed, required 10 %', downsideRisk(MIXED, DAYS, 0.1), 1.7161730681956295],
    ['downside risk, monthly', downsideRisk(WEEKLY, MONTHS), 0.1243650540411842],
    ['downside risk, two', downsideRisk(TWO, DAYS), 0.08349568059570447],
    ['volatility, weekly', volatility(WEEKLY, WEEKS), 0.38851569394870583],
    ['annual return, mixed', annualReturn(curve(MIXED).equity.at(-1) ?? NaN, 9 / DAYS), 1.9135925373194231],
    ['alpha', alpha(MIXED, NEGATIVE.subarray(1), DAYS), -0.9997853834885004],
    ['beta', beta(MIXED, NEGATIVE.subarray(1)), -0.7129629629629631],
  ])('%s', (_, got, expected) => {
    expect(Math.abs(got - expected)).toBeLessThan(1e-8)
  })

  it('compounds to the annual return, monthly, and to calmar, weekly', () => {
    const growth = curve(WEEKLY).equity.at(-1) ?? NaN
    expect(annualReturn(growth, 9 / MONTHS)).toBeCloseTo(0.052242061386048144, 8)
    const depth = drawdownDepth(curve(WEEKLY).equity, 1)
    expect(calmar(annualReturn(growth, 9 / WEEKS), depth)).toBeCloseTo(2.4690830513998208, 8)
  })

  it('finds the largest drawdown, from the starting cash on', () => {
    expect(drawdownDepth(curve(MIXED).equity, 1)).toBeCloseTo(0.1, 8)
    expect(drawdownDepth(curve(NEGATIVE).equity, 1)).toBeCloseTo(0.3659, 4)
    expect(drawdownDepth(curve([0.01]).equity, 1)).toBe(0)
  })
})

describe('a drawdown', () => {
  const time = Float64Array.of(10, 20, 30, 40, 50, 60)
  const found = (...equity: number[]): unknown =>
    worstDrawdown(Float64Array.from(equity), time.subarray(0, equity.length), 100, 0)

  it('has the instants of its peak, its trough and its end', () => {
    expect(found(110, 99, 105, 110, 108, 120)).toEqual({
      depth: 1 - 99 / 110,
      peak: 10,
      trough: 20,
      recovered: 40,
    })
  })

  it('may begin at the start and never end', () => {
    expect(found(90, 80, 99)).toEqual({ depth: 1 - 80 / 100, peak: 0, trough: 20, recovered: NaN })
  })

  it('is the deepest of several: an earlier recovery is not its own', () => {
    expect(found(90, 100, 130, 65, 70)).toEqual({ depth: 0.5, peak: 30, trough: 40, recovered: NaN })
  })

  it('of a curve that never falls is none', () => {
    expect(found(100, 101, 101)).toEqual({ depth: 0, peak: NaN, trough: NaN, recovered: NaN })
  })
})

describe('the tail', () => {
  // numpy.percentile([0, 1, …, 99] / 1000 − 0.05, [5, 1]) and the means of the values up to those places.
  const rising = Float64Array.from({ length: 100 }, (_, place) => place / 1000 - 0.05)

  it('is a quantile and the mean below it, as losses', () => {
    expect(valueAtRisk(rising, 0.05)).toBeCloseTo(0.04505, 12)
    expect(valueAtRisk(rising, 0.01)).toBeCloseTo(0.04901, 12)
    expect(tailValueAtRisk(rising, 0.05)).toBeCloseTo(0.048, 12)
    expect(tailValueAtRisk(rising, 0.01)).toBeCloseTo(0.05, 12)
  })

  it('of a handful of returns is not defined', () => {
    expect(valueAtRisk(rising.subarray(0, 19), 0.05)).toBeNaN()
    expect(tailValueAtRisk(rising.subarray(0, 19), 0.05)).toBeNaN()
  })
})

describe('what is not defined', () => {
  it('is NaN, never a large number made of rounding', () => {
    const same = new Float64Array(50).map(
      (_, row) => (1.01 + row) / (1 + row) / ((1.01 + row) / (1 + row)) - 0.99,
    )
    expect(sharpe(same, 365)).toBeNaN()
    expect(
      sharpe(
        Float64Array.from({ length: 9 }, () => 0.1),
        365,
      ),
    ).toBeNaN()
    expect(shape(same)).toEqual({ skew: NaN, kurtosis: NaN })
    expect(sharpe([], 365)).toBeNaN()
    expect(sharpe([0.1], 365)).toBeNaN()
    expect(sharpe(new Float64Array(10), 365)).toBeNaN()
    expect(sortino(POSITIVE, 365)).toBeNaN()
    expect(calmar(0.1, 0)).toBeNaN()
    expect(annualReturn(0, 1)).toBeNaN()
    expect(annualReturn(1, 0)).toBeNaN()
    expect(beta(MIXED, new Float64Array(8))).toBeNaN()
    expect(alpha(MIXED, new Float64Array(8), 365)).toBeNaN()
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beta } from '$lib/analytics/benchmark'
import { drawdownCurve, drawdownDepth, worstDrawdown } from '$lib/analytics/drawdown'
import { monthlyReturns } from '$lib/analytics/months'
import { downsideRisk, sharpe, sortino, volatility } from '$lib/analytics/performance'
import { expectedMaximumSharpe, probabilisticSharpe } from '$lib/analytics/sharpe-evidence'
import { tailValueAtRisk, valueAtRisk } from '$lib/analytics/tail-risk'
import { thin } from '$lib/analytics/thin'
import { sorted } from '$lib/stats/quantile'

const RUNS = { numRuns: 300 }
// In steps of a millionth, so that spread is never a matter of rounding.
const change = fc.integer({ min: -90_000, max: 90_000 }).map((value) => value / 1_000_000)
const series = fc.array(change, { minLength: 25, maxLength: 200 }).map((values) => Float64Array.from(values))
const varied = series.filter((values) => new Set(values).size > 1)
const shift = fc.integer({ min: 1, max: 50_000 }).map((value) => value / 1_000_000)

function equityOf(returns: Float64Array): Float64Array {
  let level = 1
  return returns.map((value) => (level *= 1 + value))
}

function near(a: number, b: number): void {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(a), Math.abs(b)))
}

describe('the largest drawdown', () => {
  it('shrinks when every return is raised, and grows when it is lowered', () => {
    fc.assert(
      fc.property(series, shift, (returns, c) => {
        const depth = (by: number): number => drawdownDepth(equityOf(returns.map((value) => value + by)), 1)
        expect(depth(-c)).toBeGreaterThanOrEqual(depth(0))
        expect(depth(0)).toBeGreaterThanOrEqual(depth(c))
      }),
      RUNS,
    )
  })

  it('is that of the most distant pair of a peak and a later trough', () => {
    fc.assert(
      fc.property(series, (returns) => {
        const levels = [1, ...equityOf(returns)]
        const falls = levels.flatMap((peak, at) => levels.slice(at).map((later) => 1 - later / peak))
        near(drawdownDepth(equityOf(returns), 1), Math.max(...falls))
      }),
      { numRuns: 50 },
    )
  })

  it('is the same by curve, by depth and by dates, whatever the currency', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 1_000_000 }), (returns, dollars) => {
        const equity = equityOf(returns).map((value) => value * dollars)
        const time = equity.map((_, row) => row + 1)
        const { depth, peak, trough, recovered } = worstDrawdown(equity, time, dollars, 0)
        near(depth, drawdownDepth(equityOf(returns), 1))
        near(depth, -Math.min(0, ...drawdownCurve(equity, dollars)))
        if (depth > 0) near(depth, 1 - (equity[trough - 1] ?? NaN) / (equity[peak - 1] ?? dollars))
        if (!Number.isNaN(recovered)) expect(recovered).toBeGreaterThan(trough)
      }),
      RUNS,
    )
  })
})

describe('ratios of return to risk', () => {
  it('ask only for the difference to the risk-free rate, and fall as it rises', () => {
    fc.assert(
      fc.property(varied, shift, (returns, c) => {
        near(
          sharpe(
            returns.map((value) => value + c),
            365,
            c,
          ),
          sharpe(returns, 365),
        )
        expect(sharpe(returns, 365, c)).toBeLessThan(sharpe(returns, 365))
        expect(downsideRisk(returns, 365, c)).toBeGreaterThanOrEqual(downsideRisk(returns, 365))
      }),
      RUNS,
    )
  })

  it('know neither the order of returns nor, without a rate, their size', () => {
    fc.assert(
      fc.property(varied, fc.integer({ min: 2, max: 9 }), (returns, factor) => {
        const turned = returns.slice().reverse()
        const larger = returns.map((value) => value * factor)
        for (const ratio of [sharpe, sortino]) {
          const plain = ratio(returns, 365)
          if (Number.isNaN(plain)) continue
          near(ratio(turned, 365), plain)
          near(ratio(larger, 365), plain)
        }
        near(volatility(larger, 365), factor * volatility(returns, 365))
      }),
      RUNS,
    )
  })
})

describe('beta', () => {
  it('of twice and of the opposite of a benchmark is 2 and −1', () => {
    fc.assert(
      fc.property(varied, (market) => {
        near(
          beta(
            market.map((value) => 2 * value),
            market,
          ),
          2,
        )
        near(
          beta(
            market.map((value) => -value),
            market,
          ),
          -1,
        )
      }),
      RUNS,
    )
  })
})

describe('the tail', () => {
  it('is worse on average than where it begins, and worse the thinner it is', () => {
    fc.assert(
      fc.property(series, (returns) => {
        const rising = sorted(returns)
        for (const tail of [0.01, 0.05, 0.5]) {
          expect(tailValueAtRisk(rising, tail)).toBeGreaterThanOrEqual(valueAtRisk(rising, tail) - 1e-12)
        }
        expect(valueAtRisk(rising, 0.01)).toBeGreaterThanOrEqual(valueAtRisk(rising, 0.05))
        expect(tailValueAtRisk(rising, 0.01)).toBeGreaterThanOrEqual(tailValueAtRisk(rising, 0.05) - 1e-12)
      }),
      RUNS,
    )
  })
})

describe('the evidence of a Sharpe ratio', () => {
  it('is weaker the more was tried', () => {
    const evidence = { sharpe: 0.1, samples: 500, skew: -0.5, kurtosis: 4 }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), shift, (trials, deviation) => {
        const few = expectedMaximumSharpe(deviation, trials)
        const more = expectedMaximumSharpe(deviation, trials + 1)
        expect(more).toBeGreaterThan(few)
        expect(probabilisticSharpe(evidence, more)).toBeLessThanOrEqual(probabilisticSharpe(evidence, few))
      }),
      RUNS,
    )
  })
})

describe('months', () => {
  it('compound to the whole', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 0, max: 4e9 }), (returns, start) => {
        const equity = equityOf(returns)
        const time = equity.map((_, row) => start * 1000 + row * 86_400_000)
        const months = monthlyReturns(equity, time, 1)
        near(
          months.reduce((level, { return: change }) => level * (1 + change), 1),
          equity.at(-1) ?? NaN,
        )
        expect(new Set(months.map(({ year, month }) => year * 12 + month)).size).toBe(months.length)
      }),
      RUNS,
    )
  })
})

describe('thinning', () => {
  it('keeps the ends, the lowest and the highest, in order, and no more than asked', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 4, max: 60 }), (value, most) => {
        const time = value.map((_, row) => row)
        const thinned = thin(time, value, most)
        expect(thinned.value.length).toBeLessThanOrEqual(Math.max(most, 4))
        expect(Math.min(...thinned.value)).toBe(Math.min(...value))
        expect(Math.max(...thinned.value)).toBe(Math.max(...value))
        expect([thinned.time[0], thinned.time.at(-1)]).toEqual([0, value.length - 1])
        expect(thinned.time.every((row, at) => at === 0 || row > (thinned.time[at - 1] ?? NaN))).toBe(true)
        thinned.time.forEach((row, at) => expect(thinned.value[at]).toBe(value[row]))
      }),
      RUNS,
    )
  })
})

import { describe, expect, it } from 'vitest'
import { logGamma } from '$lib/stats/gamma'
import { incompleteBeta } from '$lib/stats/incomplete-beta'
import { normalTailMean } from '$lib/stats/normal-tail'
import {
  studentDensity,
  studentGearyRatio,
  studentQuantile,
  studentTailMean,
  studentUpperTail,
} from '$lib/stats/student-t'

// Closed forms of A. J. McNeil, R. Frey and P. Embrechts, "Quantitative Risk Management", sec. 2.3 (normal and Student-t
// expected shortfall); a loss is positive.
const NORMAL: readonly (readonly [alpha: number, multiplier: number])[] = [
  [0.9, 1.754983319324869],
  [0.95, 2.0627128075074257],
  [0.975, 2.3378027922014133],
  [0.99, 2.665214220345806],
  [0.995, 2.8919486053834804],
  [0.999, 3.367090077063992],
]
const STUDENT: readonly (readonly [nu: number, tail: number, quantile: number, mean: number])[] = [
  [3, 0.05, 2.3533634348018233, 3.874267517719298],
  [3, 0.01, 4.540702858568132, 7.003082036242108],
  [4, 0.05, 2.1318467863266495, 3.202870402094874],
  [4, 0.01, 3.746947387979196, 5.220584194492219],
  [5, 0.05, 2.0150483733330233, 2.890128946273072],
  [5, 0.01, 3.3649299989072174, 4.4524291118179695],
  [10, 0.05, 1.8124611228116756, 2.408401041844074],
  [10, 0.01, 2.7637694581126957, 3.3632514750145615],
]
const CLOSE = 1e-12

describe('tails', () => {
  it.each(NORMAL)('normal at %d: %d standard deviations on average beyond', (alpha, multiplier) => {
    expect(Math.abs(normalTailMean(alpha, 1 - alpha) - multiplier)).toBeLessThan(1e-12)
  })

  it.each(STUDENT)('t with %d degrees of freedom, the worst %d', (nu, tail, quantile, mean) => {
    expect(Math.abs(studentQuantile(tail, nu) - quantile)).toBeLessThan(CLOSE)
    expect(Math.abs(studentTailMean(tail, nu) - mean)).toBeLessThan(CLOSE)
  })

  it('a quantile is where the tail is, far out and near the middle, for any degrees of freedom', () => {
    for (const nu of [1.1, 2.1, 2.5, 7, 30, 100, 1000]) {
      for (const tail of [1e-6, 1e-4, 0.01, 0.2, 0.4999]) {
        const x = studentQuantile(tail, nu)
        expect(studentUpperTail(x, nu) / tail).toBeCloseTo(1, 10)
      }
      expect(studentQuantile(0.5, nu)).toBeCloseTo(0, 12)
    }
    for (const none of [0, -1, 0.6, Number.NaN]) expect(studentQuantile(none, 3)).toBeNaN()
  })

  it('the tail of one degree of freedom is Cauchy’s, of two has a closed form', () => {
    for (const x of [0, 0.3, 1, 4, 100]) {
      expect(studentUpperTail(x, 1)).toBeCloseTo(0.5 - Math.atan(x) / Math.PI, 13)
      expect(studentUpperTail(x, 2)).toBeCloseTo(0.5 - x / (2 * Math.sqrt(2 + x * x)), 13)
    }
  })

  it('the density is what the tail falls by', () => {
    for (const nu of [2.1, 5, 60]) {
      for (const x of [0.1, 1, 3]) {
        const slope = (studentUpperTail(x - 1e-5, nu) - studentUpperTail(x + 1e-5, nu)) / 2e-5
        expect(slope).toBeCloseTo(studentDensity(x, nu), 8)
      }
    }
  })

  it('Geary’s ratio: 2/π of three degrees of freedom, √(2/π) in the limit, rising all the way', () => {
    expect(studentGearyRatio(3)).toBeCloseTo(2 / Math.PI, 14)
    expect(studentGearyRatio(1e4)).toBeCloseTo(Math.sqrt(2 / Math.PI), 4)
    const ratios = [2.01, 2.1, 2.5, 3, 4, 6, 10, 30, 100].map(studentGearyRatio)
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b))
  })
})

describe('functions behind them', () => {
  it('log gamma of whole and half numbers', () => {
    let factorial = 1
    for (let n = 1; n <= 20; n += 1) {
      expect(Math.abs(logGamma(n) - Math.log(factorial))).toBeLessThan(
        1e-13 * Math.max(Math.log(factorial), 1),
      )
      factorial *= n
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14)
    expect(logGamma(100.5) - logGamma(99.5)).toBeCloseTo(Math.log(99.5), 12)
    for (const none of [0, -1, Number.NaN]) expect(logGamma(none)).toBeNaN()
    expect(logGamma(Infinity)).toBe(Infinity)
  })

  it('incomplete beta: powers where b is 1, its mirror, its ends', () => {
    for (const x of [0, 0.1, 0.5, 0.9, 1]) {
      expect(incompleteBeta(2.5, 1, x)).toBeCloseTo(x ** 2.5, 13)
      expect(incompleteBeta(3, 0.5, x) + incompleteBeta(0.5, 3, 1 - x)).toBeCloseTo(1, 13)
    }
    for (const [a, b, x] of [
      [0, 1, 0.5],
      [1, -1, 0.5],
      [1, 1, -0.1],
      [1, 1, Number.NaN],
    ] as const) {
      expect(incompleteBeta(a, b, x)).toBeNaN()
    }
  })
})

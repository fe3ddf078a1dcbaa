import { describe, expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import { covariance } from '$lib/stats/covariance'
import { deviation, mean, moments, sum, variance } from '$lib/stats/moments'
import { quantile, sorted } from '$lib/stats/quantile'
import { normalVariate } from '$lib/stats/variates'

const SMALL = [2, 4, 4, 4, 5, 5, 7, 9]

describe('moments', () => {
  it('of eight numbers, reckoned by hand', () => {
    // Around 5 the squares sum to 32, the cubes to 42, the fourths to 356.
    expect(moments(SMALL)).toEqual({
      count: 8,
      mean: 5,
      variance: 4,
      skew: 42 / 8 / 8,
      excessKurtosis: 356 / 8 / 16 - 3,
    })
    expect(variance(SMALL, 'sample')).toBe(32 / 7)
    expect(deviation(SMALL, 'population')).toBe(2)
  })

  it('of a normal distribution are near 0, 1, 0, 0', () => {
    const random = Random.fromSeed('moments')
    const found = moments(Float64Array.from({ length: 40_000 }, () => normalVariate(random)))
    expect(Math.abs(found.mean)).toBeLessThan(0.02)
    expect(Math.abs(found.variance - 1)).toBeLessThan(0.03)
    expect(Math.abs(found.skew)).toBeLessThan(0.05)
    expect(Math.abs(found.excessKurtosis)).toBeLessThan(0.1)
  })

  it('survive a mean that is large beside the spread', () => {
    const far = SMALL.map((value) => value + 1e15)
    expect(moments(far)).toEqual({ ...moments(SMALL), mean: 5 + 1e15 })
  })

  it('keep what plain sums lose', () => {
    expect(sum([1e16, 1, -1e16, 1])).toBe(2)
    expect(sum([Infinity, 1])).toBe(Infinity)
  })

  it('say that they do not know', () => {
    expect([mean([]), variance([], 'population'), variance([3], 'sample')]).toEqual([NaN, NaN, NaN])
    expect(variance([3], 'population')).toBe(0)
    const constant = moments(Array.from({ length: 7 }, () => 0.1))
    expect([constant.variance, constant.skew, constant.excessKurtosis]).toEqual([0, NaN, NaN])
    expect(mean([1, NaN])).toBeNaN()
    expect(variance([1, NaN, 2], 'sample')).toBeNaN()
  })
})

describe('quantile', () => {
  it('lies between two values as NumPy has it', () => {
    const rising = sorted([4, 1, 3, 2])
    expect([0, 0.25, 0.4, 1].map((p) => quantile(rising, p))).toEqual([1, 1.75, 2.2, 4])
    // An infinite neighbour of which no part is taken makes no NaN.
    expect([quantile(rising, 0.5), quantile([7], 0.5), quantile([1, 2, Infinity], 0.5)]).toEqual([2.5, 7, 2])
  })

  it('is unknown of nothing and outside 0 … 1', () => {
    expect([quantile([], 0.5), quantile([1], 1.5), quantile([1], NaN)]).toEqual([NaN, NaN, NaN])
  })

  it('leaves what it sorts alone', () => {
    const values = [10, 9, -1]
    expect([...sorted(values)]).toEqual([-1, 9, 10])
    expect(values).toEqual([10, 9, -1])
  })
})

describe('covariance', () => {
  it('of a line is its slope times the variance', () => {
    const line = SMALL.map((x) => 3 * x - 1)
    expect(covariance(SMALL, line, 'population')).toBe(12)
    expect(covariance(SMALL, line, 'sample')).toBe((3 * 32) / 7)
  })

  it('is unknown where nothing is there', () => {
    expect([covariance([], [], 'population'), covariance([1], [2], 'sample')]).toEqual([NaN, NaN])
    expect(() => covariance([1], [], 'sample')).toThrow('of the same length')
  })
})

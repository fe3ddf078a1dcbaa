import { describe, expect, it } from 'vitest'
import { exponentialAverage, mean, sampleDeviation, sampleVariance } from '$lib/stats/moments'

describe('moments', () => {
  it('of a small sample are what one computes by hand', () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9]
    expect(mean(values)).toBe(5)
    expect(sampleVariance(values)).toBeCloseTo(32 / 7, 14)
    expect(sampleDeviation(Float64Array.from(values))).toBeCloseTo(Math.sqrt(32 / 7), 14)
  })

  it('keep their digits far from zero', () => {
    const values = [4, 7, 13, 16].map((value) => value + 1e9)
    expect(sampleVariance(values)).toBe(30)
  })

  it('are NaN where they are not defined', () => {
    expect(mean([])).toBeNaN()
    expect(sampleVariance([1])).toBeNaN()
    expect(sampleDeviation([])).toBeNaN()
    expect(exponentialAverage([], 0.5)).toBeNaN()
  })
})

describe('exponentialAverage', () => {
  it('gives the published EMA(5) seeded with the first price (Tulip Indicators, untest.txt)', () => {
    const closes = [81.59, 81.06, 82.87, 83.0, 83.61, 83.15, 82.84, 83.99, 84.55, 84.36, 85.53, 86.54, 86.89]
    expect(exponentialAverage(closes.slice(0, 2), 2 / 6)).toBeCloseTo(81.413, 3)
    expect(exponentialAverage(closes, 2 / 6)).toBeCloseTo(85.725, 3)
  })

  it.each([0, -0.1, 1.1, NaN])('refuses the weight %s', (weight) => {
    expect(() => exponentialAverage([1, 2], weight)).toThrow('not a weight')
  })
})

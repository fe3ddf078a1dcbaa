import { describe, expect, it } from 'vitest'
import { Bollinger } from '$lib/market/indicators/bollinger'
import { RealisedVolatility } from '$lib/market/indicators/realised-volatility'
import { RollingMoments } from '$lib/market/indicators/rolling-moments'
import { Rsi } from '$lib/market/indicators/rsi'
import { Sma } from '$lib/market/indicators/sma'
import { ZScore } from '$lib/market/indicators/z-score'

const feed = (kernel: { next(input: number): number }, inputs: readonly number[]): number[] =>
  inputs.map((input) => kernel.next(input))

describe('indicators at their edges', () => {
  it('answers the last value over a gap, and goes on as if the gap had not been', () => {
    expect(feed(new Sma(2), [1, 3, NaN, 5, Infinity, 7])).toEqual([NaN, 2, 2, 4, 4, 6])
  })

  it('calls a series without movement neither strong nor weak', () => {
    expect(feed(new Rsi(2), [7, 7, 7])).toEqual([NaN, NaN, 50])
  })

  it('knows only rises and only falls', () => {
    expect(new Rsi(2)).toSatisfy((rsi: Rsi) => feed(rsi, [1, 2, 3]).at(-1) === 100)
    expect(new Rsi(2)).toSatisfy((rsi: Rsi) => feed(rsi, [3, 2, 1]).at(-1) === 0)
  })

  it('has no spread at all where the window is constant, whatever came before', () => {
    const moments = new RollingMoments(3)
    feed(moments, [1e9 + 0.1, 0.3, 123.456, 0.1, 0.1, 0.1])
    expect([moments.mean, moments.variance]).toEqual([0.1, 0])
    expect(feed(new ZScore(2), [5, 0.1, 0.1])).toEqual([NaN, -1, 0])
  })

  it('closes the bands on a constant', () => {
    const bands = new Bollinger(2, 2)
    feed(bands, [4, 4])
    expect([bands.lower, bands.middle, bands.upper]).toEqual([4, 4, 4])
  })

  it('scales volatility to a year of 365 days', () => {
    // A day's bar that moves by a factor of e has a squared log return of 1.
    const [, annual = NaN] = feed(new RealisedVolatility(1, 86_400), [1, Math.E])
    expect(annual).toBeCloseTo(Math.sqrt(365), 12)
  })

  it('counts a return across a hole once', () => {
    const [first, , last] = feed(new RealisedVolatility(1, 86_400), [1, NaN, Math.E])
    expect(first).toBeNaN()
    expect(last).toBeCloseTo(Math.sqrt(365), 12)
  })

  it('refuses a period that is none', () => {
    expect(() => new Sma(0)).toThrow('a period is a whole number, at least 1; this one is 0')
    expect(() => new Sma(2.5)).toThrow('a period is a whole number')
  })
})

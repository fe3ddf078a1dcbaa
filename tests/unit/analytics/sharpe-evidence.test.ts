import { describe, expect, it } from 'vitest'
import { deflatedSharpe, expectedMaximumSharpe, probabilisticSharpe } from '$lib/analytics/sharpe-evidence'

describe('the probabilistic Sharpe ratio', () => {
  // Bailey and López de Prado, "The Sharpe Ratio Efficient Frontier" (2012): 24 months of a hedge fund with a Sharpe
  // ratio of 0.458 a month (1.59 a year), skew −2.448, kurtosis 10.164: 98.2 % if normal, with its moments 91.3 %.
  const sharpe = 0.458

  it('is the published one, with and without the higher moments', () => {
    expect(probabilisticSharpe({ sharpe, samples: 24, skew: 0, kurtosis: 0 })).toBeCloseTo(0.982, 3)
    expect(probabilisticSharpe({ sharpe, samples: 24, skew: -2.448, kurtosis: 10.164 - 3 })).toBeCloseTo(
      0.913,
      3,
    )
  })

  it('is a half against itself, and rises with the length of the record', () => {
    const evidence = { sharpe, samples: 24, skew: -1, kurtosis: 2 }
    expect(probabilisticSharpe(evidence, sharpe)).toBe(0.5)
    expect(probabilisticSharpe({ ...evidence, samples: 48 })).toBeGreaterThan(probabilisticSharpe(evidence))
  })

  it('is not defined without returns or a Sharpe ratio', () => {
    expect(probabilisticSharpe({ sharpe, samples: 1, skew: 0, kurtosis: 0 })).toBeNaN()
    expect(probabilisticSharpe({ sharpe: NaN, samples: 9, skew: 0, kurtosis: 0 })).toBeNaN()
    // No distribution has such moments, rounding may.
    expect(probabilisticSharpe({ sharpe: 2, samples: 9, skew: 9, kurtosis: 0 })).toBeNaN()
  })
})

describe('the deflated Sharpe ratio', () => {
  // Bailey and López de Prado, "The Deflated Sharpe Ratio" (2014), the numerical example: an annual Sharpe ratio of
  // 2.5 over 1,250 days (250 a year), the best of 100 whose annual Sharpe ratios have a variance of ½.
  const best = { sharpe: 2.5 / Math.sqrt(250), samples: 1250, skew: -3, kurtosis: 10 - 3 }
  const deviation = Math.sqrt(0.5 / 250)
  const against = (trials: number): number => expectedMaximumSharpe(deviation, trials)

  it('is the published one', () => {
    expect(against(100)).toBeCloseTo(0.1132, 4)
    expect(probabilisticSharpe(best, against(100))).toBeCloseTo(0.9004, 4)
  })

  it('passes 95 % at 46 trials, at 88 if returns were normal', () => {
    expect(probabilisticSharpe(best, against(46))).toBeCloseTo(0.9505, 4)
    expect(probabilisticSharpe({ ...best, skew: 0, kurtosis: 0 }, against(88))).toBeCloseTo(0.9505, 4)
  })

  it('takes deviation and number from the trials', () => {
    // 100 values with a sample variance of ½ / 250.
    const spread = deviation * Math.sqrt(99 / 100)
    const trials = Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? spread : -spread))
    const { probability, expectedBest } = deflatedSharpe(best, trials)
    expect(expectedBest).toBeCloseTo(0.1132, 4)
    expect(probability).toBeCloseTo(0.9004, 4)
  })

  it('counts trials without a Sharpe ratio, and is not defined without two that have one', () => {
    const { expectedBest } = deflatedSharpe(best, [0.1, 0.2, NaN, NaN])
    expect(expectedBest).toBeCloseTo(expectedMaximumSharpe(Math.sqrt(0.005), 4), 12)
    expect(deflatedSharpe(best, [0.1, NaN])).toEqual({ probability: NaN, expectedBest: NaN })
  })

  it('expects nothing of luck in a single trial', () => {
    expect(expectedMaximumSharpe(1, 1)).toBe(0)
    expect(expectedMaximumSharpe(1, 2)).toBeGreaterThan(0)
  })
})

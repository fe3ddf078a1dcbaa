import { describe, expect, it } from 'vitest'
import { type Feature, type FeatureColumn, atr, col, constant } from '$lib/lab/features/expression'
import { evaluate } from '$lib/lab/features/evaluate'
import { type FeaturePlan, plan } from '$lib/lab/features/plan'
import { log } from '$lib/stats/log'
import { type Bars, allocateBars } from '$lib/market/bars'

function barsOf(closes: readonly number[]): Bars {
  const bars = allocateBars(closes.length)
  closes.forEach((close, row) => {
    bars.time[row] = row * 60_000
    bars.open[row] = close - 1
    bars.high[row] = close + 2
    bars.low[row] = close - 3
    bars.close[row] = close
    bars.volume[row] = row / 4
  })
  return bars
}

function planned(...features: readonly Feature[]): FeaturePlan {
  const made = plan(features)
  if (!made.ok) throw new Error(made.error)
  return made.value
}

const figures = (feature: Feature, closes: readonly number[]): number[] => [
  ...(evaluate(planned(feature), barsOf(closes))[0] ?? []),
]

const close = col('close')

describe('features', () => {
  it.each<[string, Feature, number[]]>([
    ['a column', col('high'), [12, 22, 14, 32]],
    ['volume', col('volume'), [0, 0.25, 0.5, 0.75]],
    ['a constant', constant(3), [3, 3, 3, 3]],
    ['arithmetic', close.add(2).mul(3).sub(close).div(2), [13, 23, 15, 33]],
    ['the other way round', constant(60).div(close), [6, 3, 5, 2]],
    ['a lag', close.lag(2), [NaN, NaN, 10, 20]],
    ['no lag', close.lag(0), [10, 20, 12, 30]],
    ['differences', close.diff().abs(), [NaN, 10, 8, 18]],
    ['fractions', close.pctChange().neg(), [NaN, -1, 0.4, -1.5]],
    ['log returns', close.logReturn(2), [NaN, NaN, log(12 / 10), log(30 / 20)]],
    ['means', close.rolling(2).mean(), [NaN, 15, 16, 21]],
    ['sums', close.rolling(3).sum(), [NaN, NaN, 42, 62]],
    ['deviations', close.rolling(2).std(), [NaN, 5, 4, 9]],
    ['extremes', close.rolling(2).max().sub(close.rolling(2).min()), [NaN, 10, 8, 18]],
    ['exponential averages', close.ewm(3), [10, 15, 13.5, 21.75]],
    ['Wilder', close.wilder(2), [NaN, 15, 13.5, 21.75]],
    ['strength', close.rsi(1), [NaN, 100, 0, 100]],
    ['true ranges', atr(1), [5, 12, 11, 20]],
    ['scores', close.zscore(2), [NaN, 1, -1, 1]],
    ['comparisons', close.gt(close.lag(1)), [NaN, 1, 0, 1]],
    ['not less', close.gte(20).add(close.lt(12)), [1, 1, 0, 1]],
    ['not more', close.lte(12), [1, 0, 1, 0]],
    ['limits', close.lag(1).clip(12, 15), [NaN, 12, 15, 12]],
  ])('know %s', (_, feature, expected) => {
    expect(figures(feature, [10, 20, 12, 30])).toEqual(expected)
  })

  it('pass over rows without a bar as if they were not there', () => {
    const feature = close.diff().rolling(2).sum()
    expect(figures(feature, [NaN, 1, 2, NaN, 4, 8])).toEqual([NaN, NaN, NaN, NaN, 3, 6])
    expect(figures(close, [NaN, 5, NaN])).toEqual([NaN, 5, 5])
  })
})

describe('a plan', () => {
  it('reckons what is asked for twice once', () => {
    const spread = (): Feature => close.logReturn().rolling(20).std()
    const made = planned(spread().zscore(500), spread(), close.lag(1), close.add(1), constant(1).add(close))
    // close, lag, div, log, std, z-score, 1, close + 1.
    expect(made.steps.map(({ type }) => type)).toEqual([
      ...['column', 'lag', 'binary', 'unary', 'window', 'window', 'constant', 'binary'],
    ])
    expect(made.outputs).toEqual([5, 4, 1, 7, 7])
  })

  it('is quick about doubling', () => {
    let feature: Feature = close
    for (let turn = 0; turn < 100; turn += 1) feature = feature.add(feature)
    expect(planned(feature).steps).toHaveLength(101)
  })

  it('says how many bars come before the first known figure', () => {
    const feature = close.logReturn().rolling(20).std().zscore(50)
    const { warmUp } = planned(feature, atr(14), close.rsi(14), close.ewm(9))
    const known = figures(
      feature,
      Array.from({ length: 80 }, (_, row) => 100 + (row % 7)),
    )
    expect(known.findIndex((value) => !Number.isNaN(value)) + 1).toBe(warmUp)
  })

  it('keeps the two zeros apart', () => {
    const made = planned(constant(1).div(constant(-0)), constant(1).div(constant(0)))
    expect(evaluate(made, barsOf([1])).map((column) => column[0])).toEqual([-Infinity, Infinity])
  })

  it.each<[Feature, string]>([
    [close.lag(-1), 'lag(-1) would look into the future; a lag is 0 bars or more.'],
    [close.diff(-3), 'lag(-3) would look into the future; a lag is 0 bars or more.'],
    [close.lag(1.5), 'lag(1.5): a lag is a whole number of bars up to 100000.'],
    [close.rolling(0).mean(), 'mean over 0 bars: a window is a whole number of bars from 1 to 100000.'],
    [close.rsi(NaN), 'rsi over NaN bars: a window is a whole number of bars from 1 to 100000.'],
    [atr(1e9), 'atr over 1000000000 bars: a window is a whole number of bars from 1 to 100000.'],
    [close.clip(2, 1), 'clip(2, 1) leaves nothing between.'],
    [close.mul(NaN), 'A constant has to be a number.'],
    [
      col('next_close' as FeatureColumn),
      'There is no column "next_close"; there are open, high, low, close, volume.',
    ],
    [nested(600), 'A feature is nested more than 500 deep.'],
  ])('refuses in words: %#', (feature, sentence) => {
    expect(plan([close, feature])).toEqual({ ok: false, error: sentence })
  })

  it('does not grow without end', () => {
    const many = Array.from({ length: 1200 }, (_, index) => close.lag(index))
    expect(plan(many)).toEqual({ ok: false, error: 'The features need more than 1000 steps.' })
  })
})

function nested(times: number): Feature {
  let feature: Feature = close
  for (let turn = 0; turn < times; turn += 1) feature = feature.add(1)
  return feature
}

import { describe, expect, it } from 'vitest'
import { col } from '$lib/lab/features/expression'
import { plan } from '$lib/lab/features/plan'
import { Learner, type LearnedSettings } from '$lib/lab/learned/learner'
import { LearnedAlpha, isLearned } from '$lib/lab/learned/learned-alpha'
import { LOGISTIC } from '$lib/lab/learned/logistic'
import { RIDGE } from '$lib/lab/learned/ridge'
import { SampleRing } from '$lib/lab/learned/sample-ring'
import { allocateSamples } from '$lib/lab/learned/samples'
import { USUAL_FEATURES } from '$lib/lab/learned/usual-features'
import { checkParameters } from '$lib/lab/strategies/check-parameters'
import { LEARNED_LOGISTIC } from '$lib/lab/strategies/learned-logistic'
import { LEARNED_RIDGE } from '$lib/lab/strategies/learned-ridge'
import type { Bars } from '$lib/market/bars'
import { log } from '$lib/stats/log'
import { plantedBars } from '../../../fixtures/planted-bars'
import { blockOf, modelOf, runOn } from '../../../fixtures/strategy-runs'

const SETTINGS: LearnedSettings = {
  ...{ method: RIDGE, horizon: 1, window: 500, retrain: 250, threshold: 0, penalty: 0.01 },
}

function learnerOf(settings: LearnedSettings): Learner {
  const planned = plan(USUAL_FEATURES.map(({ feature }) => feature))
  if (!planned.ok) throw new Error(planned.error)
  return new Learner(planned.value, settings)
}

function stepRow(learner: Learner, { high, low, close, open, volume }: Bars, row: number): number {
  const at = (column: Float64Array): number => column[row] ?? NaN
  return learner.step(at(high), at(low), at(close), at(open), at(volume))
}

/** How often what is wanted after a bar agrees with whether the next one rises. */
function hitRate(bars: Bars, settings: LearnedSettings): number {
  const learner = learnerOf(settings)
  let [hits, bets] = [0, 0]
  for (let row = 0; row + 1 < bars.length; row += 1) {
    const wanted = stepRow(learner, bars, row)
    if (Number.isNaN(learner.prediction)) continue
    bets += 1
    if ((wanted === 1) === (bars.close[row + 1] ?? NaN) > (bars.close[row] ?? NaN)) hits += 1
  }
  return hits / bets
}

describe('a learner', () => {
  const planted = plantedBars(5000, 0.6, 'planted')
  const noise = plantedBars(5000, 0, 'noise')

  it.each([
    ['ridge', SETTINGS],
    ['logistic', { ...SETTINGS, method: LOGISTIC, threshold: 0.5 }],
  ])('finds what was planted, and nothing where nothing is: %s', (_, settings) => {
    // The best that can be is ½ + arcsin(0.6) / π = 0.705.
    expect(hitRate(planted, settings)).toBeGreaterThan(0.67)
    expect(hitRate(noise, settings)).toBeLessThan(0.53)
  })

  it('trains when the first window is whole, then at every interval, and keeps what it learned', () => {
    const learner = learnerOf({ ...SETTINGS, horizon: 5 })
    for (let row = 0; row < 1400; row += 1) stepRow(learner, planted, row)
    // Volume's score over 100 bars and the deviation of 100 returns: known with the 101st bar.
    expect(learner.trainings.map(({ bars }) => bars)).toEqual([605, 855, 1105, 1355])
    for (const { samples, weights, means, deviations } of learner.trainings) {
      expect([samples, weights.length, means.length, deviations.length]).toEqual([500, 12, 12, 12])
    }
  })

  it('stays out until then', () => {
    const learner = learnerOf({ ...SETTINGS, threshold: -1 })
    const wanted = Array.from({ length: 700 }, (_, row) => stepRow(learner, planted, row))
    expect([wanted.indexOf(1), learner.trainings[0]?.bars]).toEqual([600, 601])
  })

  it('tells why in a sentence', () => {
    const [ridge, logistic] = [learnerOf(SETTINGS), learnerOf({ ...SETTINGS, method: LOGISTIC })]
    expect(ridge.reason()).toBe('The model cannot say what comes next.')
    for (let row = 0; row < 800; row += 1) {
      stepRow(ridge, planted, row)
      stepRow(logistic, planted, row)
    }
    expect(ridge.reason()).toMatch(/^The model expects -?0\.\d\d % over the next 1 bars\.$/)
    expect(logistic.reason()).toMatch(/^The model gives a rise over the next 1 bars \d+\.\d %\.$/)
  })
})

describe('samples', () => {
  it('have outcomes that are known, and only features that are', () => {
    const ring = new SampleRing(1, 3, 2)
    const closes = [1, 2, 4, 8, 16, 32, 64]
    closes.forEach((close, bar) => {
      ring.push(Float64Array.of(bar === 3 ? NaN : bar), close)
    })
    const samples = allocateSamples(3, 1)
    ring.gather(samples)
    // Bars 2, 3 and 4, of which the third's feature is unknown; the outcome of 4 is the newest close.
    expect(samples.count).toBe(2)
    expect([...samples.inputs.subarray(0, 4)]).toEqual([1, 2, 1, 4])
    expect([...samples.outcomes.subarray(0, 2)]).toEqual([log(4), log(4)])
  })
})

describe('learned strategies', () => {
  it.each([LEARNED_RIDGE, LEARNED_LOGISTIC])(
    '$name trades what it learned, and shows its weights',
    (strategy) => {
      const values = {
        horizon: 1,
        window: 500,
        retrain: 250,
        penalty: 0.01,
        threshold: strategy === LEARNED_RIDGE ? 5 : 60,
      }
      const alpha = modelOf(strategy, values)
      const result = runOn(blockOf([plantedBars(3000, 0.6, 'traded')]), alpha)
      expect(result.trades).toBeGreaterThan(100)
      expect(isLearned(alpha) && alpha.trainings().map(({ product, bars }) => [product, bars])).toEqual([
        ...[601, 851, 1101, 1351, 1601, 1851, 2101, 2351, 2601, 2851].map((bars) => [0, bars]),
      ])
      expect(isLearned(alpha) && alpha.inputs).toHaveLength(USUAL_FEATURES.length + 1)
    },
  )

  it('refuses to train so often that a backtest would stand still', () => {
    const answer = checkParameters(LEARNED_RIDGE, { window: 5000, retrain: 249 })
    const sentence = 'Training on 5000 bars costs time: train anew after 250 bars or more.'
    expect(answer).toEqual({ ok: false, error: sentence })
    expect(checkParameters(LEARNED_LOGISTIC, { window: 5000, retrain: 250 }).ok).toBe(true)
  })

  it('names itself by all that it was told', () => {
    expect(new LearnedAlpha(SETTINGS, 300).name).toBe('learned-ridge(1, 500/250, 0, 0.01 of 300 s)')
  })

  it('refuses features that look ahead', () => {
    const peek = { name: 'peek', feature: col('close').lag(-1) }
    expect(() => new LearnedAlpha(SETTINGS, 60, [peek])).toThrow('the features of a model are sound')
  })
})

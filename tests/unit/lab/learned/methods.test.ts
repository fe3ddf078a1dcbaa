import { describe, expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import { LOGISTIC } from '$lib/lab/learned/logistic'
import type { LearningMethod } from '$lib/lab/learned/method'
import { RIDGE } from '$lib/lab/learned/ridge'
import { type Samples, allocateSamples, standardise } from '$lib/lab/learned/samples'
import { exp } from '$lib/stats/exp'
import { normalVariate } from '$lib/stats/variates'

/** Three inputs drawn by seed, and what `outcome` makes of them. */
function samplesOf(count: number, outcome: (row: readonly number[], random: Random) => number): Samples {
  const samples = allocateSamples(count, 3)
  const random = Random.fromSeed('samples')
  for (let row = 0; row < count; row += 1) {
    const inputs = [normalVariate(random), normalVariate(random), normalVariate(random)]
    samples.inputs.set([1, ...inputs], row * 4)
    samples.outcomes[row] = outcome(inputs, random)
  }
  samples.count = count
  return samples
}

const weightsOf = (method: LearningMethod, samples: Samples, penalty: number): number[] => [
  ...(method.fit(samples, penalty) ?? []),
]

describe('ridge regression', () => {
  const line = samplesOf(500, ([a = 0, b = 0, c = 0]) => 2 + 3 * a - b + 0 * c)

  it('finds the weights of an exact line', () => {
    weightsOf(RIDGE, line, 0).forEach((weight, at) => {
      expect(weight).toBeCloseTo([2, 3, -1, 0][at] ?? NaN, 9)
    })
  })

  it('halves the weight of a standardised input when the penalty is 1', () => {
    const one = allocateSamples(4, 1)
    one.inputs.set([1, -1, 1, 1, 1, -1, 1, 1])
    one.outcomes.set([-2, 4, -2, 4])
    one.count = 4
    // The normal equations are (n + λ n) w = Σ x y: w = 12 / 8, where plain least squares has 3.
    const [intercept, weight] = weightsOf(RIDGE, one, 1)
    expect(intercept).toBeCloseTo(1, 8)
    expect(weight).toBeCloseTo(1.5, 12)
  })

  it('is at home with inputs that are the same twice, or nothing at all', () => {
    const twice = samplesOf(300, ([a = 0]) => a)
    for (let row = 0; row < 300; row += 1) {
      twice.inputs[row * 4 + 2] = twice.inputs[row * 4 + 1] ?? NaN
      twice.inputs[row * 4 + 3] = 7
    }
    standardise(twice)
    const [, first = NaN, second = NaN, constant = NaN] = weightsOf(RIDGE, twice, 0.01)
    expect(first).toBeCloseTo(second, 9)
    expect(constant).toBe(0)
    expect(RIDGE.fit(twice, 0)).toBeUndefined()
  })
})

describe('logistic regression', () => {
  it('finds the odds that the outcomes were drawn by', () => {
    const drawn = samplesOf(20_000, ([a = 0, b = 0], random) =>
      random.uniform() < 1 / (1 + exp(-(0.5 + a - 2 * b))) ? 1 : -1,
    )
    weightsOf(LOGISTIC, drawn, 0).forEach((weight, at) => {
      expect(Math.abs(weight - ([0.5, 1, -2, 0][at] ?? NaN))).toBeLessThan(0.08)
    })
  })

  it('ends where the slope of its likelihood is 0', () => {
    const drawn = samplesOf(400, ([a = 0], random) => a + normalVariate(random))
    const weights = weightsOf(LOGISTIC, drawn, 0.1)
    const slope = weights.map((weight, at) => (at === 0 ? 0 : -0.1 * 400 * weight))
    for (let row = 0; row < 400; row += 1) {
      const inputs = [...drawn.inputs.subarray(row * 4, row * 4 + 4)]
      const score = inputs.reduce((total, input, at) => total + input * (weights[at] ?? NaN), 0)
      const missed = ((drawn.outcomes[row] ?? NaN) > 0 ? 1 : 0) - 1 / (1 + exp(-score))
      inputs.forEach((input, at) => {
        slope[at] = (slope[at] ?? NaN) + input * missed
      })
    }
    slope.forEach((value) => {
      expect(Math.abs(value)).toBeLessThan(1e-6)
    })
  })

  it('keeps its head where all outcomes are the same, and where one input tells all', () => {
    const [sure = NaN] = weightsOf(
      LOGISTIC,
      samplesOf(200, () => 1),
      0.01,
    )
    expect(LOGISTIC.prediction(sure)).toBeGreaterThan(0.99)
    const told = weightsOf(
      LOGISTIC,
      samplesOf(200, ([a = 0]) => a),
      0.01,
    )
    expect(told.every((weight) => Number.isFinite(weight) && Math.abs(weight) < 20)).toBe(true)
    expect(told[1]).toBeGreaterThan(1)
  })
})

describe('standardised inputs', () => {
  it('have mean 0 and deviation 1, but for what does not vary', () => {
    const samples = allocateSamples(3, 2)
    samples.inputs.set([1, 1, 0.1, 1, 2, 0.1, 1, 3, 0.1])
    samples.count = 3
    const { means, deviations } = standardise(samples)
    expect([...means]).toEqual([0, 2, expect.closeTo(0.1, 15)])
    expect([...deviations]).toEqual([1, Math.sqrt(2 / 3), 0])
    expect([...samples.inputs]).toEqual(
      [1, -Math.sqrt(1.5), 0, 1, 0, 0, 1, Math.sqrt(1.5), 0].map((x) => expect.closeTo(x, 12)),
    )
  })
})

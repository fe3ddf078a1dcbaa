import { exp } from '../../stats/exp'
import { LinearSystem } from './linear-system'
import type { LearningMethod } from './method'
import type { Samples } from './samples'

/** Newton doubles the right digits each time; more rounds would change nothing. */
const MOST_ROUNDS = 8
/** A step after which the next one would be lost in rounding. */
const LAST_STEP = 1e-8

/**
 * Logistic regression of whether the price rises over the horizon, with a penalty on the squared weights, by
 * iteratively reweighted least squares (P. McCullagh and J. A. Nelder, "Generalized Linear Models", 2.5),
 * from weights of 0.
 */
export const LOGISTIC: LearningMethod = {
  name: 'logistic',
  fit: fitLogistic,
  prediction: logistic,
  reason: (prediction, horizon) =>
    `The model gives a rise over the next ${horizon} bars ${(100 * prediction).toFixed(1)} %.`,
}

function fitLogistic(samples: Samples, penalty: number): Float64Array | undefined {
  const system = new LinearSystem(samples.width)
  const weights = new Float64Array(samples.width)
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    system.clear()
    addUp(system, samples, weights)
    system.penalise(penalty * samples.count, weights)
    const step = system.solve()
    if (step === undefined) return undefined
    if (move(weights, step) < LAST_STEP) break
  }
  return weights
}

/** Answers how far the weight that went farthest did. */
function move(weights: Float64Array, step: Float64Array): number {
  let farthest = 0
  for (let input = 0; input < weights.length; input += 1) {
    const by = step[input] ?? NaN
    weights[input] = (weights[input] ?? NaN) + by
    farthest = Math.max(farthest, Math.abs(by))
  }
  return farthest
}

function addUp(system: LinearSystem, samples: Samples, weights: Float64Array): void {
  const { width, count, inputs, outcomes } = samples
  for (let row = 0; row < count; row += 1) {
    const start = row * width
    let score = 0
    for (let input = 0; input < width; input += 1) {
      score += (weights[input] ?? NaN) * (inputs[start + input] ?? NaN)
    }
    const chance = logistic(score)
    const rose = (outcomes[row] ?? NaN) > 0 ? 1 : 0
    system.add(inputs, start, chance * (1 - chance), rose - chance)
  }
}

/** 1 / (1 + e^−x). */
function logistic(x: number): number {
  return 1 / (1 + exp(-x))
}

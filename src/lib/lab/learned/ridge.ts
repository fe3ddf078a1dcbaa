import { LinearSystem } from './linear-system'
import type { LearningMethod } from './method'
import type { Samples } from './samples'

/**
 * Ridge regression of the log return over the horizon (A. E. Hoerl and R. W. Kennard, 1970): least squares
 * with a penalty on the squared weights, by the normal equations.
 */
export const RIDGE: LearningMethod = {
  name: 'ridge',
  fit: fitRidge,
  prediction: (score) => score,
  reason: (prediction, horizon) =>
    `The model expects ${(100 * prediction).toFixed(2)} % over the next ${horizon} bars.`,
}

function fitRidge(samples: Samples, penalty: number): Float64Array | undefined {
  const { width, count, inputs, outcomes } = samples
  const system = new LinearSystem(width)
  for (let row = 0; row < count; row += 1) system.add(inputs, row * width, 1, outcomes[row] ?? NaN)
  system.penalise(penalty * count)
  return system.solve()
}

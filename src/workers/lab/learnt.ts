import type { Json } from '../../lib/core/json'
import type { AlphaModel } from '../../lib/engine/stages/alpha/contract'
import { isLearned } from '../../lib/lab/learned/learned-alpha'

/** What a model came to in a run, and what is to be said of that. */
export interface Learnt {
  readonly weights: Json | undefined
  readonly notes: readonly string[]
}

export const NOTHING_LEARNT: Learnt = { weights: undefined, notes: [] }
const NEVER_TRAINED = 'The model was never trained: there were too few bars for a first training.'

export function learntBy(alpha: AlphaModel): Learnt {
  if (!isLearned(alpha)) return NOTHING_LEARNT
  const trainings = alpha.trainings().map((training) => ({ ...training }))
  const weights = { inputs: [...alpha.inputs], trainings }
  return { weights, notes: trainings.length === 0 ? [NEVER_TRAINED] : [] }
}

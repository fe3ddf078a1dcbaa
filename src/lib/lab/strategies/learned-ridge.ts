import { LearnedAlpha } from '../learned/learned-alpha'
import { RIDGE } from '../learned/ridge'
import type { StrategyDescriptor } from './contract'
import { LEARNED_PARAMETERS, learnedProblem, learnedSettings } from './learned-parameters'
import { valueOf } from './parameter'

/** Basis points in one. */
const BASIS = 10_000

export const LEARNED_RIDGE: StrategyDescriptor = {
  id: 'learned-ridge',
  name: 'Ridge regression',
  summary:
    'Learns from the bars before what return comes next, trained anew as it goes, and holds while it ' +
    'expects more than the threshold. Stays out until it has seen a whole training window.',
  family: 'learned',
  parameters: [
    ...LEARNED_PARAMETERS,
    {
      name: 'threshold',
      label: 'Threshold, bp',
      help: 'Holds while the expected return over the horizon is above so many hundredths of a per cent.',
      min: 0,
      max: 1000,
      step: 1,
      initial: 20,
    },
  ],
  problem: learnedProblem,
  make: (values, granularity) => {
    const threshold = valueOf(values, 'threshold') / BASIS
    return new LearnedAlpha({ ...learnedSettings(values), method: RIDGE, threshold }, granularity)
  },
}

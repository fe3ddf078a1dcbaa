import { LearnedAlpha } from '../learned/learned-alpha'
import { LOGISTIC } from '../learned/logistic'
import type { StrategyDescriptor } from './contract'
import { LEARNED_PARAMETERS, learnedProblem, learnedSettings } from './learned-parameters'
import { valueOf } from './parameter'

export const LEARNED_LOGISTIC: StrategyDescriptor = {
  id: 'learned-logistic',
  name: 'Logistic regression',
  summary:
    'Learns from the bars before how likely a rise comes next, trained anew as it goes, and holds while ' +
    'that is above the threshold. Stays out until it has seen a whole training window.',
  family: 'learned',
  parameters: [
    ...LEARNED_PARAMETERS,
    {
      name: 'threshold',
      label: 'Threshold, %',
      help: 'Holds while the chance of a rise over the horizon is above so many per cent.',
      min: 1,
      max: 99,
      step: 1,
      initial: 60,
    },
  ],
  problem: learnedProblem,
  make: (values, granularity) => {
    const threshold = valueOf(values, 'threshold') / 100
    return new LearnedAlpha({ ...learnedSettings(values), method: LOGISTIC, threshold }, granularity)
  },
}

import { BRAINROT_DEFAULTS, Brainrot } from '../../engine/stages/alpha/brainrot'
import type { StrategyDescriptor } from './contract'
import { valueOf } from './parameter'

export const HOUSE_BRAINROT: StrategyDescriptor = {
  id: 'house-brainrot',
  name: 'Brainrot (house agent)',
  summary:
    "The arena's own agent: all in on whatever moves most, and never sells below cost. Looks at bars of one, " +
    'five or fifteen minutes.',
  family: 'house',
  granularities: [60, 300, 900],
  parameters: [
    {
      ...{ name: 'loud', label: 'Loudness, minutes', help: 'How far back a move is measured.' },
      ...{ min: 1, max: 1440, step: 1, initial: BRAINROT_DEFAULTS.loudMinutes },
    },
    {
      ...{
        name: 'gain',
        label: 'Gain, basis points',
        help: 'How far above cost a sale must come, after its fee.',
      },
      ...{ min: 1, max: 5000, step: 1, initial: BRAINROT_DEFAULTS.gainBasisPoints },
    },
  ],
  make: (values) =>
    new Brainrot({ loudMinutes: valueOf(values, 'loud'), gainBasisPoints: valueOf(values, 'gain') }),
}

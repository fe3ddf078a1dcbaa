import { durationMs } from '../../core/time'
import { SCALPER_DEFAULTS, Scalper } from '../../engine/stages/alpha/scalper'
import type { ParameterValues, StrategyDescriptor } from './contract'
import { mustBeBelow, valueOf } from './parameter'

const MS_PER_SECOND = 1000

const CLIP = {
  ...{ name: 'clip', label: 'Clip, basis points', help: 'Size of one purchase, of equity.' },
  ...{ min: 1, max: 5000, step: 1, initial: SCALPER_DEFAULTS.clipBasisPoints },
}
const EXPOSURE = {
  ...{ name: 'exposure', label: 'Exposure, basis points', help: 'Most of equity that is held at once.' },
  ...{ min: 2, max: 10_000, step: 1, initial: SCALPER_DEFAULTS.exposureBasisPoints },
}

export const HOUSE_SCALPER: StrategyDescriptor = {
  id: 'house-scalper',
  name: 'Scalper (house agent)',
  summary:
    "The arena's own agent: many small quick trades, closed at a small profit or after a short time. Looks at " +
    'one-minute bars.',
  family: 'house',
  granularities: [60],
  parameters: [
    CLIP,
    EXPOSURE,
    {
      ...{
        name: 'profit',
        label: 'Profit, basis points',
        help: 'Profit after both fees that is taken at once.',
      },
      ...{ min: 0, max: 5000, step: 1, initial: SCALPER_DEFAULTS.profitBasisPoints },
    },
    {
      ...{ name: 'seconds', label: 'Time stop, seconds', help: 'A position held this long is closed.' },
      ...{ min: 60, max: 86_400, step: 60, initial: SCALPER_DEFAULTS.timeStop / MS_PER_SECOND },
    },
    {
      ...{ name: 'spread', label: 'Spread, basis points', help: 'Wider spreads are not entered.' },
      ...{ min: 0, max: 1000, step: 1, initial: SCALPER_DEFAULTS.spreadBasisPoints },
    },
    {
      ...{ name: 'move', label: 'Move, minutes', help: 'How far back the move it follows is measured.' },
      ...{ min: 1, max: 240, step: 1, initial: SCALPER_DEFAULTS.moveMinutes },
    },
  ],
  problem: (values) => mustBeBelow(values, CLIP, EXPOSURE),
  make: modelOf,
}

function modelOf(values: ParameterValues): Scalper {
  return new Scalper({
    clipBasisPoints: valueOf(values, 'clip'),
    exposureBasisPoints: valueOf(values, 'exposure'),
    profitBasisPoints: valueOf(values, 'profit'),
    timeStop: durationMs(valueOf(values, 'seconds') * MS_PER_SECOND),
    spreadBasisPoints: valueOf(values, 'spread'),
    moveMinutes: valueOf(values, 'move'),
  })
}

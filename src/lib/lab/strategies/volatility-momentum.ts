import { volatilityMomentum } from '../../engine/stages/alpha/classic/volatility-momentum'
import type { StrategyDescriptor } from './contract'
import { candles, valueOf } from './parameter'

export const VOLATILITY_MOMENTUM: StrategyDescriptor = {
  id: 'volatility-momentum',
  name: 'Volatility-targeted momentum',
  summary:
    'Holds while the price is above where it was, the less of it the wilder it moves: so much as brings the ' +
    'position to the wanted volatility, never more than its share of equity.',
  family: 'classic',
  parameters: [
    candles('lookback', 'Look back', 'The close is compared with the one so many bars before.', 240, 5000),
    candles('window', 'Volatility window', 'Bars that volatility is measured over.', 120, 5000, 2),
    {
      name: 'target',
      label: 'Target volatility, %',
      help: 'Wanted volatility of the position, per cent a year.',
      min: 1,
      max: 200,
      step: 1,
      initial: 30,
    },
    {
      name: 'band',
      label: 'Band, %',
      help: 'The position is resized only when it is off by so many per cent of its share.',
      min: 1,
      max: 100,
      step: 1,
      initial: 20,
    },
  ],
  make: (values, granularity) =>
    volatilityMomentum(
      {
        lookback: valueOf(values, 'lookback'),
        window: valueOf(values, 'window'),
        target: valueOf(values, 'target') / 100,
        band: valueOf(values, 'band') / 100,
      },
      granularity,
    ),
}

import { EqualRebalance } from '../../engine/stages/alpha/classic/equal-rebalance'
import type { StrategyDescriptor } from './contract'
import { candles, valueOf } from './parameter'

export const EQUAL_REBALANCE: StrategyDescriptor = {
  id: 'equal-rebalance',
  name: 'Equal-weight rebalance',
  summary: 'Holds equal parts of every product, and from time to time sets right what prices have moved.',
  family: 'classic',
  parameters: [
    candles('every', 'Every', 'Bars from one look to the next.', 1440, 50_000),
    {
      name: 'band',
      label: 'Band, %',
      help: 'Trades only when a part is off by at least so many per cent of what it should be.',
      min: 1,
      max: 100,
      step: 1,
      initial: 5,
    },
  ],
  make: (values) => new EqualRebalance(valueOf(values, 'every'), valueOf(values, 'band') / 100),
}

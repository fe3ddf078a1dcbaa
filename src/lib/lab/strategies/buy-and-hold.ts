import { BuyAndHold } from '../../engine/stages/alpha/buy-and-hold'
import type { StrategyDescriptor } from './contract'

export const BUY_AND_HOLD: StrategyDescriptor = {
  id: 'buy-and-hold',
  name: 'Buy and hold',
  summary: 'Buys equal parts of every product that can be bought at the first close, and holds them.',
  family: 'classic',
  parameters: [],
  make: () => new BuyAndHold(),
}

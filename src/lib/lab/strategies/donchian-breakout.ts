import { donchianBreakout } from '../../engine/stages/alpha/classic/donchian-breakout'
import type { StrategyDescriptor } from './contract'
import { candles, valueOf } from './parameter'

export const DONCHIAN_BREAKOUT: StrategyDescriptor = {
  id: 'donchian-breakout',
  name: 'Donchian breakout',
  summary: 'Buys a close above the highest high of the bars before it, and sells one below their lowest low.',
  family: 'classic',
  parameters: [
    candles('entry', 'Entry channel', 'Bars whose highest high must be passed to buy.', 20, 5000),
    candles('exit', 'Exit channel', 'Bars whose lowest low must be passed to sell.', 10, 5000),
  ],
  make: (values, granularity) =>
    donchianBreakout(valueOf(values, 'entry'), valueOf(values, 'exit'), granularity),
}

import { SmaCross } from '../../engine/stages/alpha/sma-cross'
import { cross } from './cross'
import { candles } from './parameter'

export const SMA_CROSS = cross({
  id: 'sma-cross',
  name: 'SMA cross',
  summary: 'Holds while the fast simple average of closes is above the slow one; else all cash.',
  fast: candles('fast', 'Fast average', 'Bars in the fast average.', 10, 2000),
  slow: candles('slow', 'Slow average', 'Bars in the slow average.', 30, 5000, 2),
  make: (fast, slow, granularity) => new SmaCross(fast, slow, granularity),
})

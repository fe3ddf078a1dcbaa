import { emaCross } from '../../engine/stages/alpha/classic/ema-cross'
import { cross } from './cross'
import { candles } from './parameter'

export const EMA_CROSS = cross({
  id: 'ema-cross',
  name: 'EMA cross',
  summary: 'Holds while the fast exponential average of closes is above the slow one; else all cash.',
  fast: candles('fast', 'Fast average', 'Span of the fast average, in bars.', 12, 2000),
  slow: candles('slow', 'Slow average', 'Span of the slow average, in bars.', 26, 5000, 2),
  make: emaCross,
})

import { rsiReversion } from '../../engine/stages/alpha/classic/rsi-reversion'
import type { ParameterSpec, StrategyDescriptor } from './contract'
import { candles, mustBeBelow, valueOf } from './parameter'

const PERIOD = candles('period', 'Period', "Bars in Wilder's relative strength index.", 14, 1000, 2)
const OVERSOLD: ParameterSpec = {
  name: 'oversold',
  label: 'Oversold',
  help: 'Buys when the index falls to this.',
  min: 1,
  max: 98,
  step: 1,
  initial: 30,
}
const RECOVERED: ParameterSpec = {
  name: 'recovered',
  label: 'Recovered',
  help: 'Sells when the index is back up at this.',
  min: 2,
  max: 99,
  step: 1,
  initial: 55,
}

export const RSI_REVERSION: StrategyDescriptor = {
  id: 'rsi-reversion',
  name: 'RSI mean reversion',
  summary: 'Buys what has fallen too fast, by the relative strength index, and sells once it has recovered.',
  family: 'classic',
  parameters: [PERIOD, OVERSOLD, RECOVERED],
  problem: (values) => mustBeBelow(values, OVERSOLD, RECOVERED),
  make: (values, granularity) =>
    rsiReversion(
      valueOf(values, 'period'),
      valueOf(values, 'oversold'),
      valueOf(values, 'recovered'),
      granularity,
    ),
}

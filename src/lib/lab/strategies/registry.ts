import type { StrategyDescriptor } from './contract'
import { BUY_AND_HOLD } from './buy-and-hold'
import { DONCHIAN_BREAKOUT } from './donchian-breakout'
import { EMA_CROSS } from './ema-cross'
import { EQUAL_REBALANCE } from './equal-rebalance'
import { HOUSE_BRAINROT } from './house-brainrot'
import { HOUSE_MOMENTUM } from './house-momentum'
import { HOUSE_SCALPER } from './house-scalper'
import { LEARNED_LOGISTIC } from './learned-logistic'
import { LEARNED_RIDGE } from './learned-ridge'
import { RSI_REVERSION } from './rsi-reversion'
import { SMA_CROSS } from './sma-cross'
import { VOLATILITY_MOMENTUM } from './volatility-momentum'

/** What can be chosen, in the order it is listed. */
export const STRATEGIES: readonly StrategyDescriptor[] = [
  SMA_CROSS,
  EMA_CROSS,
  RSI_REVERSION,
  DONCHIAN_BREAKOUT,
  VOLATILITY_MOMENTUM,
  BUY_AND_HOLD,
  EQUAL_REBALANCE,
  HOUSE_MOMENTUM,
  HOUSE_BRAINROT,
  HOUSE_SCALPER,
  LEARNED_RIDGE,
  LEARNED_LOGISTIC,
]

/** Undefined when no strategy has this id. */
export function strategyById(id: string): StrategyDescriptor | undefined {
  return STRATEGIES.find((one) => one.id === id)
}

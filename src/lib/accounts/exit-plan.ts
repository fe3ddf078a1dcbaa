import type { PriceTicks } from '../core/product'
import type { DurationMs, TimeMs } from '../core/time'

/** What a signal wants done about the exits of its product's position. A field left out stays as it is. */
export interface ExitOrder {
  /** Sell all when the last price is at or below this; `none` cancels. */
  readonly stopLoss?: PriceTicks | 'none'
  /** Sell all when the last price is at or above this; `none` cancels. */
  readonly takeProfit?: PriceTicks | 'none'
  /** Sell all so long after the signal; `none` cancels. */
  readonly timeStop?: DurationMs | 'none'
}

/** The exits an agent has set for a position. */
export interface ExitPlan {
  readonly stopLoss?: PriceTicks
  readonly takeProfit?: PriceTicks
  readonly timeStopAt?: TimeMs
  /** Why, in the agent's own words; plain text. */
  readonly reason?: string
}

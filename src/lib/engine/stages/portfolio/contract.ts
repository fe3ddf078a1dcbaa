import type { SignalQueue } from '../alpha/signal-queue'
import type { TradingContext } from '../context'

/**
 * Third stage: turns a signal into a target, as a signed change of the holding in units. Signals of one
 * decision come one after the other, each after the fills of those before it.
 */
export interface PortfolioConstructionModel {
  readonly name: string
  /** Whether this model understands the signal at `index`. */
  speaks(signals: SignalQueue, index: number): boolean
  /** Units to buy (above zero) or sell (below); 0 when the holding is as wanted. Must not throw. */
  change(signals: SignalQueue, index: number, context: TradingContext): number
}

import type { SignalQueue } from '../alpha/signal-queue'
import type { TradingContext } from '../context'
import type { PortfolioConstructionModel } from './contract'
import { changeToWeight } from './weight-change'

/** A signal with a weight becomes that fraction of equity. */
export class WeightTargets implements PortfolioConstructionModel {
  readonly name = 'weights'

  speaks(signals: SignalQueue, index: number): boolean {
    return signals.isWeight(index)
  }

  change(signals: SignalQueue, index: number, context: TradingContext): number {
    return changeToWeight(signals.product(index), signals.weightOf(index), context)
  }
}

import type { SignalQueue } from '../alpha/signal-queue'
import type { PortfolioConstructionModel } from './contract'

/** A signal with a quantity becomes holding ± quantity, alone, never netted and never rebalanced. */
export class ExplicitQuantity implements PortfolioConstructionModel {
  readonly name = 'explicit-quantity'

  speaks(signals: SignalQueue, index: number): boolean {
    return !signals.isWeight(index)
  }

  change(signals: SignalQueue, index: number): number {
    const quantity = signals.quantityOf(index)
    return signals.sideOf(index) === 'buy' ? quantity : -quantity
  }
}

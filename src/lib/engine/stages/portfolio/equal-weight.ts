import type { SignalQueue } from '../alpha/signal-queue'
import type { TradingContext } from '../context'
import type { PortfolioConstructionModel } from './contract'
import { changeToWeight } from './weight-change'

/** All products a decision wants (weight above 0) get the same part of equity, whatever their weights. */
export class EqualWeight implements PortfolioConstructionModel {
  readonly name = 'equal-weight'

  speaks(signals: SignalQueue, index: number): boolean {
    return signals.isWeight(index)
  }

  change(signals: SignalQueue, index: number, context: TradingContext): number {
    const wanted = signals.weightOf(index) > 0
    return changeToWeight(signals.product(index), wanted ? 1 / wantedCount(signals) : 0, context)
  }
}

function wantedCount(signals: SignalQueue): number {
  let count = 0
  for (let index = 0; index < signals.count; index += 1) {
    if (signals.isWeight(index) && signals.weightOf(index) > 0) count += 1
  }
  return count
}

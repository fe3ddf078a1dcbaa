import type { SignalQueue } from '../alpha/signal-queue'
import type { TradingContext } from '../context'
import type { PortfolioConstructionModel } from './contract'

/** Gives each signal to the first model that understands it. */
export class CompositePortfolio implements PortfolioConstructionModel {
  readonly name: string
  readonly #models: readonly PortfolioConstructionModel[]

  constructor(models: readonly PortfolioConstructionModel[]) {
    this.#models = models
    this.name = `first(${models.map((model) => model.name).join(', ')})`
  }

  speaks(signals: SignalQueue, index: number): boolean {
    return this.#find(signals, index) !== undefined
  }

  change(signals: SignalQueue, index: number, context: TradingContext): number {
    return this.#find(signals, index)?.change(signals, index, context) ?? 0
  }

  #find(signals: SignalQueue, index: number): PortfolioConstructionModel | undefined {
    for (const model of this.#models) if (model.speaks(signals, index)) return model
    return undefined
  }
}

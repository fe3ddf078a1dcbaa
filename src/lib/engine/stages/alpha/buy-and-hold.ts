import { productIndex } from '../../../core/product'
import type { AlphaContext, AlphaModel, SignalSink } from './contract'

/**
 * Wants every product that can be bought at the first decision where any can, in equal parts, and then
 * nothing more. Incremental: it remembers that it has bought.
 */
export class BuyAndHold implements AlphaModel {
  readonly name = 'buy-and-hold'
  readonly version = '1'
  #bought = false

  update(context: AlphaContext, signals: SignalSink): void {
    if (this.#bought) return
    const tradable = context.products.map((_, index) => productIndex(index)).filter((p) => context.fresh(p))
    for (const product of tradable) signals.weight(product, 1 / tradable.length, 'Bought to hold.')
    this.#bought = tradable.length > 0
  }
}

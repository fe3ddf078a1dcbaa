import { productIndex } from '../../../core/product'
import type { BlockCandles, ColumnarAlpha } from './columnar'
import type { AlphaContext, SignalSink } from './contract'

/**
 * Wants every product that can be bought at the first decision where any can, in equal parts, and then
 * nothing more. Incremental: it remembers that it has bought.
 */
export class BuyAndHold implements ColumnarAlpha {
  readonly name = 'buy-and-hold'
  readonly version = '1'
  #bought = false

  update(context: AlphaContext, signals: SignalSink): void {
    if (this.#bought) return
    const tradable = context.products.map((_, index) => productIndex(index)).filter((p) => context.fresh(p))
    for (const product of tradable) signals.weight(product, 1 / tradable.length, 'Bought to hold.')
    this.#bought = tradable.length > 0
  }

  /** Once it has bought, no row matters. */
  scan(_closes: readonly Float64Array[], from: number, to: number): number {
    return this.#bought ? to : from
  }

  scanCandles(_candles: BlockCandles, from: number, to: number): number {
    return this.scan([], from, to)
  }
}

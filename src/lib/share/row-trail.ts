import type { ProductIndex } from '../core/product'
import type { InputEvent } from '../engine/events'

/** What the rows before a row have left for it: some of its cells say only how far on it is. */
export class RowTrail {
  readonly #tradeIds = new Map<ProductIndex, number>()
  #time = 0

  /** To be called with every input, in order. */
  follow(input: InputEvent): void {
    this.#time = input.time
    if (input.type === 'TickerReceived') this.#tradeIds.set(input.ticker.product, input.ticker.tradeId)
  }

  /** Milliseconds since 1970 of the row before; 0 for the first. */
  get time(): number {
    return this.#time
  }

  /** Of the product's ticker before; 0 for its first. */
  tradeId(product: ProductIndex): number {
    return this.#tradeIds.get(product) ?? 0
  }
}

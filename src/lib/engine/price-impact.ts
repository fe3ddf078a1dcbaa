import type { ProductIndex } from '../core/product'
import type { Side } from './events'

/** How the size of an order moves its price away from the quote. */
export interface PriceImpact {
  /** In ticks; never better than `quote`, and never better for a larger quantity. */
  priceFor(product: ProductIndex, side: Side, quantity: number, quote: number): number
}

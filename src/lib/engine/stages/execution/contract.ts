import type { ProductIndex, QuantityUnits } from '../../../core/product'
import type { Side } from '../../events'
import type { Cleared } from '../risk/verdict'

/** Fifth stage: turns what risk has cleared into orders. */
export interface ExecutionModel {
  readonly name: string
  /** Answers whether it took the clearance on; then nobody else may. Must not throw. */
  execute(cleared: Cleared, venue: Venue): boolean
}

/** Where orders go, on behalf of one run. */
export interface Venue {
  /** At market, fill or cancel, now. Answers whether it filled. */
  placeOrder(product: ProductIndex, side: Side, quantity: QuantityUnits): boolean
}

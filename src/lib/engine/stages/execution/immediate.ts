import { quantityUnits } from '../../../core/product'
import type { Cleared } from '../risk/verdict'
import type { ExecutionModel, Venue } from './contract'

/** One market order for the whole quantity, at once, fill or cancel. */
export class ImmediateExecution implements ExecutionModel {
  readonly name = 'immediate'

  execute(cleared: Cleared, venue: Venue): boolean {
    const { product, change } = cleared.proposal
    if (change > 0) venue.placeOrder(product, 'buy', quantityUnits(change))
    else venue.placeOrder(product, 'sell', quantityUnits(-change))
    return true
  }
}

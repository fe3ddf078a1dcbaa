import { type Decimal, addDecimal, decimalToNumber } from '../../../core/decimal'
import { type ProductIndex, priceTicks, quantityUnits } from '../../../core/product'
import { invariant } from '../../../core/result'
import { feeOn, notionalOf } from '../../../accounts/affordable'
import type { TradingContext } from '../context'
import type { RiskManagementModel } from './contract'
import { type Proposal, type RiskVerdict, approve, refuse, resize } from './verdict'

/**
 * What becomes of a purchase that cash does not pay for. On live quotes it is refused: the agent sees the price it
 * pays. On bars it is cut to what cash pays for: it was sized at a close, and met the next open.
 */
export type Shortfall = 'refused' | 'cut'

/** Nothing is bought that cash does not pay for, fee included. Figures: dollars needed, dollars there. */
export class NoLeverage implements RiskManagementModel {
  readonly name = 'no-leverage'

  constructor(private readonly shortfall: Shortfall) {}

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    const { product, change } = proposal
    if (change <= 0 || context.canBuy(product, change)) return approve(proposal)
    const needed = purchaseCost(product, change, context)
    const available = context.cash
    const reason = {
      rule: this.name,
      figure: decimalToNumber(needed),
      threshold: decimalToNumber(available),
    }
    const most = this.shortfall === 'cut' ? context.affordable(product) : 0
    if (most > 0) return resize(proposal, most, reason)
    return refuse(proposal, reason, { type: 'insufficient-cash', needed, available })
  }
}

/** What so many units cost with the fee; exact. */
function purchaseCost(product: ProductIndex, quantity: number, context: TradingContext): Decimal {
  const spec = context.products[product]
  invariant(spec !== undefined, 'a purchase of an unknown product')
  const notional = notionalOf(
    spec,
    priceTicks(context.priceFor(product, 'buy', quantity)),
    quantityUnits(quantity),
  )
  return addDecimal(notional, feeOn(notional, context.takerBasisPoints))
}

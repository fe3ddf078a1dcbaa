import type { ProductIndex } from '../../../core/product'
import type { TradingContext } from '../context'

/** Doubles tell "all the cash" only so well; beyond this part of it no unit is left behind. */
const ALL_IN = 1 - 1e-12

/**
 * The change that brings a product to `weight` (0 … 1) of the decision's equity at the last price: purchases are cut to
 * what the cash pays for, sales are rounded so that at most the wanted value stays. A weight of 0 sells
 * all; one beyond the cash spends all of it. 0 when there is no price.
 */
export function changeToWeight(product: ProductIndex, weight: number, context: TradingContext): number {
  const held = context.holding(product)
  if (!(weight > 0)) return held === 0 ? 0 : -held
  const worth = context.positionValue(product)
  const missing = Math.min(weight, 1) * context.decisionEquity - worth
  if (missing > 0) return unitsFor(product, missing, context)
  if (held === 0 || missing === 0) return 0
  const kept = Math.floor((held * (worth + missing)) / worth)
  return kept - held === 0 ? 0 : kept - held
}

function unitsFor(product: ProductIndex, dollars: number, context: TradingContext): number {
  const cost = context.unitCost(product)
  if (!(cost > 0)) return 0
  const most = context.affordable(product)
  return dollars >= context.cashNumber * ALL_IN ? most : Math.min(most, Math.floor(dollars / cost))
}

import type { PortfolioView } from '../../accounts/portfolio-view'
import { notionalOf } from '../../accounts/affordable'
import { decimalToString, ratioHalfEven, scaleDecimal } from '../../core/decimal'
import {
  type ProductIndex,
  type ProductSpec,
  type QuantityUnits,
  priceTicks,
  quantityUnits,
} from '../../core/product'
import type { Side, SignalOutcome } from '../../engine/events'
import type { AlphaContext, AlphaModel, SignalSink } from '../../engine/stages/alpha/contract'
import type { ToolRequest } from '../brain'

/** One signal of a model, as a trade to ask for. */
export interface HouseWish {
  readonly product: ProductIndex
  readonly spec: ProductSpec
  readonly side: Side
  readonly quantity: QuantityUnits
  readonly reason: string
}

/** Runs a model once; its weights become the quantities that reach them at the last price. */
export function wishesOf(
  model: AlphaModel,
  context: AlphaContext,
  portfolio: PortfolioView,
): readonly HouseWish[] {
  const wishes: HouseWish[] = []
  const put = (product: ProductIndex, side: Side, quantity: QuantityUnits, reason: string): void => {
    const spec = context.products[product]
    if (spec !== undefined && quantity > 0) wishes.push({ product, spec, side, quantity, reason })
  }
  const sink: SignalSink = {
    quantity: put,
    weight: (product, weight, reason) => {
      const target = unitsAtWeight(context, portfolio, product, weight)
      const change = target - context.account.holding(product)
      put(product, change < 0 ? 'sell' : 'buy', quantityUnits(Math.abs(change)), reason)
    },
  }
  model.update(context, sink)
  return wishes
}

/** Weights are floats; a billionth of equity is finer than any order. */
const WEIGHT_STEPS = 1_000_000_000

function unitsAtWeight(
  context: AlphaContext,
  portfolio: PortfolioView,
  product: ProductIndex,
  weight: number,
): QuantityUnits {
  const spec = context.products[product]
  const last = context.last(product)
  if (spec === undefined || !(last > 0)) return context.account.holding(product)
  const steps = BigInt(Math.round(Math.min(1, Math.max(0, weight)) * WEIGHT_STEPS))
  const value = ratioHalfEven(portfolio.equity, steps, BigInt(WEIGHT_STEPS))
  const unit = notionalOf(spec, priceTicks(last), quantityUnits(1))
  const units = value / unit
  return quantityUnits(units > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(units))
}

export function tradeRequest(wish: HouseWish): ToolRequest {
  const quantity = decimalToString(scaleDecimal(wish.spec.baseIncrement, BigInt(wish.quantity)))
  return { tool: 'execute_trade', input: { product_id: wish.spec.id, quantity, action: wish.side } }
}

/**
 * The same purchase cut to what the cash turned out to buy, when the quote had moved away; undefined when
 * the refusal was another or nothing is left to buy.
 */
export function cutToCash(wish: HouseWish, outcome: SignalOutcome): HouseWish | undefined {
  if (outcome.status !== 'refused' || outcome.refusal.type !== 'insufficient-cash') return undefined
  const { needed, available } = outcome.refusal
  if (needed <= 0n || available <= 0n) return undefined
  const payable = (BigInt(wish.quantity) * available) / needed
  const less = BigInt(wish.quantity) - 1n
  const units = payable < less ? payable : less
  return units > 0n ? { ...wish, quantity: quantityUnits(Number(units)) } : undefined
}

import { affordableUnits, feeOn, notionalOf } from '../../../accounts/affordable'
import { type Decimal, addDecimal, ratioHalfEven, subtractDecimal } from '../../../core/decimal'
import {
  type PriceTicks,
  type ProductIndex,
  type ProductSpec,
  type QuantityUnits,
  priceTicks,
  productIndex,
  quantityUnits,
} from '../../../core/product'
import type { AlphaContext } from './contract'

const BASIS_POINTS = 10_000n
const NOTHING = quantityUnits(0)

/** A product with a fresh two-sided quote, which alone can be traded. */
export interface Quoted {
  readonly product: ProductIndex
  readonly spec: ProductSpec
  readonly last: PriceTicks
  readonly bid: PriceTicks
  readonly ask: PriceTicks
}

/** The products that can be traded now, in the match's order: fresh, both sides known, not crossed. */
export function quotedProducts(context: AlphaContext): readonly Quoted[] {
  return context.products.flatMap((spec, at) => {
    const product = productIndex(at)
    const last = context.last(product)
    const bid = context.bid(product)
    const ask = context.ask(product)
    const sound = last > 0 && bid > 0 && ask >= bid && context.fresh(product)
    if (!sound) return []
    return [{ product, spec, last: priceTicks(last), bid: priceTicks(bid), ask: priceTicks(ask) }]
  })
}

/** Cash plus every holding at its last price, or at its cost where there is none. */
export function equityOf(context: AlphaContext): Decimal {
  return context.products.reduce((sum, spec, at) => {
    const product = productIndex(at)
    const holding = context.account.holding(product)
    if (holding === 0) return sum
    const last = context.last(product)
    const value = last > 0 ? notionalOf(spec, priceTicks(last), holding) : context.account.costBasis(product)
    return addDecimal(sum, value)
  }, context.account.cash)
}

/** So many basis points of an amount, rounded half-even to 10^-18. */
export function shareOf(amount: Decimal, basisPoints: number): Decimal {
  return ratioHalfEven(amount, BigInt(basisPoints), BASIS_POINTS)
}

/** Whether an order of this size meets the exchange's minimum and its step. */
export function orderable(quoted: Quoted, price: PriceTicks, quantity: QuantityUnits): boolean {
  return quantity > 0 && notionalOf(quoted.spec, price, quantity) >= quoted.spec.minMarketFunds
}

/** What selling the whole holding at the bid would bring, after its fee. */
export function proceedsOf(context: AlphaContext, quoted: Quoted): Decimal {
  const notional = notionalOf(quoted.spec, quoted.bid, context.account.holding(quoted.product))
  return subtractDecimal(notional, feeOn(notional, context.account.takerBasisPoints))
}

/**
 * The cash a model plans with while it puts several signals at once: it starts as the account's cash and
 * follows what is sold and bought at the quotes the model sees.
 */
export class Purse {
  #cash: Decimal

  constructor(
    private readonly basisPoints: number,
    cash: Decimal,
  ) {
    this.#cash = cash
  }

  get cash(): Decimal {
    return this.#cash
  }

  add(proceeds: Decimal): void {
    this.#cash = addDecimal(this.#cash, proceeds)
  }

  /**
   * The most units `budget` (and the cash left) buys at the ask with the fee on top, taken from the purse;
   * 0 when that is below the product's step or minimum, and then nothing is taken.
   */
  spend(quoted: Quoted, budget: Decimal): QuantityUnits {
    const most = budget < this.#cash ? budget : this.#cash
    const quantity = affordableUnits(quoted.spec, most, quoted.ask, this.basisPoints)
    if (!orderable(quoted, quoted.ask, quantity)) return NOTHING
    const notional = notionalOf(quoted.spec, quoted.ask, quantity)
    this.#cash = subtractDecimal(subtractDecimal(this.#cash, notional), feeOn(notional, this.basisPoints))
    return quantity
  }
}

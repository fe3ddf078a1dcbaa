import { decimalToNumber } from '../../../core/decimal'
import { type ProductIndex, productIndex, tickValue } from '../../../core/product'
import { invariant } from '../../../core/result'
import type { TradingContext } from '../context'

const WHOLE = 10_000

/**
 * What every position is worth at the last price as an agent would find it right after a purchase, in dollars, as
 * doubles: estimates of risk rest on it. Reused from purchase to purchase.
 */
export class AfterPurchase {
  /** Per product. */
  readonly values: Float64Array
  #context: TradingContext | undefined
  #product = productIndex(0)
  #worth = 0
  #held = 0
  /** Dollars of one unit at one tick. */
  #tick = 0

  constructor(productCount: number) {
    this.values = new Float64Array(productCount)
  }

  /** As it stands; answers equity. */
  now(context: TradingContext): number {
    for (let index = 0; index < this.values.length; index += 1) {
      this.values[index] = context.positionValue(productIndex(index))
    }
    return decimalToNumber(context.exactEquity)
  }

  /** Begins with purchases of a product. */
  begin(product: ProductIndex, context: TradingContext): void {
    const spec = context.products[product]
    invariant(spec !== undefined, 'a purchase of an unknown product')
    this.#worth = this.now(context)
    this.#context = context
    this.#product = product
    this.#held = context.holding(product)
    this.#tick = decimalToNumber(tickValue(spec))
  }

  /** With so many units of it bought at the price they would have: answers equity, fee and spread off. */
  buy(units: number): number {
    const context = this.#context
    invariant(context !== undefined, 'a purchase that was not begun')
    const last = context.last(this.#product)
    const price = context.priceFor(this.#product, 'buy', units)
    const each = price - last + (price * context.takerBasisPoints) / WHOLE
    this.values[this.#product] = (this.#held + units) * last * this.#tick
    return this.#worth - units * each * this.#tick
  }
}

/** Of equity; the largest whole double where that says nothing: no equity is left, or a price is unknown. */
export function basisPointsOf(value: number, equity: number): number {
  const part = equity > 0 ? (value / equity) * WHOLE : Number.NaN
  return part < Number.MAX_SAFE_INTEGER ? part : Number.MAX_SAFE_INTEGER
}

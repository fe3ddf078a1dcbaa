import { feeOn, notionalOf } from '../accounts/affordable'
import type { Ledger } from '../accounts/ledger'
import { addDecimal } from '../core/decimal'
import { type PriceTicks, type ProductIndex, type QuantityUnits, priceTicks } from '../core/product'
import { invariant } from '../core/result'
import type { Refusal, Side } from './events'
import type { Recorder } from './recorder'
import type { RunAccount } from './run-account'
import type { Venue } from './stages/execution/contract'

/** Numbers the orders of a match from 1, across its runs. */
export class OrderNumbers {
  #last = 0

  next(): number {
    this.#last += 1
    return this.#last
  }
}

/**
 * The simulated exchange for one run: buys fill at the best ask, sales at the best bid, wholly and at
 * once, or are cancelled. Rules [V1]–[V5] of SPEC.md.
 */
export class SimulatedVenue implements Venue {
  constructor(
    private readonly account: RunAccount,
    private readonly ledger: Ledger,
    private readonly orders: OrderNumbers,
    private readonly recorder: Recorder,
  ) {}

  placeOrder(product: ProductIndex, side: Side, quantity: QuantityUnits): boolean {
    const { run } = this.account
    const order = this.orders.next()
    this.recorder.orderPlaced(run, order, product, side, quantity)
    const quote = this.account.priceFor(product, side, quantity)
    if (!(quote > 0)) {
      this.recorder.orderCancelled(run, order, { type: 'no-live-price' })
      return false
    }
    const price = priceTicks(quote)
    const refusal = this.#refusal(product, side, quantity, price)
    if (refusal === undefined) this.#fill(order, product, side, quantity, price)
    else this.recorder.orderCancelled(run, order, refusal)
    return refusal === undefined
  }

  #fill(order: number, product: ProductIndex, side: Side, quantity: QuantityUnits, price: PriceTicks): void {
    const { run, takerBasisPoints, time } = this.account
    const opens = this.account.holding(product) === 0
    if (side === 'buy') this.ledger.buy(run, product, price, quantity, takerBasisPoints, time)
    else this.ledger.sell(run, product, price, quantity, takerBasisPoints)
    this.recorder.orderFilled(run, order, product, side, quantity, price, this.ledger)
    this.account.filled(opens)
  }

  /** What the exchange itself would not take, whatever risk has cleared. */
  #refusal(
    product: ProductIndex,
    side: Side,
    quantity: QuantityUnits,
    price: PriceTicks,
  ): Refusal | undefined {
    if (this.ledger.isBelowMinimum(product, price, quantity)) {
      const spec = this.account.products[product]
      invariant(spec !== undefined, 'an order for an unknown product')
      const notional = notionalOf(spec, price, quantity)
      return { type: 'below-minimum-funds', notional, minimum: spec.minMarketFunds }
    }
    if (side === 'buy') return this.#unpaid(product, quantity, price)
    const held = this.account.holding(product)
    if (held < quantity) return { type: 'insufficient-holdings', requested: quantity, held }
    return undefined
  }

  #unpaid(product: ProductIndex, quantity: QuantityUnits, price: PriceTicks): Refusal | undefined {
    if (this.account.canBuy(product, quantity)) return undefined
    const spec = this.account.products[product]
    invariant(spec !== undefined, 'an order for an unknown product')
    const notional = notionalOf(spec, price, quantity)
    const needed = addDecimal(notional, feeOn(notional, this.account.takerBasisPoints))
    return { type: 'insufficient-cash', needed, available: this.account.cash }
  }
}

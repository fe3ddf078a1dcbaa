import { decimalToNumber } from '../../core/decimal'
import { type ProductIndex, quantityUnits } from '../../core/product'
import type { Side } from '../../engine/events'
import type { SignalSink } from '../../engine/stages/alpha/contract'
import { type Faults, shown } from './own-fault'
import type { OwnAccount } from './own-account'
import type { Present } from './own-bars'

/** At one bar. A strategy that wants more has lost count. */
export const MOST_ORDERS = 100
const MOST_REASON_LETTERS = 200
/** So that 0.3 of a coin in steps of 0.1 is three steps and not two. */
const NEARLY = 1e-9

/** What of {@link OwnOrders} the visitor's code gets. */
export type OrderDesk = Readonly<Pick<OwnOrders, 'target' | 'rebalance' | 'buy' | 'sell'>>

/** Where the visitor's code puts its wishes. What cannot be meant is a fault, never an order. */
export class OwnOrders {
  /** The last target of each product; NaN before the first. */
  readonly #targets: Float64Array
  #count = 0
  #sink: SignalSink | undefined

  constructor(
    private readonly present: Present,
    private readonly account: OwnAccount,
    private readonly faults: Faults,
  ) {
    this.#targets = new Float64Array(present.context.products.length).fill(Number.NaN)
  }

  /** Nothing but the four wishes, so that there is nothing else to find. */
  desk(): OrderDesk {
    return Object.freeze<OrderDesk>({
      target: (...given) => this.target(...given),
      rebalance: (...given) => this.rebalance(...given),
      buy: (...given) => this.buy(...given),
      sell: (...given) => this.sell(...given),
    })
  }

  /** Lets `decide` put its wishes here, and nobody after it. */
  during(sink: SignalSink, decide: () => void): void {
    this.#sink = sink
    this.#count = 0
    try {
      decide()
    } finally {
      this.#sink = undefined
    }
  }

  /** To hold this part of equity. Asked again while it is held, it is no new order. */
  target(product: unknown, weight: unknown, reason?: unknown): void {
    const place = this.account.place(product)
    const wanted = this.#weight(weight)
    const isHeld = this.present.context.account.holding(place) > 0
    if (this.#targets[place] === wanted && isHeld === wanted > 0) return
    this.#signal(place, wanted, reason)
  }

  /** As {@link target}, and trades back to it where prices have moved it away. */
  rebalance(product: unknown, weight: unknown, reason?: unknown): void {
    this.#signal(this.account.place(product), this.#weight(weight), reason)
  }

  buy(product: unknown, quantity: unknown, reason?: unknown): void {
    this.#trade('buy', product, quantity, reason)
  }

  sell(product: unknown, quantity: unknown, reason?: unknown): void {
    this.#trade('sell', product, quantity, reason)
  }

  #signal(place: ProductIndex, weight: number, reason: unknown): void {
    this.#open().weight(place, weight, reasonOf(reason))
    this.#targets[place] = weight
  }

  #trade(side: Side, product: unknown, quantity: unknown, reason: unknown): void {
    const place = this.account.place(product)
    const units = this.#units(place, quantity)
    this.#targets[place] = Number.NaN
    // Less than the smallest step: nothing to trade, and no reason to end a run for dust.
    if (units > 0) this.#open().quantity(place, side, quantityUnits(units), reasonOf(reason))
  }

  #open(): SignalSink {
    this.#count += 1
    if (this.#count > MOST_ORDERS) this.faults.raise(`It gave more than ${MOST_ORDERS} orders at one bar.`)
    return this.#sink ?? this.faults.raise('It gave an order outside of onBar.')
  }

  #weight(weight: unknown): number {
    if (typeof weight === 'number' && weight >= 0 && weight <= 1) return weight
    return this.faults.raise(`A target is a part of the account from 0 to 1, not ${shown(weight)}.`)
  }

  #units(place: ProductIndex, quantity: unknown): number {
    const spec = this.present.context.products[place]
    if (typeof quantity !== 'number' || !(quantity >= 0) || spec === undefined) {
      return this.faults.raise(`A quantity is a number that is not below 0, not ${shown(quantity)}.`)
    }
    const units = Math.floor(quantity / decimalToNumber(spec.baseIncrement) + NEARLY)
    if (Number.isSafeInteger(units)) return units
    return this.faults.raise(`The quantity ${shown(quantity)} is more than can be counted.`)
  }
}

function reasonOf(reason: unknown): string {
  return typeof reason === 'string' ? reason.slice(0, MOST_REASON_LETTERS) : ''
}

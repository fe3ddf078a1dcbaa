import type { ExitOrder } from '../../../accounts/exit-plan'
import { type ProductIndex, type QuantityUnits, productIndex, quantityUnits } from '../../../core/product'
import type { Side } from '../../events'
import type { SignalSink } from './contract'

/** Exits and why they were given, in the words of who gave them. */
export interface NamedExits {
  readonly exits: ExitOrder
  readonly reason: string
}

const FIRST_CAPACITY = 16
const BUY = 0
const SELL = 1
const WEIGHT = 2

/**
 * The signals of one decision, in the order they were given, in columns that are reused: a decision that
 * wants nothing costs nothing.
 */
export class SignalQueue implements SignalSink {
  #products = new Float64Array(FIRST_CAPACITY)
  #kinds = new Uint8Array(FIRST_CAPACITY)
  #amounts = new Float64Array(FIRST_CAPACITY)
  /** Of the few signals that name any, by their place. */
  readonly #exits = new Map<number, NamedExits>()
  #count = 0

  get count(): number {
    return this.#count
  }

  quantity(
    product: ProductIndex,
    side: Side,
    quantity: QuantityUnits,
    reason: string,
    exits?: ExitOrder,
  ): void {
    this.#name(reason, exits)
    this.#push(product, side === 'buy' ? BUY : SELL, quantity)
  }

  weight(product: ProductIndex, weight: number, reason: string, exits?: ExitOrder): void {
    this.#name(reason, exits)
    this.#push(product, WEIGHT, weight)
  }

  clear(): void {
    this.#count = 0
    if (this.#exits.size > 0) this.#exits.clear()
  }

  /** The exits a signal names, with its reason; undefined when it names none. */
  exitsOf(index: number): NamedExits | undefined {
    return this.#exits.size === 0 ? undefined : this.#exits.get(index)
  }

  product(index: number): ProductIndex {
    return productIndex(this.#products[index] ?? 0)
  }

  isWeight(index: number): boolean {
    return this.#kinds[index] === WEIGHT
  }

  /** Of a signal by weight: the fraction of equity, 0 … 1. */
  weightOf(index: number): number {
    return this.#amounts[index] ?? 0
  }

  /** Of a signal by quantity. */
  sideOf(index: number): Side {
    return this.#kinds[index] === SELL ? 'sell' : 'buy'
  }

  quantityOf(index: number): QuantityUnits {
    return quantityUnits(this.#amounts[index] ?? 0)
  }

  /** Exits that name none say nothing. */
  #name(reason: string, exits: ExitOrder | undefined): void {
    if (exits === undefined) return
    const { stopLoss, takeProfit, timeStop } = exits
    if (stopLoss === undefined && takeProfit === undefined && timeStop === undefined) return
    this.#exits.set(this.#count, { exits, reason })
  }

  #push(product: number, kind: number, amount: number): void {
    if (this.#count === this.#kinds.length) this.#grow()
    this.#products[this.#count] = product
    this.#kinds[this.#count] = kind
    this.#amounts[this.#count] = amount
    this.#count += 1
  }

  #grow(): void {
    const capacity = this.#kinds.length * 2
    const [products, kinds, amounts] = [this.#products, this.#kinds, this.#amounts]
    this.#products = new Float64Array(capacity)
    this.#kinds = new Uint8Array(capacity)
    this.#amounts = new Float64Array(capacity)
    this.#products.set(products)
    this.#kinds.set(kinds)
    this.#amounts.set(amounts)
  }
}

import { decimalToNumber } from '../../core/decimal'
import { type ProductIndex, productIndex } from '../../core/product'
import type { Faults } from './own-fault'
import { type Present, unknownProduct } from './own-bars'

/** The run's own books as the visitor's code sees them: numbers, in dollars and base currency. */
export class OwnAccount {
  readonly #steps: readonly number[]
  readonly #ticks: readonly number[]
  readonly #places: ReadonlyMap<string, ProductIndex>

  readonly #present: Present
  readonly #faults: Faults

  constructor(present: Present, faults: Faults) {
    this.#present = present
    this.#faults = faults
    const { products } = present.context
    this.#steps = products.map(({ baseIncrement }) => decimalToNumber(baseIncrement))
    this.#ticks = products.map(({ quoteIncrement }) => decimalToNumber(quoteIncrement))
    this.#places = new Map(products.map(({ id }, index) => [id, productIndex(index)]))
  }

  get cash(): number {
    return decimalToNumber(this.#present.context.account.cash)
  }

  /** Cash and holdings at the last prices. */
  get equity(): number {
    let equity = this.cash
    for (const place of this.#places.values()) equity += this.#worth(place)
    return equity
  }

  /** The fee of the next trade, as a fraction of its value. */
  get fee(): number {
    return this.#present.context.account.takerBasisPoints / 10_000
  }

  /** In base currency. */
  holding(product?: unknown): number {
    return this.#held(this.place(product))
  }

  /** The part of equity in the product, 0 … 1. */
  weight(product?: unknown): number {
    const equity = this.equity
    return equity > 0 ? this.#worth(this.place(product)) / equity : 0
  }

  /** What the holding cost, purchase fees included. */
  cost(product?: unknown): number {
    return decimalToNumber(this.#present.context.account.costBasis(this.place(product)))
  }

  /** Milliseconds since the position was opened; 0 without one. */
  heldFor(product?: unknown): number {
    return this.#present.context.account.heldFor(this.place(product))
  }

  /** Without a name, the first product. */
  place(product: unknown): ProductIndex {
    if (product === undefined) return productIndex(0)
    const place = this.#places.get(typeof product === 'string' ? product : '')
    return place ?? this.#faults.raise(unknownProduct(product, [...this.#places.keys()]))
  }

  #held(place: ProductIndex): number {
    return this.#present.context.account.holding(place) * (this.#steps[place] ?? Number.NaN)
  }

  #worth(place: ProductIndex): number {
    const held = this.#held(place)
    return held === 0 ? 0 : held * this.#present.context.last(place) * (this.#ticks[place] ?? Number.NaN)
  }
}

import type { ProductIndex } from '../../../../core/product'
import type { PriceGrid } from '../../../../market/returns/price-grid'

/** Simple returns of all products over one step of a grid; those of following steps are read once each. */
export class GridReturns {
  /** Fractions; 0 where it is not known. */
  readonly returns: Float64Array
  /** 1 where it is known, else 0. */
  readonly known: Float64Array
  readonly #closes: Float64Array
  #at = Number.NaN

  constructor(private readonly productCount: number) {
    this.returns = new Float64Array(productCount)
    this.known = new Float64Array(productCount)
    this.#closes = new Float64Array(productCount)
  }

  /** Looks at the return from the step before to this one. */
  read(prices: PriceGrid, step: number): void {
    if (this.#at !== step - 1) this.#load(prices, step - 1)
    for (let product = 0; product < this.productCount; product += 1) {
      const before = this.#closes[product] ?? Number.NaN
      const now = prices.close(product as ProductIndex, step)
      const change = (now - before) / before
      const isKnown = Number.isFinite(change)
      this.returns[product] = isKnown ? change : 0
      this.known[product] = isKnown ? 1 : 0
      this.#closes[product] = now
    }
    this.#at = step
  }

  /** Closes may have changed. */
  forget(): void {
    this.#at = Number.NaN
  }

  #load(prices: PriceGrid, step: number): void {
    for (let product = 0; product < this.productCount; product += 1) {
      this.#closes[product] = prices.close(product as ProductIndex, step)
    }
  }
}

import type { PriceGrid } from '../../../../market/returns/price-grid'
import { GridReturns } from './grid-returns'

/**
 * What the returns of a step add to sums: for every two products the product of their returns, and where `centred`
 * besides each product's return wherever the other's is known. Unknown returns count as 0.
 */
export class RowTerms {
  /** How many sums there are. */
  readonly size: number
  readonly #pairs: number
  readonly #reader: GridReturns

  /** `decay`: what the sums of earlier steps weigh against a step. */
  constructor(
    private readonly productCount: number,
    readonly decay: number,
    private readonly centred: boolean,
  ) {
    this.#reader = new GridReturns(productCount)
    this.#pairs = (productCount * (productCount + 1)) / 2
    this.size = this.#pairs + (centred ? productCount * productCount : 0)
  }

  add(prices: PriceGrid, step: number, sums: Float64Array): void {
    this.#reader.read(prices, step)
    const { returns, known } = this.#reader
    const { decay, productCount } = this
    let place = 0
    for (let a = 0; a < productCount; a += 1) {
      const change = returns[a] ?? 0
      for (let b = 0; b <= a; b += 1) {
        sums[place] = (sums[place] ?? 0) * decay + change * (returns[b] ?? 0)
        place += 1
      }
    }
    if (!this.centred) return
    for (let a = 0; a < productCount; a += 1) {
      const change = returns[a] ?? 0
      for (let b = 0; b < productCount; b += 1) {
        sums[place] = (sums[place] ?? 0) * decay + change * (known[b] ?? 0)
        place += 1
      }
    }
  }

  /** Closes may have changed since they were read. */
  forget(): void {
    this.#reader.forget()
  }

  /** Where the sum of a times b is. */
  productOf(a: number, b: number): number {
    return a > b ? (a * (a + 1)) / 2 + b : (b * (b + 1)) / 2 + a
  }

  /** Where the sum of a is, over the steps that b has too. */
  sumOf(a: number, b: number): number {
    return this.#pairs + a * this.productCount + b
  }
}

import type { PriceGrid } from '../../../../market/returns/price-grid'
import { GridReturns } from './grid-returns'

/** The newest returns of each product side by side; NaN where one is not known. */
export class ReturnRows {
  readonly #columns: Float64Array[]
  readonly #reader: GridReturns
  /** Step of the first place of the columns, and the steps that are in them. */
  #origin = 0
  #from = 0
  #to = -1

  constructor(
    productCount: number,
    private readonly most: number,
  ) {
    this.#columns = Array.from({ length: productCount }, () => new Float64Array(2 * most))
    this.#reader = new GridReturns(productCount)
  }

  /** Takes steps up to `newest`, and as many before it as there is room for, from `begin` on. */
  update(prices: PriceGrid, begin: number, newest: number, changed: number): void {
    this.#reader.forget()
    this.#to = Math.min(this.#to, newest, changed - 1)
    if (begin < this.#from || begin > this.#to) {
      this.#origin = begin
      this.#to = begin - 1
    }
    this.#from = begin
    if (newest - this.#origin >= 2 * this.most) this.#moveDown()
    for (let step = this.#to + 1; step <= newest; step += 1) {
      this.#reader.read(prices, step)
      this.#put(step - this.#origin)
    }
    this.#to = newest
  }

  /** The newest `count` returns of a product, oldest first; good until the next update. */
  newest(product: number, count: number): Float64Array {
    const end = this.#to + 1 - this.#origin
    return this.#columns[product]?.subarray(end - count, end) ?? new Float64Array(0)
  }

  #put(place: number): void {
    const { returns, known } = this.#reader
    for (const [product, column] of this.#columns.entries()) {
      column[place] = known[product] === 1 ? (returns[product] ?? Number.NaN) : Number.NaN
    }
  }

  #moveDown(): void {
    const [start, end] = [this.#from - this.#origin, this.#to + 1 - this.#origin]
    for (const column of this.#columns) column.copyWithin(0, start, end)
    this.#origin = this.#from
  }
}

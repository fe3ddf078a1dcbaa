import type { ProductIndex } from '../../core/product'
import { type DurationMs, durationMs } from '../../core/time'
import type { PriceGrid } from '../../market/returns/price-grid'
import type { BarBlock } from './bar-block'
import { carriedCloses } from './gap-columns'

/**
 * The rows of a block as steps, numbered from the time of the first one on as live minutes are. The fold says which
 * have closed; the others are out of reach.
 */
export class BlockGrid implements PriceGrid {
  readonly productCount: number
  readonly span: DurationMs
  readonly oldest: number
  readonly revision = 0
  #newest: number
  #closes: readonly Float64Array[] | undefined

  constructor(private readonly block: BarBlock) {
    this.productCount = block.products.length
    this.span = durationMs(block.granularity * 1000)
    this.oldest = Math.floor((block.products[0]?.time[0] ?? 0) / this.span)
    this.#newest = this.oldest - 1
  }

  get newest(): number {
    return this.#newest
  }

  /** The newest row that has closed; -1 while there is none. */
  closedTo(row: number): void {
    this.#newest = this.oldest + row
  }

  changedFrom(): number {
    return Number.POSITIVE_INFINITY
  }

  close(product: ProductIndex, step: number): number {
    if (step > this.#newest) return Number.NaN
    this.#closes ??= carriedCloses(this.block)
    return this.#closes[product]?.[step - this.oldest] ?? Number.NaN
  }
}

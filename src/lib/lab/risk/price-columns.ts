import type { ProductIndex } from '../../core/product'
import type { DurationMs } from '../../core/time'
import type { PriceGrid } from '../../market/returns/price-grid'

/** Closes that are kept, of all products together: 32 MB. */
const MOST_CLOSES = 4_000_000

/** Steps that are looked at, of so many products: the newest. */
export function mostSteps(productCount: number): number {
  return Math.floor(MOST_CLOSES / Math.max(1, productCount))
}

/**
 * Closes of stored bars, one for every step from the first bar to the last: a product without a bar in a step
 * keeps its close of the step before. In ticks; NaN before a product's first bar.
 */
export class PriceColumns implements PriceGrid {
  readonly oldest = 0
  readonly revision = 0

  private constructor(
    readonly span: DurationMs,
    /** Start of the first step, ms since the epoch. */
    readonly from: number,
    readonly closes: readonly Float64Array[],
    /** Per product, the steps of its first and last bar; -1 where it has none. */
    readonly extents: readonly Extent[],
    /** Steps in which no product has a bar. */
    readonly empty: number,
    readonly steps: number,
  ) {}

  /**
   * @param time starts of the rows' buckets, rising
   * @param closes per product a close for each row, NaN without a bar
   */
  static of(time: Float64Array, closes: readonly Float64Array[], span: DurationMs): PriceColumns {
    const end = (time.at(-1) ?? 0) + span
    const first = firstWithin(time, end - mostSteps(closes.length) * span)
    const from = time[first] ?? 0
    const steps = first < time.length ? Math.round((end - from) / span) : 0
    const stepOf = (row: number): number => Math.round(((time[row] ?? 0) - from) / span)
    const extents: Extent[] = []
    const columns = closes.map((column) => {
      const filled = new Float64Array(steps).fill(Number.NaN)
      for (let row = first; row < time.length; row += 1) {
        const close = column[row] ?? Number.NaN
        if (close > 0) filled[stepOf(row)] = close
      }
      extents.push(carryForward(filled))
      return filled
    })
    return new PriceColumns(span, from, columns, extents, steps - stepsWithRow(time, first, stepOf), steps)
  }

  get productCount(): number {
    return this.closes.length
  }

  get newest(): number {
    return this.steps - 1
  }

  close(product: ProductIndex, step: number): number {
    return this.closes[product]?.[step] ?? Number.NaN
  }
}

export interface Extent {
  readonly first: number
  readonly last: number
}

function firstWithin(time: Float64Array, from: number): number {
  let row = 0
  while (row < time.length && (time[row] ?? 0) < from) row += 1
  return row
}

function carryForward(column: Float64Array): Extent {
  let [first, last, close] = [-1, -1, Number.NaN]
  for (let step = 0; step < column.length; step += 1) {
    const own = column[step] ?? Number.NaN
    if (own > 0) {
      if (first < 0) first = step
      last = step
      close = own
    } else {
      column[step] = close
    }
  }
  return { first, last }
}

function stepsWithRow(time: Float64Array, first: number, stepOf: (row: number) => number): number {
  let count = 0
  for (let row = first; row < time.length; row += 1) {
    if (row === first || stepOf(row) !== stepOf(row - 1)) count += 1
  }
  return count
}

import type { ProductIndex } from '../../core/product'
import type { DurationMs } from '../../core/time'

/**
 * Closes of a match's products on one grid of equal steps: what estimates of risk rest on. Only closed steps are
 * in it. A product without a trade in a step keeps its close of the step before.
 */
export interface PriceGrid {
  readonly productCount: number
  /** From step to step. */
  readonly span: DurationMs
  /** Number of the first step that is still kept. Numbers rise by 1 from step to step; where they begin is open. */
  readonly oldest: number
  /** Number of the newest closed step; below {@link oldest} while there is none. */
  readonly newest: number
  /** Changes whenever a step was changed that {@link newest} had reached before. */
  readonly revision: number
  /**
   * The lowest step changed after that revision, infinite when none was. A grid without it may have changed
   * anywhere.
   */
  changedFrom?(revision: number): number
  /** In ticks; NaN before the product's first trade, and outside of the steps that are kept. */
  close(product: ProductIndex, step: number): number
}

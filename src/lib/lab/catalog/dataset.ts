import type { ProductSpec } from '../../core/product'
import type { BarGranularity } from '../../market/types'

/** Where stored bars came from. Sources never mix in one backtest. */
export type BarSource = 'coinbase' | 'demo' | 'import' | 'match'

/** A run of bars, both ends at starts of buckets, ms since the epoch: from the first bucket up to but without `to`. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** Bars of one product, source and granularity, as the catalogue lists them. */
export interface Dataset {
  /** `<source>:<product id>:<granularity>`; imports add `:<first digits of their hash>`. */
  readonly id: string
  readonly source: BarSource
  readonly spec: ProductSpec
  readonly granularity: BarGranularity
  /** What is stored: contiguous in the sense that the source had nothing else in it. Rising, apart. */
  readonly ranges: readonly TimeRange[]
  readonly rows: number
  /** Buckets within `ranges` for which the source had no bar. */
  readonly missing: number
  /** The longest holes, longest first, at most 20. */
  readonly holes: readonly TimeRange[]
  readonly bytes: number
  /** Whether every bar has the bid and ask of its open. */
  readonly quotes: boolean
  readonly updatedAt: number
  /** For a person: the file's name, the demo's seed; may be empty. */
  readonly note: string
}

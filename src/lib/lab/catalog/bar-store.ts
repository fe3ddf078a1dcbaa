/**
 * What the candle library needs of a place for bars. Columns are files, one a column and span; the catalogue is
 * rows. A row is committed after the columns it speaks of are on disk, and rows of a file beyond those that the
 * catalogue counts do not exist: so a write that was cut off has never happened.
 */
import type { ProductSpec } from '../../core/product'
import type { Result } from '../../core/result'
import type { QuotedBars, StoredColumn } from '../../market/bars'
import type { BarGranularity } from '../../market/types'
import type { BarSource, TimeRange } from './dataset'
import type { Holes } from './holes'

/** A dataset without what is stored of it. */
export interface DatasetRow {
  readonly id: string
  readonly source: BarSource
  readonly spec: ProductSpec
  readonly granularity: BarGranularity
  readonly note: string
  readonly updatedAt: number
  /** Whether its spans have the columns bid and ask. */
  readonly quotes: boolean
}

/** One contiguous stretch of a dataset and the column files it lies in. */
export interface SpanRow {
  readonly id: string
  readonly dataset: string
  /** What the source was asked for; it had nothing else in it. */
  readonly range: TimeRange
  /** Bars that count; files may be longer. */
  readonly rows: number
  /** Start of the first and of the last bar; both are the range's start while there is none. */
  readonly first: number
  readonly last: number
  /** Up to the last bar. */
  readonly holes: Holes
}

/** Rows as they are; every method may reject with StoreFailure. */
export interface CatalogRows {
  datasets(): Promise<readonly DatasetRow[]>
  dataset(id: string): Promise<DatasetRow | undefined>
  /** By the start of their ranges. */
  spans(dataset: string): Promise<readonly SpanRow[]>
  /** All at once or nothing: puts the dataset and the spans, and drops those named. */
  commit(dataset: DatasetRow, spans: readonly SpanRow[], dropped: readonly string[]): Promise<void>
  /** With its spans. */
  remove(dataset: string): Promise<void>
}

/** Column files, Float64 little-endian; every method may reject with StoreFailure. */
export interface ColumnFiles {
  /** Rows [from, to) of one column in memory of their own; rejects where the file is shorter. */
  read(span: string, column: StoredColumn, from: number, to: number): Promise<Float64Array>
  /** Puts bars at row `at`, over and instead of what stood there and beyond. Resolves once they are on disk. */
  write(span: string, at: number, bars: QuotedBars): Promise<void>
  /** There being none is no error. */
  remove(span: string): Promise<void>
  /** Spans that have files. */
  list(): Promise<readonly string[]>
}

/** Of all tabs, who may write. */
export interface WriteLocks {
  /** Runs `work` while nobody else writes to this dataset; a sentence, at once, when somebody does. */
  alone<T>(dataset: string, work: () => Promise<T>): Promise<Result<T, string>>
  /** Runs `work` if nobody writes anywhere; else nothing happens. */
  whenQuiet(work: () => Promise<void>): Promise<void>
}

export interface BarStore {
  /** False: what is written here is gone with the page. */
  readonly kept: boolean
  readonly rows: CatalogRows
  readonly files: ColumnFiles
  readonly locks: WriteLocks
}

import type { ProductSpec } from '../../core/product'
import type { Result } from '../../core/result'
import type { Bars } from '../../market/bars'
import type { BarGranularity } from '../../market/types'
import type { TimeRange } from './dataset'

export interface DownloadRequest {
  readonly product: string
  readonly granularity: BarGranularity
  readonly range: TimeRange
}

export interface DownloadView extends DownloadRequest {
  readonly id: string
  readonly state: 'running' | 'paused' | 'done' | 'failed' | 'cancelled'
  /** Requests made and needed. */
  readonly done: number
  readonly of: number
  readonly rows: number
  /** Ms, NaN while unknown. */
  readonly left: number
  /** Why it stands or failed, or what is to be known of what came; else empty. */
  readonly notice: string
}

/** Most buckets that a source is asked for at a time. */
export const PAGE_BUCKETS = 300

/** `unreachable`: it may answer another time; `refused`: asking again would not help; `closed`: given up by us. */
export interface HistoryFailure {
  readonly kind: 'unreachable' | 'refused' | 'closed'
  readonly sentence: string
}

export interface PageRequest {
  readonly spec: ProductSpec
  readonly granularity: BarGranularity
  /** At most {@link PAGE_BUCKETS} buckets. */
  readonly range: TimeRange
}

/** Where history comes from. Keeps its own rate, tries again by itself, and never rejects. */
export interface HistorySource {
  product(id: string, signal: AbortSignal): Promise<Result<ProductSpec, HistoryFailure>>
  /**
   * Closed bars that start within the range, rising. `trouble` hears a sentence whenever an attempt failed and
   * another will follow.
   */
  page(
    request: PageRequest,
    signal: AbortSignal,
    trouble: (sentence: string) => void,
  ): Promise<Result<Bars, HistoryFailure>>
}

/** A download that has not ended, as it outlives the page. */
export interface KeptDownload extends DownloadRequest {
  readonly id: string
}

/** Forgets silently where the browser keeps nothing; no method rejects. */
export interface DownloadShelf {
  list(): Promise<readonly KeptDownload[]>
  keep(download: KeptDownload): Promise<void>
  forget(id: string): Promise<void>
}

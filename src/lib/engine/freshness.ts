import { type DurationMs, durationMs } from '../core/time'

/** A quote may be traded on until its last confirmation is this old, in match time. */
export const FRESH_FOR: DurationMs = durationMs(10_000)

/** What a quote is good for, and the age that decided it. */
export type QuoteFreshness =
  | { readonly type: 'fresh'; readonly age: DurationMs }
  | { readonly type: 'stale'; readonly age: DurationMs }
  /** No ticker yet, or the bid is above the ask. */
  | { readonly type: 'no-price' }

import type { Granularity } from './types'

/**
 * Where a packed snapshot keeps what, in doubles.
 *
 *   header    format, tick, time, number of products, total length
 *   products  one record each, by product index (see RECORD)
 *   candles   per product the three windows, coarsest first; per window the six columns (see COLUMN), each
 *             as long as the window's count
 *
 * Prices are in ticks, times in epoch milliseconds. NaN in `price` says there is no ticker yet, NaN in
 * `formingOpen` that no minute is forming; the fields beside it are NaN then too.
 */

/** "SNAP" and the layout's version. Another layout gets another number. */
export const SNAPSHOT_FORMAT = 0x534e4150_01

export const HEADER = { format: 0, tick: 1, time: 2, products: 3, length: 4 } as const
export const HEADER_LENGTH = 5

export const RECORD = {
  fresh: 0,
  price: 1,
  bid: 2,
  ask: 3,
  volume24h: 4,
  tradeId: 5,
  tradedAt: 6,
  formingOpen: 7,
  formingHigh: 8,
  formingLow: 9,
  /** Three counts, in the order of {@link windowIndex}, then the offset of the first candle column. */
  counts: 10,
  candles: 13,
} as const
export const RECORD_LENGTH = 14

export const COLUMN = { start: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 } as const
export const COLUMN_COUNT = 6

export type Column = keyof typeof COLUMN

/** Windows are packed coarsest first. */
export function windowIndex(granularity: Granularity): 0 | 1 | 2 {
  if (granularity === 900) return 0
  return granularity === 300 ? 1 : 2
}

import type { ProductPrices, RunRecord } from '$lib/analytics/run-record'
import type { LoggedFills } from '$lib/engine/block/logged-fills'

export const MINUTE = 60_000
export const DAY = 86_400_000

export interface FillRow {
  readonly row: number
  readonly product?: number
  readonly side: 1 | -1
  readonly quantity: number
  readonly price: number
  readonly fee?: number
  readonly slippage?: number
}

export function fillColumns(fills: readonly FillRow[], time: Float64Array): LoggedFills {
  const column = (pick: (fill: FillRow) => number): Float64Array => Float64Array.from(fills, pick)
  return {
    length: fills.length,
    row: column(({ row }) => row),
    time: column(({ row }) => (time[row] ?? NaN) - MINUTE),
    product: column(({ product = 0 }) => product),
    side: column(({ side }) => side),
    quantity: column(({ quantity }) => quantity),
    price: column(({ price }) => price),
    fee: column(({ fee = 0 }) => fee),
    slippage: column(({ slippage = 0 }) => slippage),
  }
}

/** In cents. A bar of [low, high, close]; none where undefined. */
export function productPrices(
  id: string,
  bars: readonly (readonly [number, number, number] | undefined)[],
): ProductPrices {
  const column = (place: number): Float64Array => Float64Array.from(bars, (bar) => bar?.[place] ?? NaN)
  return { id, dollarsPerTick: 0.01, low: column(0), high: column(1), close: column(2) }
}

/** A run of so many rows from `start` on; what is not given is flat at 1,000 USD. */
export function runOf(
  given: Partial<RunRecord> & { readonly rows?: number; readonly start?: number },
): RunRecord {
  const { granularity = 60, start = 0 } = given
  const rows = given.rows ?? given.equity?.length ?? given.time?.length ?? 0
  const flat = new Float64Array(rows).fill(1000)
  const time = Float64Array.from({ length: rows }, (_, row) => start + (row + 1) * granularity * 1000)
  return {
    granularity,
    time,
    equity: flat,
    exposure: new Float64Array(rows),
    benchmark: flat,
    initialCash: 1000,
    fills: fillColumns([], time),
    prices: [],
    ...given,
  }
}

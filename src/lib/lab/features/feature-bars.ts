import type { Bars } from '../../market/bars'
import type { FeatureColumn } from './expression'

/** The bars' columns as far as features look at them. */
export type FeatureBars = Readonly<Record<FeatureColumn, Float64Array>>

/** Columns of so many rows, to be filled in. */
export function allocateFeatureBars(rows: number): FeatureBars {
  const column = (): Float64Array => new Float64Array(rows)
  return { open: column(), high: column(), low: column(), close: column(), volume: column() }
}

/** Rows [from, to), sharing the memory. */
export function viewOfBars(bars: Bars, from: number, to: number): FeatureBars {
  const view = (column: Float64Array): Float64Array => column.subarray(from, to)
  return {
    open: view(bars.open),
    high: view(bars.high),
    low: view(bars.low),
    close: view(bars.close),
    volume: view(bars.volume),
  }
}

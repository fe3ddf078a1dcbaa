import type { Bars } from '../../../market/bars'
import type { BarGranularity } from '../../../market/types'
import type { AggregatedBars } from '../../block/aggregate'
import type { AlphaModel } from './contract'

/**
 * An alpha that can look through closed bars on its own, columns at a time. It must want at each row
 * exactly what {@link AlphaModel.update} would want there; a fold may use either, or both in turn.
 */
export interface ColumnarAlpha extends AlphaModel {
  /**
   * The first row in [from, to) after whose close `update` would want something, or `to` if there is none.
   * The rows before it count as seen, that row itself does not: `update` comes next for it. Rows come in
   * order without gaps. `closes` has a column per product, in ticks, NaN in rows without a trade; `bars` are
   * the same rows with all their columns.
   */
  scan(closes: readonly Float64Array[], from: number, to: number, bars: readonly Bars[]): number
  /**
   * As {@link scan}, over a block of which some products lack bars in some rows: candles and rows are not the same
   * there. An alpha without it is asked row by row on such blocks.
   */
  scanCandles?(candles: BlockCandles, from: number, to: number): number
}

/** A block's own bars as candles: per product those there are, and how many have closed with each row. */
export interface BlockCandles {
  readonly granularity: BarGranularity
  readonly products: readonly AggregatedBars[]
}

export function isColumnar(alpha: AlphaModel): alpha is ColumnarAlpha {
  return 'scan' in alpha
}

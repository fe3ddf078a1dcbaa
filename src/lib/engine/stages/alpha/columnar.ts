import type { AlphaModel } from './contract'

/**
 * An alpha that can look through closed bars on its own, columns at a time. It must want at each row
 * exactly what {@link AlphaModel.update} would want there; a fold may use either, or both in turn.
 */
export interface ColumnarAlpha extends AlphaModel {
  /**
   * The first row in [from, to) after whose close `update` would want something, or `to` if there is none.
   * The rows before it count as seen, that row itself does not: `update` comes next for it. Rows come in
   * order without gaps. `closes` has a column per product, in ticks, NaN in rows without a trade.
   */
  scan(closes: readonly Float64Array[], from: number, to: number): number
}

export function isColumnar(alpha: AlphaModel): alpha is ColumnarAlpha {
  return 'scan' in alpha
}

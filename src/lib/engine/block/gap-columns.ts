import type { BlockCandles } from '../stages/alpha/columnar'
import { aggregateBars } from './aggregate'
import type { BarBlock } from './bar-block'

/** What it takes to look through a block with gaps columns at a time. */
export interface GapColumns {
  readonly candles: BlockCandles
  /** Per product the last close there was at each row; NaN before the first. */
  readonly lasts: readonly Float64Array[]
}

/** A sweep folds the same block over and over. */
const made = new WeakMap<BarBlock, GapColumns>()
const carriedOf = new WeakMap<BarBlock, readonly Float64Array[]>()

export function gapColumns(block: BarBlock): GapColumns {
  const known = made.get(block)
  if (known !== undefined) return known
  const { granularity, products } = block
  const candles = products.map((bars) => aggregateBars(bars, granularity, granularity))
  const columns = { candles: { granularity, products: candles }, lasts: carriedCloses(block) }
  made.set(block, columns)
  return columns
}

/** Per product the last close there was at each row; NaN before the first. */
export function carriedCloses(block: BarBlock): readonly Float64Array[] {
  const known = carriedOf.get(block)
  if (known !== undefined) return known
  const lasts = block.products.map(({ close }) => (block.gaps ? carried(close) : close))
  carriedOf.set(block, lasts)
  return lasts
}

function carried(close: Float64Array): Float64Array {
  const lasts = new Float64Array(close.length)
  let last = Number.NaN
  for (let row = 0; row < close.length; row += 1) {
    const price = close[row] ?? Number.NaN
    if (price > 0) last = price
    lasts[row] = last
  }
  return lasts
}

import { Table, float64, tableFromColumns } from '@uwdata/flechette'
import { type QuotedBars, columnsOf } from '../../market/bars'
import type { BarsAbout } from '../catalog/bar-catalog'
import { column } from './arrow-write'
import { aboutBars } from './columnar'

/**
 * Bars as an Arrow table over the very same buffers: columns of doubles, time in ms since the epoch and prices in
 * whole ticks, bid and ask where the bars have them. The schema's metadata name product, granularity and increments, and say `prices: ticks`. Nothing
 * is copied, so the table is good for as long as the bars are.
 */
export function arrowView(bars: QuotedBars, { spec, granularity, source }: BarsAbout): Table {
  const { schema, children } = tableFromColumns(
    columnsOf(bars).map(([name, values]) => [name, column(float64(), values)]),
  )
  const metadata = new Map(aboutBars(spec, granularity, source)).set('prices', 'ticks')
  return new Table({ ...schema, metadata }, [...children])
}

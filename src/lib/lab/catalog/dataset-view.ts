import type { ProductId } from '../../core/product'
import { type Bars, BAR_COLUMNS, QUOTE_COLUMNS } from '../../market/bars'
import type { BarGranularity } from '../../market/types'
import type { DatasetRow, SpanRow } from './bar-store'
import type { BarSource, Dataset, TimeRange } from './dataset'
import { NO_HOLES, joinHoles, withTail } from './holes'
import { mergeRanges } from './ranges'

/** `<source>:<product id>:<granularity>`, then what tells this one from others alike. */
export function datasetId(
  source: BarSource,
  product: ProductId,
  granularity: BarGranularity,
  mark = '',
): string {
  return `${source}:${product}:${granularity}${mark === '' ? '' : `:${mark}`}`
}

/** Milliseconds of a bucket. */
export function stepOf(granularity: BarGranularity): number {
  return granularity * 1000
}

/** Where the next bar of a span may start. */
export function nextOf({ rows, first, last }: SpanRow, step: number): number {
  return rows === 0 ? first : last + step
}

/** From the first bar to the end of the last; undefined where there is none. */
export function rangeOfBars({ time }: Bars, granularity: BarGranularity): TimeRange | undefined {
  const [first, last] = [time[0], time.at(-1)]
  if (first === undefined || last === undefined) return undefined
  return { from: first, to: last + stepOf(granularity) }
}

/** As the catalogue lists it. */
export function datasetOf(row: DatasetRow, spans: readonly SpanRow[]): Dataset {
  const { id, source, spec, granularity, updatedAt, note, quotes } = row
  const step = stepOf(granularity)
  const { missing, holes } = spans
    .map((span) => withTail(span.holes, nextOf(span, step), span.range.to, step))
    .reduce(joinHoles, NO_HOLES)
  const rows = spans.reduce((sum, span) => sum + span.rows, 0)
  const ranges = mergeRanges(spans.map(({ range }) => range))
  return {
    ...{ id, source, spec, granularity, ranges, rows, missing, holes },
    ...{ bytes: rows * bytesPerRow(quotes), quotes, updatedAt, note },
  }
}

function bytesPerRow(quotes: boolean): number {
  const columns = BAR_COLUMNS.length + (quotes ? QUOTE_COLUMNS.length : 0)
  return columns * Float64Array.BYTES_PER_ELEMENT
}

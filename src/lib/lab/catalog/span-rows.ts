import { type Result, err, ok } from '../../core/result'
import type { BarQuotes, QuotedBars, StoredColumn } from '../../market/bars'
import type { ColumnFiles, SpanRow } from './bar-store'
import type { TimeRange } from './dataset'

/**
 * Bars of a span that start within `range`: one read a column, straight into the memory that is handed out.
 * `quoted`: with bid and ask.
 */
export async function readSpan(
  files: ColumnFiles,
  span: SpanRow,
  range: TimeRange,
  step: number,
  quoted: boolean,
): Promise<Result<QuotedBars, string>> {
  const from = await rowAt(files, span, range.from, step)
  const to = await rowAt(files, span, range.to, step)
  const column = (name: StoredColumn): Promise<Float64Array> => files.read(span.id, name, from, to)
  const [quotes, time, open, high, low, close, volume] = await Promise.all([
    quoted ? readQuotes(column) : undefined,
    column('time'),
    column('open'),
    column('high'),
    column('low'),
    column('close'),
    column('volume'),
  ])
  const bars = { length: to - from, time, open, high, low, close, volume }
  if (!areWithin(time, range)) return err('Stored bars are damaged: their times do not fit the catalogue.')
  return ok(quotes === undefined ? bars : { ...bars, quotes })
}

async function readQuotes(column: (name: StoredColumn) => Promise<Float64Array>): Promise<BarQuotes> {
  const [bid, ask] = await Promise.all([column('bid'), column('ask')])
  return { bid, ask }
}

/**
 * The first row that starts at or after `time`. Were there no holes, the row would follow from the time; each
 * hole moves it forward by at most its length. So only as many times are read as buckets are missing.
 */
async function rowAt(files: ColumnFiles, span: SpanRow, time: number, step: number): Promise<number> {
  if (span.rows === 0 || time <= span.first) return 0
  if (time > span.last) return span.rows
  const most = Math.ceil((time - span.first) / step)
  const least = Math.max(0, most - span.holes.missing)
  const highest = Math.min(most, span.rows - 1)
  if (least >= highest) return highest
  const times = await files.read(span.id, 'time', least, highest)
  return least + firstAtOrAfter(times, time)
}

function firstAtOrAfter(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? Infinity) < time) low = middle + 1
    else high = middle
  }
  return low
}

function areWithin(times: Float64Array, { from, to }: TimeRange): boolean {
  const [first, last] = [times[0], times.at(-1)]
  return first === undefined || last === undefined || (first >= from && last < to && first <= last)
}

/** Columns as Parquet, packed with Snappy. */
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { type Result, ok } from '../../core/result'
import { type About, aboutBars } from './columnar'
import { inDollars } from './dollar-columns'
import type { StoredBars } from './bar-file'

const ROWS_OF_GROUP = 131_072

export function parquetBars(stored: StoredBars): Result<Blob, string> {
  const dollars = inDollars(stored.bars, stored.spec)
  if (!dollars.ok) return dollars
  const { time, doubles } = dollars.value
  const about = aboutBars(stored.spec, stored.granularity, stored.source)
  return ok(parquetTable(time, Object.fromEntries(doubles), about))
}

/** A table by time: timestamps in ms, and columns of doubles in the order of their names here. */
export function parquetTable(
  time: BigInt64Array,
  columns: Readonly<Record<string, Float64Array>>,
  about: About,
): Blob {
  const doubles = Object.entries(columns).map(([name, data]): ColumnSource => ({
    name,
    data,
    type: 'DOUBLE',
    nullable: false,
  }))
  const bytes = parquetWriteBuffer({
    columnData: [{ name: 'time', data: time, type: 'TIMESTAMP', nullable: false }, ...doubles],
    rowGroupSize: ROWS_OF_GROUP,
    statistics: false,
    createdBy: 'Daytrading Agents Arena',
    kvMetadata: [...about].map(([key, value]) => ({ key, value })),
  })
  return new Blob([bytes], { type: 'application/vnd.apache.parquet' })
}

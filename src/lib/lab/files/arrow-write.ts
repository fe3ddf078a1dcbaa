/** Bars as an Arrow IPC file: time as a timestamp in ms (UTC), prices as doubles of the quote currency. */
import {
  type DataType,
  Column,
  TimeUnit,
  Table,
  columnFromArray,
  float64,
  tableFromColumns,
  tableToIPC,
  timestamp,
} from '@uwdata/flechette'
import { type Result, err, ok } from '../../core/result'
import { aboutBars } from './columnar'
import { inDollars } from './dollar-columns'
import type { StoredBars } from './bar-file'

export function arrowBars(stored: StoredBars): Result<Blob, string> {
  const dollars = inDollars(stored.bars, stored.spec)
  if (!dollars.ok) return dollars
  const { time, doubles } = dollars.value
  const table = tableFromColumns([
    ['time', column(timestamp(TimeUnit.MILLISECOND, 'UTC'), time)],
    ...doubles.map(([name, values]): [string, Column<unknown>] => [name, column(float64(), values)]),
  ])
  const metadata = new Map(aboutBars(stored.spec, stored.granularity, stored.source))
  const bytes = tableToIPC(new Table({ ...table.schema, metadata }, [...table.children]), { format: 'file' })
  return bytes === null
    ? err('The Arrow file could not be written.')
    : ok(new Blob([bytes.slice()], { type: 'application/vnd.apache.arrow.file' }))
}

/** A column over the values as they are: nothing is copied. */
export function column(type: DataType, values: Float64Array | BigInt64Array): Column<unknown> {
  // Typed arrays are taken as they are, with the type that they show; ours may say more of them.
  return new Column([...columnFromArray(values, undefined, { useBigInt: true }).data], type)
}

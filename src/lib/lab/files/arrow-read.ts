/** Arrow IPC files and streams to raw bars. */
import { type Column, type Table, DateUnit, TimeUnit, Type, tableFromIPC } from '@uwdata/flechette'
import type { FileInspection, ImportChoices } from '../../../workers/api/lab'
import { type Result, err, ok } from '../../core/result'
import { arrowStream } from './arrow-guard'
import { counted } from './bar-text'
import {
  type About,
  type ColumnSample,
  chosenColumns,
  inspectColumns,
  notNumbers,
  rawOf,
  rowPlace,
} from './columnar'
import { readBytes } from './file-kind'
import type { RawBars } from './raw-bars'
import { timeOfNumber } from './time-values'

/** Bytes of a file: it is in memory as a whole. */
const LARGEST = 1_200_000_000
const SAMPLED = 200
const DAMAGED = 'The Arrow file is damaged: its columns cannot be read.'

export async function inspectArrow(file: Blob, name: string): Promise<Result<FileInspection, string>> {
  const table = await openTable(file)
  if (!table.ok) return table
  const samples = table.value.schema.fields.map((field, at): ColumnSample => {
    const column = table.value.children[at]
    const read = column === undefined ? undefined : numbersOf(column, SAMPLED)
    return {
      name: field.name,
      instants: read?.instants === true,
      values: read === undefined ? [] : [...read.values],
    }
  })
  return ok(inspectColumns('arrow', samples, aboutOf(table.value), name))
}

export async function readArrowFile(
  file: Blob,
  choices: ImportChoices,
): Promise<Result<{ raw: RawBars; placeOf: (row: number) => string; about: About }, string>> {
  const table = await openTable(file)
  if (!table.ok) return table
  const columns = columnsOf(table.value, choices)
  if (!columns.ok) return columns
  return ok({ raw: columns.value, placeOf: rowPlace, about: aboutOf(table.value) })
}

async function openTable(file: Blob): Promise<Result<Table, string>> {
  if (file.size > LARGEST) {
    return err(
      `The file has ${counted(Math.ceil(file.size / 1e6))} MB; at most ${counted(LARGEST / 1e6)} are read as Arrow.`,
    )
  }
  const bytes = await readBytes(file, 0, file.size)
  if (!bytes.ok) return bytes
  const stream = arrowStream(bytes.value)
  if (!stream.ok) return stream
  try {
    return ok(tableFromIPC(stream.value, { useBigInt: true, useBigIntTimestamp: true }))
  } catch {
    return err(DAMAGED)
  }
}

function aboutOf(table: Table): About {
  return table.schema.metadata ?? new Map<string, string>()
}

function columnsOf(table: Table, choices: ImportChoices): Result<RawBars, string> {
  const names = table.schema.fields.map(({ name }) => name)
  const chosen = chosenColumns(names, choices.columns)
  if (!chosen.ok) return chosen
  const length = table.numRows
  const column = (name: string): Result<Numbers, string> => {
    if (name === '') return ok({ values: new Float64Array(length), instants: false })
    const found = table.children[names.indexOf(name)]
    const read = found === undefined ? undefined : numbersOf(found, length)
    if (read === undefined) return err(notNumbers(name, 'something else'))
    return read.values.length === length ? ok(read) : err(DAMAGED)
  }
  const read = chosen.value.map(([, name]) => column(name))
  const values: Float64Array[] = []
  for (const one of read) {
    if (!one.ok) return one
    values.push(one.value.values)
  }
  const [time = new Float64Array()] = values
  const instants = read[0]?.ok === true && read[0].value.instants
  return ok(rawOf(instants ? time : inMs(time, choices), values))
}

function inMs(time: Float64Array, { time: unit }: ImportChoices): Float64Array {
  return time.map((value) => timeOfNumber(value, unit))
}

interface Numbers {
  /** In memory of their own; NaN where the file has no value. Instants in ms. */
  readonly values: Float64Array
  readonly instants: boolean
}

/** The first `most` values of a column of numbers or instants; undefined for any other. */
function numbersOf(column: Column<unknown>, most: number): Numbers | undefined {
  const perMs = scaleOf(column)
  if (perMs === undefined) return undefined
  const values = new Float64Array(Math.min(most, column.length))
  let filled = 0
  for (const batch of column.data) {
    const from: unknown = batch.values
    if (!isNumeric(from)) return undefined
    const count = Math.min(batch.length, values.length - filled, from.length)
    for (let at = 0; at < count; at += 1) {
      const value = batch.nullCount > 0 && !batch.isValid(at) ? Number.NaN : Number(from[at])
      values[filled + at] = value / perMs.divisor
    }
    filled += count
  }
  return { values: values.subarray(0, filled), instants: perMs.instants }
}

type Numeric =
  Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | BigInt64Array | BigUint64Array

function isNumeric(values: unknown): values is Numeric {
  return ArrayBuffer.isView(values) && !(values instanceof DataView)
}

/** What a column's values are divided by; undefined where they are no numbers. */
function scaleOf({
  type,
}: Column<unknown>): { readonly divisor: number; readonly instants: boolean } | undefined {
  switch (type.typeId) {
    case Type.Int:
      return { divisor: 1, instants: false }
    case Type.Float:
      // Halves come as whole numbers of 16 bits.
      return type.precision === 0 ? undefined : { divisor: 1, instants: false }
    case Type.Timestamp:
      return { divisor: DIVISORS[type.unit] ?? 1, instants: true }
    case Type.Date:
      return { divisor: type.unit === DateUnit.DAY ? 1 / 86_400_000 : 1, instants: true }
    default:
      return undefined
  }
}

const DIVISORS: Readonly<Record<number, number>> = {
  [TimeUnit.SECOND]: 0.001,
  [TimeUnit.MILLISECOND]: 1,
  [TimeUnit.MICROSECOND]: 1000,
  [TimeUnit.NANOSECOND]: 1_000_000,
}

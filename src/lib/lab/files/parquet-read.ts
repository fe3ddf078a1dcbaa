/** Parquet files to raw bars: the library reads the file's footer, we read the columns that are wanted. */
import { type ColumnMetaData, type FileMetaData, type SchemaElement, parquetMetadata } from 'hyparquet'
import type { FileInspection, ImportChoices } from '../../../workers/api/lab'
import { quoted } from '../../core/json-place'
import { type Result, err, ok } from '../../core/result'
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
import { type FileWork, STOPPED } from './file-work'
import { readChunk } from './parquet-pages'
import { type ValueType, PageError } from './parquet-values'
import { MOST_ROWS, type RawBars } from './raw-bars'
import { ThriftError } from './thrift-reader'
import { timeOfNumber } from './time-values'

const LARGEST_FOOTER = 4_194_304
/** A run of such bytes can only be a number without end, on which the library would stay for ever. */
const MOST_HIGH_BYTES = 2048
const MOST_COLUMNS = 256
const MOST_GROUPS = 20_000
const LARGEST_CHUNK = 512_000_000
const SAMPLED = 200
const TRAILER = 8
const DAMAGED = 'The Parquet file is damaged or cut short.'

interface ParquetFile {
  readonly file: Blob
  readonly metadata: FileMetaData
  readonly columns: readonly SchemaElement[]
  readonly groups: readonly {
    readonly rows: number
    readonly chunks: readonly (ColumnMetaData | undefined)[]
  }[]
  readonly rows: number
}

export async function inspectParquet(file: Blob, name: string): Promise<Result<FileInspection, string>> {
  const opened = await openParquet(file)
  if (!opened.ok) return opened
  const first = { ...opened.value, groups: opened.value.groups.slice(0, 1) }
  const samples: ColumnSample[] = []
  for (const element of opened.value.columns) {
    const kind = kindOf(element)
    const read =
      kind === undefined ? undefined : await columnOf(first, element.name, first.groups[0]?.rows ?? 0, {})
    const values = read?.ok === true ? [...read.value.subarray(0, SAMPLED)] : []
    samples.push({ name: element.name, instants: kind?.instants === true, values })
  }
  return ok(inspectColumns('parquet', samples, aboutOf(opened.value), name))
}

export async function readParquetFile(
  file: Blob,
  choices: ImportChoices,
  work: FileWork = {},
): Promise<Result<{ raw: RawBars; placeOf: (row: number) => string; about: About }, string>> {
  const opened = await openParquet(file)
  if (!opened.ok) return opened
  const { columns, rows } = opened.value
  const chosen = chosenColumns(
    columns.map(({ name }) => name),
    choices.columns,
  )
  if (!chosen.ok) return chosen
  const read: Float64Array[] = []
  for (const [done, [, name]] of chosen.value.entries()) {
    if (work.signal?.aborted === true) return err(STOPPED)
    const column = name === '' ? ok(new Float64Array(rows)) : await columnOf(opened.value, name, rows, work)
    if (!column.ok) return column
    read.push(column.value)
    work.onProgress?.(done + 1, chosen.value.length)
  }
  const [time = new Float64Array()] = read
  const typed = kindOf(columns.find(({ name }) => name === choices.columns.time))?.instants === true
  const ms = typed ? time : time.map((value) => timeOfNumber(value, choices.time))
  return ok({ raw: rawOf(ms, read), placeOf: rowPlace, about: aboutOf(opened.value) })
}

async function openParquet(file: Blob): Promise<Result<ParquetFile, string>> {
  const trailer = await readBytes(file, Math.max(0, file.size - TRAILER), file.size)
  if (!trailer.ok) return trailer
  if (trailer.value.length < TRAILER) return err(DAMAGED)
  const size = new DataView(trailer.value.buffer).getUint32(0, true)
  if (size > LARGEST_FOOTER || size + TRAILER > file.size) return err(DAMAGED)
  const footer = await readBytes(file, file.size - size - TRAILER, file.size)
  if (!footer.ok) return footer
  if (endlessNumber(footer.value)) return err(DAMAGED)
  try {
    return shapeOf(file, parquetMetadata(footer.value, { geoparquet: false }))
  } catch {
    return err(DAMAGED)
  }
}

function endlessNumber(bytes: Uint8Array): boolean {
  let run = 0
  for (const byte of bytes) {
    run = byte >= 128 ? run + 1 : 0
    if (run > MOST_HIGH_BYTES) return true
  }
  return false
}

function shapeOf(file: Blob, metadata: FileMetaData): Result<ParquetFile, string> {
  const [root, ...columns] = metadata.schema
  if (root === undefined || columns.length > MOST_COLUMNS || metadata.row_groups.length > MOST_GROUPS)
    return err(DAMAGED)
  if (
    columns.some(
      ({ num_children, repetition_type }) => (num_children ?? 0) > 0 || repetition_type === 'REPEATED',
    )
  ) {
    return err('The Parquet file has columns of lists or structures; bars have plain columns.')
  }
  const groups = metadata.row_groups.map(({ columns: chunks, num_rows }) => ({
    rows: Number(num_rows),
    chunks: chunks.map((chunk) => chunk.meta_data),
  }))
  const rows = groups.reduce((sum, group) => sum + group.rows, 0)
  if (groups.some((group) => !(group.rows >= 0)) || rows !== Number(metadata.num_rows)) return err(DAMAGED)
  if (rows > MOST_ROWS) return err('The Parquet file has more rows than can be read.')
  return ok({ file, metadata, columns, groups, rows })
}

function aboutOf({ metadata }: ParquetFile): About {
  return new Map((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? '']))
}

interface Kind {
  readonly type: ValueType
  /** What a value is divided by. */
  readonly divisor: number
  readonly instants: boolean
}

/** What a column's values are; undefined where they are no numbers. */
function kindOf(element: SchemaElement | undefined): Kind | undefined {
  const type = element?.type
  if (type !== 'INT32' && type !== 'INT64' && type !== 'FLOAT' && type !== 'DOUBLE') return undefined
  const { converted_type: converted, logical_type: logical, scale = 0 } = element ?? {}
  if (converted === 'DATE') return { type, divisor: 1 / 86_400_000, instants: true }
  if (converted === 'TIMESTAMP_MILLIS') return { type, divisor: 1, instants: true }
  if (converted === 'TIMESTAMP_MICROS') return { type, divisor: 1000, instants: true }
  if (logical?.type === 'TIMESTAMP') return { type, divisor: DIVISORS[logical.unit], instants: true }
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    return scale >= 0 && scale <= 18 ? { type, divisor: 10 ** scale, instants: false } : undefined
  }
  return { type, divisor: 1, instants: false }
}

const DIVISORS = { MILLIS: 1, MICROS: 1000, NANOS: 1_000_000 } as const

/** The first `rows` values of a column. */
async function columnOf(
  parquet: ParquetFile,
  name: string,
  rows: number,
  work: FileWork,
): Promise<Result<Float64Array, string>> {
  const at = parquet.columns.findIndex((column) => column.name === name)
  const element = parquet.columns[at]
  const kind = kindOf(element)
  if (kind === undefined)
    return err(
      notNumbers(
        name,
        element?.type === 'INT96' ? 'times of a kind that is not read (INT96)' : 'text or something else',
      ),
    )
  const out = new Float64Array(rows)
  const optional = element?.repetition_type !== 'REQUIRED'
  let filled = 0
  for (const group of parquet.groups) {
    if (work.signal?.aborted === true) return err(STOPPED)
    const part = out.subarray(filled, filled + group.rows)
    const fault = await readInto(parquet.file, group.chunks[at], { ...kind, optional, name }, part)
    if (fault !== undefined) return err(fault)
    filled += group.rows
  }
  return ok(out)
}

async function readInto(
  file: Blob,
  chunk: ColumnMetaData | undefined,
  kind: Kind & { readonly optional: boolean; readonly name: string },
  out: Float64Array,
): Promise<string | undefined> {
  if (out.length === 0) return undefined
  if (chunk === undefined || chunk.type !== kind.type) return DAMAGED
  if (chunk.codec !== 'UNCOMPRESSED' && chunk.codec !== 'SNAPPY') {
    return `The column ${quoted(kind.name)} is compressed with ${quoted(chunk.codec)}; Snappy and none are read.`
  }
  const start = Number(chunk.dictionary_page_offset ?? 0n) || Number(chunk.data_page_offset)
  const size = Number(chunk.total_compressed_size)
  if (!(start >= 4 && size > 0 && size <= LARGEST_CHUNK && start + size <= file.size)) return DAMAGED
  const bytes = await readBytes(file, start, start + size)
  if (!bytes.ok) return bytes.error
  try {
    readChunk(
      bytes.value,
      { type: kind.type, optional: kind.optional, packed: chunk.codec === 'SNAPPY' },
      out,
    )
  } catch (cause) {
    if (cause instanceof PageError || cause instanceof ThriftError || cause instanceof RangeError)
      return DAMAGED
    throw cause
  }
  if (kind.divisor !== 1)
    for (let at = 0; at < out.length; at += 1) out[at] = (out[at] ?? Number.NaN) / kind.divisor
  return undefined
}

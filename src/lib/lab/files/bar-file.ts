/** Files of bars in and out: the one door to CSV, Arrow and Parquet. */
import type { BarFormat, FileInspection, ImportChoices } from '../../../workers/api/lab'
import type { BarSource } from '../catalog/dataset'
import type { ProductSpec } from '../../core/product'
import { type Result, assertNever, ok } from '../../core/result'
import type { QuotedBars } from '../../market/bars'
import type { BarGranularity } from '../../market/types'
import { arrowBars } from './arrow-write'
import { inspectArrow, readArrowFile } from './arrow-read'
import type { About } from './columnar'
import { inspectCsv } from './csv-inspect'
import { readCsv } from './csv-read'
import { csvBars } from './csv-write'
import { barFormat } from './file-kind'
import type { FileWork } from './file-work'
import { importedSpec, toldSpec } from './imported-spec'
import { inspectParquet, readParquetFile } from './parquet-read'
import { parquetBars } from './parquet-write'
import type { RawBars } from './raw-bars'
import { type ImportedBars, settleBars } from './settle-bars'

/** Bars as they are kept, and what is told of them in a file. */
export interface StoredBars {
  readonly spec: ProductSpec
  readonly granularity: BarGranularity
  readonly source: BarSource
  readonly bars: QuotedBars
}

/** Looks at a file's beginning, or its head where it has one. The error is a sentence; must not reject. */
export async function inspectBars(file: Blob, name: string): Promise<Result<FileInspection, string>> {
  const format = await barFormat(file)
  if (!format.ok) return format
  switch (format.value) {
    case 'csv':
      return inspectCsv(file, name)
    case 'arrow':
      return inspectArrow(file, name)
    case 'parquet':
      return inspectParquet(file, name)
    default:
      return assertNever(format.value)
  }
}

/** All of a file's bars, or a sentence with the first place where something is wrong. Must not reject. */
export async function readBars(
  file: Blob,
  choices: ImportChoices,
  work: FileWork = {},
): Promise<Result<ImportedBars, string>> {
  const wanted = importedSpec(choices.product, choices.quoteIncrement)
  if (!wanted.ok) return wanted
  const format = await barFormat(file)
  if (!format.ok) return format
  const read = await readRaw(file, format.value, choices, work)
  if (!read.ok) return read
  const { raw, placeOf, about } = read.value
  const spec = toldSpec(about, wanted.value)
  return settleBars(raw, { spec, granularity: choices.granularity }, placeOf)
}

interface ReadRaw {
  readonly raw: RawBars
  readonly placeOf: (row: number) => string
  readonly about?: About
}

function readRaw(
  file: Blob,
  format: BarFormat,
  choices: ImportChoices,
  work: FileWork,
): Promise<Result<ReadRaw, string>> {
  switch (format) {
    case 'csv':
      return readCsv(file, choices, work)
    case 'arrow':
      return readArrowFile(file, choices)
    case 'parquet':
      return readParquetFile(file, choices, work)
    default:
      return assertNever(format)
  }
}

/** A file of the bars; prices are exact in each format. */
export function writeBars(stored: StoredBars, format: BarFormat): Result<Blob, string> {
  switch (format) {
    case 'csv':
      return ok(csvBars(stored.bars, stored.spec))
    case 'arrow':
      return arrowBars(stored)
    case 'parquet':
      return parquetBars(stored)
    default:
      return assertNever(format)
  }
}

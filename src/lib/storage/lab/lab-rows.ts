/** The rows of the database `arena-lab`, checked by the same schema on their way in and out. */
import * as v from 'valibot'
import type { RunSummary } from '../../../workers/api/lab'
import type { DatasetRow, SpanRow } from '../../lab/catalog/bar-store'
import type { TimeRange } from '../../lab/catalog/dataset'
import type { KeptDownload } from '../../lab/catalog/download-types'
import { BAR_GRANULARITIES } from '../../market/types'
import { count, shortText, storedSpec } from '../config-schema'

const MOST_CODE = 1_000_000

const instant = v.pipe(v.number(), v.safeInteger())
/** A statistic may be NaN where it is not defined. */
const figure = v.union([v.number(), v.nan()])
const granularity = v.picklist(BAR_GRANULARITIES)
const source = v.picklist(['coinbase', 'demo', 'import', 'match'])
const range: v.GenericSchema<unknown, TimeRange> = v.strictObject({ from: instant, to: instant })

export const datasetSchema: v.GenericSchema<unknown, DatasetRow> = v.strictObject({
  ...{ id: shortText, source, spec: storedSpec, granularity, note: shortText, updatedAt: instant },
  quotes: v.optional(v.boolean(), false),
})

export const spanSchema: v.GenericSchema<unknown, SpanRow> = v.strictObject({
  ...{ id: shortText, dataset: shortText, range, rows: count, first: instant, last: instant },
  holes: v.strictObject({ missing: count, holes: v.array(range) }),
})

export const downloadSchema: v.GenericSchema<unknown, KeptDownload> = v.strictObject({
  ...{ id: shortText, product: shortText, granularity, range },
})

const summary: v.GenericSchema<unknown, RunSummary> = v.strictObject({
  ...{ id: shortText, name: shortText, source, products: v.array(shortText), granularity, range },
  ...{ madeAt: instant, totalReturn: figure, sharpe: figure, maxDrawdown: figure, trades: count },
})

export interface RunRow {
  readonly id: string
  readonly madeAt: number
  readonly summary: RunSummary
}

export const runSchema: v.GenericSchema<unknown, RunRow> = v.strictObject({
  ...{ id: shortText, madeAt: instant, summary },
})

export interface ResultRow {
  readonly id: string
  /** The result of the run of this id as a file that can be opened again. */
  readonly file: Uint8Array
}

export const resultRowSchema: v.GenericSchema<unknown, ResultRow> = v.strictObject({
  ...{ id: shortText, file: v.instance(Uint8Array) },
})

export interface KeptStrategy {
  readonly name: string
  readonly code: string
  readonly savedAt: number
}

export const strategySchema: v.GenericSchema<unknown, KeptStrategy> = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  code: v.pipe(v.string(), v.maxLength(MOST_CODE)),
  savedAt: instant,
})

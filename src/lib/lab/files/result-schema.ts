/** The shape of a result file. Nothing unknown is let through. */
import * as v from 'valibot'
import type { Json } from '../../core/json'
import { BAR_GRANULARITIES } from '../../market/types'
import { MOST_CELLS } from './block-bytes'
import { count, instant, shortText } from './setup-json'

export const RESULT_FORMAT = 'daytrading-agents-arena/backtest'
export const RESULT_VERSION = 1

const MOST_PRODUCTS = 10
const MOST_STATISTICS = 100

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'This is no SHA-256, which has 64 hex digits'))
/** Whatever JSON holds. */
const json = v.custom<Json>((value) => value !== undefined, 'This is missing')

const spec = v.strictObject({
  ...{ id: shortText, base: shortText, quote: shortText },
  ...{ quoteIncrement: shortText, baseIncrement: shortText, minMarketFunds: shortText },
})

const packedBars = v.strictObject({
  prices: v.string(),
  volume: v.string(),
  quotes: v.exactOptional(v.string()),
})

export const resultSchema = v.strictObject({
  format: v.literal(RESULT_FORMAT),
  version: v.literal(RESULT_VERSION),
  software: shortText,
  name: shortText,
  madeAt: instant,
  /** Nobody traded. */
  simulated: v.literal(true),
  source: v.picklist(['coinbase', 'demo', 'import', 'match']),
  setup: json,
  products: v.pipe(v.array(spec), v.minLength(1), v.maxLength(MOST_PRODUCTS)),
  bars: v.strictObject({
    granularity: v.picklist(BAR_GRANULARITIES),
    rows: v.pipe(count, v.minValue(1), v.maxValue(MOST_CELLS)),
    hash,
    time: v.string(),
    products: v.pipe(v.array(packedBars), v.minLength(1), v.maxLength(MOST_PRODUCTS)),
  }),
  log: v.strictObject({ digest: hash, records: v.pipe(v.array(v.string()), v.minLength(1)) }),
  statistics: v.pipe(
    v.array(v.strictObject({ key: shortText, value: shortText })),
    v.maxLength(MOST_STATISTICS),
  ),
  weights: v.exactOptional(json),
  hashes: v.strictObject({
    setup: hash,
    products: hash,
    bars: hash,
    log: hash,
    statistics: hash,
    whole: hash,
  }),
})

export type ResultShape = v.InferOutput<typeof resultSchema>

import { COLUMN, COLUMN_COUNT, HEADER, HEADER_LENGTH, RECORD, RECORD_LENGTH } from './snapshot-layout'
import { SNAPSHOT_FORMAT, windowIndex } from './snapshot-layout'
import { GRANULARITIES, type Granularity } from './types'

type Check = (value: number) => boolean

const isTicks: Check = (value) => Number.isSafeInteger(value) && value > 0
/** A negative zero is refused: it would come back as another array than it went. */
const isCount: Check = (value) => Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)
const isTime: Check = (value) => Number.isSafeInteger(value)
const isAmount: Check = (value) => Number.isFinite(value) && value >= 0
const isFlag: Check = (value) => Object.is(value, 0) || value === 1

const TICKER_CHECKS: readonly Check[] = [isTicks, isTicks, isTicks, isAmount, isCount, isTime]
const FORMING_CHECKS: readonly Check[] = [isTicks, isTicks, isTicks]
const PRICE_COLUMNS = [COLUMN.open, COLUMN.high, COLUMN.low, COLUMN.close]

/** What keeps an array from being a packed snapshot, as a sentence; undefined when nothing does. */
export function snapshotProblem(packed: Float64Array): string | undefined {
  if (packed[HEADER.format] !== SNAPSHOT_FORMAT) return 'This is no market snapshot of this version.'
  const products = packed[HEADER.products] ?? NaN
  const fits = isCount(products) && packed.length >= HEADER_LENGTH + products * RECORD_LENGTH
  if (!fits || packed[HEADER.length] !== packed.length) return 'The market snapshot is cut short or too long.'
  if (!isCount(packed[HEADER.tick] ?? NaN) || !isTime(packed[HEADER.time] ?? NaN)) {
    return 'The market snapshot has no valid tick or time.'
  }
  return productsProblem(packed, products)
}

/** Candles must follow the records and each other without a gap, up to the very end. */
function productsProblem(packed: Float64Array, products: number): string | undefined {
  let at = HEADER_LENGTH + products * RECORD_LENGTH
  for (let product = 0; product < products; product++) {
    const start = HEADER_LENGTH + product * RECORD_LENGTH
    const record = packed.subarray(start, start + RECORD_LENGTH)
    if (!isRecord(record)) return `The market snapshot has an invalid quote for product ${product}.`
    if (record[RECORD.candles] !== at) return `The candles of product ${product} are out of place.`
    for (const granularity of GRANULARITIES) {
      const count = record[RECORD.counts + windowIndex(granularity)] ?? NaN
      const end = at + count * COLUMN_COUNT
      if (!isCount(count) || end > packed.length) return `The candles of product ${product} are cut short.`
      if (!areCandles(packed.subarray(at, end), count, granularity)) {
        return `The market snapshot has an invalid candle of product ${product}.`
      }
      at = end
    }
  }
  return at === packed.length ? undefined : 'The market snapshot is too long.'
}

function isRecord(record: Float64Array): boolean {
  return (
    isFlag(record[RECORD.fresh] ?? NaN) &&
    isAbsentOr(record.subarray(RECORD.price, RECORD.tradedAt + 1), TICKER_CHECKS) &&
    isAbsentOr(record.subarray(RECORD.formingOpen, RECORD.formingLow + 1), FORMING_CHECKS)
  )
}

/** All fields NaN, or each as its check wants it. */
function isAbsentOr(fields: Float64Array, checks: readonly Check[]): boolean {
  return (
    fields.every((value) => Number.isNaN(value)) ||
    checks.every((check, index) => check(fields[index] ?? NaN))
  )
}

function areCandles(columns: Float64Array, count: number, granularity: Granularity): boolean {
  const column = (index: number): Float64Array => columns.subarray(index * count, (index + 1) * count)
  const starts = column(COLUMN.start)
  const inOrder = starts.every(
    (start, index) =>
      isTime(start) &&
      start % (granularity * 1000) === 0 &&
      (index === 0 || start > (starts[index - 1] ?? NaN)),
  )
  return (
    inOrder &&
    PRICE_COLUMNS.every((index) => column(index).every(isTicks)) &&
    column(COLUMN.volume).every(isAmount)
  )
}

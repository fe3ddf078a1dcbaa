import { invariant } from '../core/result'
import type { MarketSnapshot, ProductSnapshot } from './snapshot'
import { COLUMN, COLUMN_COUNT, HEADER, HEADER_LENGTH, RECORD, RECORD_LENGTH } from './snapshot-layout'
import { SNAPSHOT_FORMAT, windowIndex } from './snapshot-layout'
import { type Candle, GRANULARITIES } from './types'

/**
 * Packs a snapshot into one array (see snapshot-layout), losslessly. Pack once per tick and hand each agent a
 * `.slice()`: copying one array is several times cheaper than cloning objects. `into` is used when it is long
 * enough, and the answer is then a view of it. Products must be listed by their index.
 */
export function packSnapshot(snapshot: MarketSnapshot, into?: Float64Array): Float64Array {
  const length = packedLength(snapshot)
  const packed =
    into !== undefined && into.length >= length ? into.subarray(0, length) : new Float64Array(length)
  packed[HEADER.format] = SNAPSHOT_FORMAT
  packed[HEADER.tick] = snapshot.tick
  packed[HEADER.time] = snapshot.time
  packed[HEADER.products] = snapshot.products.length
  packed[HEADER.length] = length
  let candlesAt = HEADER_LENGTH + snapshot.products.length * RECORD_LENGTH
  snapshot.products.forEach((product, index) => {
    invariant(product.product === index, `product ${product.product} is listed at ${index}`)
    const record = packed.subarray(HEADER_LENGTH + index * RECORD_LENGTH)
    writeRecord(record, product)
    record[RECORD.candles] = candlesAt
    for (const granularity of GRANULARITIES) {
      const candles = product.candles[granularity]
      record[RECORD.counts + windowIndex(granularity)] = candles.length
      writeColumns(packed.subarray(candlesAt), candles)
      candlesAt += candles.length * COLUMN_COUNT
    }
  })
  return packed
}

function packedLength(snapshot: MarketSnapshot): number {
  const candles = snapshot.products.flatMap((product) =>
    GRANULARITIES.map((granularity) => product.candles[granularity].length),
  )
  const fixed = HEADER_LENGTH + snapshot.products.length * RECORD_LENGTH
  return candles.reduce((total, count) => total + count * COLUMN_COUNT, fixed)
}

function writeRecord(record: Float64Array, { ticker, fresh, forming }: ProductSnapshot): void {
  record[RECORD.fresh] = fresh ? 1 : 0
  record[RECORD.price] = ticker?.price ?? NaN
  record[RECORD.bid] = ticker?.bid ?? NaN
  record[RECORD.ask] = ticker?.ask ?? NaN
  record[RECORD.volume24h] = ticker?.volume24h ?? NaN
  record[RECORD.tradeId] = ticker?.tradeId ?? NaN
  record[RECORD.tradedAt] = ticker?.tradedAt ?? NaN
  record[RECORD.formingOpen] = forming?.open ?? NaN
  record[RECORD.formingHigh] = forming?.high ?? NaN
  record[RECORD.formingLow] = forming?.low ?? NaN
}

function writeColumns(target: Float64Array, candles: readonly Candle[]): void {
  const count = candles.length
  candles.forEach((candle, index) => {
    target[COLUMN.start * count + index] = candle.start
    target[COLUMN.open * count + index] = candle.open
    target[COLUMN.high * count + index] = candle.high
    target[COLUMN.low * count + index] = candle.low
    target[COLUMN.close * count + index] = candle.close
    target[COLUMN.volume * count + index] = candle.volume
  })
}

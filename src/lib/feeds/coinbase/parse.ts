/** The exchange's checked messages to the arena's own types. */
import { type ProductIndex, type ProductSpec, parseProductSpec } from '../../core/product'
import { type Result, err } from '../../core/result'
import { type TimeMs, timeMs } from '../../core/time'
import { BAR_COLUMNS, type Bars, allocateBars } from '../../market/bars'
import type { BarGranularity, Candle, Granularity, Ticker } from '../../market/types'
import type { ProductListing } from '../../../workers/api/feed'
import { type QuoteFault, parsePriceNumber, parseQuote } from '../quote'
import {
  type CandleRow,
  type ProductRow,
  type TickerBody,
  type TickerFrame,
  readCandleRow,
  readProductRow,
} from './messages'

export interface ProductIdentity {
  readonly product: ProductIndex
  readonly spec: ProductSpec
}

/** Candles oldest first, with how many rows were no candles. */
export interface CandleBatch {
  readonly candles: readonly Candle[]
  readonly malformed: number
}

/** Buckets of one product. */
export interface BucketRequest {
  readonly spec: ProductSpec
  readonly granularity: BarGranularity
  /** Start of the first and of the last bucket wanted; both ends are inclusive. */
  readonly from: TimeMs
  readonly to: TimeMs
}

export interface CandleRequest extends ProductIdentity, BucketRequest {
  readonly granularity: Granularity
}

/** Bars oldest first, with how many rows were none. */
export interface BarBatch {
  readonly bars: Bars
  readonly malformed: number
}

export function parseTickerFrame(frame: TickerFrame, of: ProductIdentity): Result<Ticker, QuoteFault> {
  const { price, best_bid: bid, best_ask: ask, volume_24h: volume24h, trade_id: tradeId, time } = frame
  return parseQuote({ price, bid, ask, volume24h, tradeId, time }, of.product, of.spec)
}

export function parseTickerBody(body: TickerBody, of: ProductIdentity): Result<Ticker, QuoteFault> {
  const { price, bid, ask, volume: volume24h, trade_id: tradeId, time } = body
  return parseQuote({ price, bid, ask, volume24h, tradeId, time }, of.product, of.spec)
}

/** Those that can be traded against USD at market now, by id. Rows that are no products are left out. */
export function parseProducts(rows: readonly unknown[]): readonly ProductListing[] {
  const listed = rows.flatMap((row) => {
    const product = readProductRow(row)
    return product.ok && isTradable(product.value) ? [listingOf(product.value)] : []
  })
  return listed
    .filter((product) => parseProductSpec(product).ok)
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}

/**
 * Rows, newest first, to candles, oldest first. Rows outside the request are dropped, and so is a bucket
 * that ends after `now`; rows that contradict themselves are counted.
 */
export function parseCandles(rows: readonly unknown[], request: CandleRequest, now: TimeMs): CandleBatch {
  const { product, granularity } = request
  const { buckets, malformed } = parseBuckets(rows, request, now)
  return { candles: buckets.map((bucket) => ({ product, granularity, ...bucket })), malformed }
}

/** As {@link parseCandles}, to columns. */
export function parseBars(rows: readonly unknown[], request: BucketRequest, now: TimeMs): BarBatch {
  const { buckets, malformed } = parseBuckets(rows, request, now)
  const bars = allocateBars(buckets.length)
  for (const [row, { start, ...figures }] of buckets.entries()) {
    bars.time[row] = start
    for (const name of BAR_COLUMNS) if (name !== 'time') bars[name][row] = figures[name]
  }
  return { bars, malformed }
}

type Bucket = Omit<Candle, 'product' | 'granularity'>

function parseBuckets(rows: readonly unknown[], request: BucketRequest, now: TimeMs) {
  const byStart = new Map<TimeMs, Bucket>()
  let malformed = 0
  for (const row of rows) {
    const bucket = parseBucket(row, request)
    if (!bucket.ok) malformed += 1
    else if (isWanted(bucket.value, request, now)) byStart.set(bucket.value.start, bucket.value)
  }
  return { buckets: [...byStart.values()].sort((a, b) => a.start - b.start), malformed }
}

function parseBucket(row: unknown, request: BucketRequest): Result<Bucket, string> {
  const read = readCandleRow(row)
  if (!read.ok) return read
  const [time, , , , , volume] = read.value
  if (time % request.granularity !== 0) return err(`A candle starts at ${time}, off its grid.`)
  const prices = parseCandlePrices(read.value, request.spec)
  if (!prices.ok) return prices
  return { ok: true, value: { start: timeMs(time * 1000), ...prices.value, volume } }
}

type CandlePrices = Pick<Candle, 'open' | 'high' | 'low' | 'close'>

function parseCandlePrices(row: CandleRow, spec: ProductSpec): Result<CandlePrices, string> {
  const [, lowValue, highValue, openValue, closeValue] = row
  const low = parsePriceNumber(lowValue, spec)
  if (!low.ok) return low
  const high = parsePriceNumber(highValue, spec)
  if (!high.ok) return high
  const open = parsePriceNumber(openValue, spec)
  if (!open.ok) return open
  const close = parsePriceNumber(closeValue, spec)
  if (!close.ok) return close
  const least = Math.min(open.value, close.value)
  const most = Math.max(open.value, close.value)
  if (low.value > least || high.value < most) return err('A candle whose prices lie outside its range.')
  return { ok: true, value: { open: open.value, high: high.value, low: low.value, close: close.value } }
}

function isWanted({ start }: Bucket, request: BucketRequest, now: TimeMs): boolean {
  const inside = start >= request.from && start <= request.to
  return inside && start + request.granularity * 1000 <= now
}

function isTradable(row: ProductRow): boolean {
  const restricted = row.trading_disabled || row.cancel_only || row.limit_only || row.post_only
  return row.status === 'online' && row.quote_currency === 'USD' && !restricted
}

function listingOf(row: ProductRow): ProductListing {
  return {
    id: row.id,
    base: row.base_currency,
    quote: row.quote_currency,
    quoteIncrement: row.quote_increment,
    baseIncrement: row.base_increment,
    minMarketFunds: row.min_market_funds,
  }
}

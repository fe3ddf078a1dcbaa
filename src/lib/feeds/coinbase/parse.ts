/** The exchange's checked messages to the arena's own types. */
import { type ProductIndex, type ProductSpec, parseProductSpec } from '../../core/product'
import { type Result, err } from '../../core/result'
import { type TimeMs, timeMs } from '../../core/time'
import type { Candle, Granularity, Ticker } from '../../market/types'
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

export interface CandleRequest extends ProductIdentity {
  readonly granularity: Granularity
  /** Start of the first and of the last bucket wanted; both ends are inclusive. */
  readonly from: TimeMs
  readonly to: TimeMs
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
  const byStart = new Map<TimeMs, Candle>()
  let malformed = 0
  for (const row of rows) {
    const candle = parseCandleRow(row, request)
    if (!candle.ok) malformed += 1
    else if (isWanted(candle.value, request, now)) byStart.set(candle.value.start, candle.value)
  }
  const candles = [...byStart.values()].sort((a, b) => a.start - b.start)
  return { candles, malformed }
}

function parseCandleRow(row: unknown, request: CandleRequest): Result<Candle, string> {
  const read = readCandleRow(row)
  if (!read.ok) return read
  const [time, , , , , volume] = read.value
  if (time % request.granularity !== 0) return err(`A candle starts at ${time}, off its grid.`)
  const prices = parseCandlePrices(read.value, request.spec)
  if (!prices.ok) return prices
  const { product, granularity } = request
  return { ok: true, value: { product, granularity, start: timeMs(time * 1000), ...prices.value, volume } }
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

function isWanted(candle: Candle, request: CandleRequest, now: TimeMs): boolean {
  const inside = candle.start >= request.from && candle.start <= request.to
  return inside && candle.start + request.granularity * 1000 <= now
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

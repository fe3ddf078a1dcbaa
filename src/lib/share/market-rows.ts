import { type TimeMs, between } from '../core/time'
import type { Candle, Ticker } from '../market/types'
import { GRANULARITIES } from '../market/types'
import type { ProductCells } from './product-cells'
import type { RowReader } from './row-reader'
import type { RowTrail } from './row-trail'
import type { Json } from './share-file'
import { floatText } from './step-text'

/**
 * Product, price, how far below it the bid is, how far above it the ask, volume of 24 hours, how much larger the trade
 * id is than in the product's ticker before, and how long before `time` the trade was: most of these are small and come back, so that they compress well.
 */
export function tickerCells(
  ticker: Ticker,
  time: TimeMs,
  trail: RowTrail,
  products: ProductCells,
): readonly Json[] {
  const { product, price, bid, ask, volume24h, tradeId, tradedAt } = ticker
  return [
    products.writeProduct(product),
    products.writePrice(product, price),
    products.writeStep(product, price - bid),
    products.writeStep(product, ask - price),
    floatText(volume24h),
    tradeIdCell(tradeId, trail.tradeId(product)),
    between(tradedAt, time),
  ]
}

/** Two ids that lie further apart than a number can say: then the id itself, as text. */
function tradeIdCell(tradeId: number, before: number): number | string {
  const step = tradeId - before
  return Number.isSafeInteger(step) ? step : String(tradeId)
}

export function readTicker(row: RowReader, time: TimeMs, trail: RowTrail): Ticker {
  const product = row.product()
  const price = row.price(product)
  return {
    ...{ product, price, bid: row.priceBelow(product, price), ask: row.priceAbove(product, price) },
    ...{
      volume24h: row.float(),
      tradeId: row.wholeAfter(trail.tradeId(product)),
      tradedAt: row.before(time),
    },
  }
}

/** Product, seconds of its bucket, its start, open, high, low, close, volume. */
export function candleCells(candle: Candle, products: ProductCells): readonly Json[] {
  const { product, granularity, start, open, high, low, close, volume } = candle
  const prices = [open, high, low, close].map((price) => products.writePrice(product, price))
  return [products.writeProduct(product), granularity, start, ...prices, floatText(volume)]
}

export function readCandle(row: RowReader): Candle {
  const product = row.product()
  return {
    product,
    granularity: row.choice(GRANULARITIES),
    start: row.time(),
    open: row.price(product),
    high: row.price(product),
    low: row.price(product),
    close: row.price(product),
    volume: row.float(),
  }
}

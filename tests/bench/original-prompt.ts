/**
 * A tick as the first arena of this kind put it to its agents: our reconstruction from its public source, for
 * comparison only. Tickers as JSON objects; then per window one CSV row a candle, which repeats the product and a
 * full time stamp, with prices and volumes to two places.
 */
import { type ProductSpec, decimalsOf } from '../../src/lib/core/product'
import { decimalToNumber, scaleDecimal } from '../../src/lib/core/decimal'
import { formatPrice } from '../../src/lib/market/price-format'
import type { MarketSnapshot } from '../../src/lib/market/snapshot'
import { type Candle, GRANULARITIES } from '../../src/lib/market/types'

const CENTS = 2
const SECONDS_LENGTH = 19
const TITLES = { 900: '15-min candles', 300: '5-min candles', 60: '1-min candles' } as const

/** `exact`: prices at each product's own precision, which the original did not have. */
export function originalPrompt(
  snapshot: MarketSnapshot,
  products: readonly ProductSpec[],
  exact: boolean,
): string {
  const tickers = snapshot.products.flatMap(({ product, ticker }) => {
    const spec = products[product]
    if (ticker === undefined || spec === undefined) return []
    const [price, bid, ask] = [ticker.price, ticker.bid, ticker.ask].map((ticks) => formatPrice(spec, ticks))
    return [`{"product_id": "${spec.id}", "price": "${price}", "best_bid": "${bid}", "best_ask": "${ask}"}`]
  })
  const windows = GRANULARITIES.map((granularity) => {
    const rows = snapshot.products.flatMap(({ product, candles }) => {
      const spec = products[product]
      return spec === undefined ? [] : candles[granularity].map((candle) => row(spec, candle, exact))
    })
    return `### ${TITLES[granularity]} (from so long ago to so long ago)\nproduct,time,open,high,low,close,volume\n${rows.join('')}\n`
  })
  return `${INTRODUCTION}\n\n[${tickers.join(', ')}]\n\n## ${HISTORY}\n\n${windows.join('')}`
}

/** As long as the original's own words, which are not repeated here. */
const INTRODUCTION =
  'These are the newest tickers. Look at your portfolio before you decide on any trade.\n' +
  'price = last trade, best_bid = what you sell at, best_ask = what you buy at.'
const HISTORY =
  'Price history (open, high, low, close, volume)\n' +
  'Candles of three sizes follow: the coarse ones show the wider trend, the fine ones what happened last.'

function row(spec: ProductSpec, candle: Candle, exact: boolean): string {
  const places = exact ? decimalsOf(spec.quoteIncrement) : CENTS
  const prices = [candle.open, candle.high, candle.low, candle.close].map((ticks) =>
    decimalToNumber(scaleDecimal(spec.quoteIncrement, BigInt(ticks))).toFixed(places),
  )
  const time = `${new Date(candle.start).toISOString().slice(0, SECONDS_LENGTH)}Z`
  return `${[spec.id, time, ...prices, candle.volume.toFixed(CENTS)].join(',')}\n`
}

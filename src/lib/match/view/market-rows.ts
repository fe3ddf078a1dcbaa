import type { ProductIndex, ProductSpec } from '../../core/product'
import type { Engine } from '../../engine/engine'
import { formatPrice } from '../../market/price-format'
import type { MarketRow } from '../../../workers/api/view'

const MINUTE = 60
const MINUTE_MS = MINUTE * 1000
const MINUTES_SHOWN = 60

/** One product's price and how it came there. `fresh`: whether its quote may be traded on. */
export function marketRow(
  engine: Engine,
  spec: ProductSpec,
  product: ProductIndex,
  fresh: boolean,
): MarketRow {
  const ticker = engine.ticker(product)
  const first = engine.firstPrice(product)
  return {
    product,
    price: ticker && formatPrice(spec, ticker.price),
    bid: ticker && formatPrice(spec, ticker.bid),
    ask: ticker && formatPrice(spec, ticker.ask),
    spread: ticker && (20_000 * (ticker.ask - ticker.bid)) / (ticker.ask + ticker.bid),
    volume24h: ticker?.volume24h,
    change: ticker && first !== undefined ? ticker.price / first - 1 : undefined,
    fresh,
    unchangedSince: engine.tickerTime(product),
    ...closesOf(engine, product),
  }
}

/** The closes of the last minutes, each at its minute's end, and the present price after them. */
function closesOf(engine: Engine, product: ProductIndex): Pick<MarketRow, 'closes' | 'closeTimes'> {
  const candles = engine.candles.newest(product, MINUTE, MINUTES_SHOWN)
  const closes = candles.map(({ close }): number => close)
  const closeTimes = candles.map(({ start }): number => start + MINUTE_MS)
  const price = engine.ticker(product)?.price
  if (price === undefined) return { closes, closeTimes }
  const since = engine.tickerTime(product) ?? engine.time
  return { closes: [...closes, price], closeTimes: [...closeTimes, afterAll(closeTimes, since)] }
}

/** A quiet product's ticker may be older than its last closed minute: its price still is the present one. */
function afterAll(closeTimes: readonly number[], time: number): number {
  const last = closeTimes.at(-1)
  return last === undefined ? time : Math.max(time, last + 1000)
}

import type { ProductIndex, ProductSpec } from '../core/product'
import { timeMs } from '../core/time'
import { bucketStart } from '../market/candle-windows'
import type { Candle, Ticker } from '../market/types'
import type { SceneChart } from '../../workers/api/replay'
import type { MatchTape } from './match-tape'
import { drawnPrice } from './scene-entries'

const MINUTE = 60
const MINUTE_MS = 60_000
const BEFORE = 60
const AFTER = 30

type Prices = Pick<Candle, 'start' | 'open' | 'high' | 'low' | 'close'>

/** Match times between which candles begin, the second not included: an hour before the moment, half an hour after. */
export function windowAround(moment: number): { readonly from: number; readonly to: number } {
  const minute = bucketStart(timeMs(moment), MINUTE)
  return { from: minute - BEFORE * MINUTE_MS, to: minute + AFTER * MINUTE_MS }
}

/** One-minute candles of a product as the market told them, the exchange's own where the log has them. Oldest first. */
export function candlesAround(
  { steps }: MatchTape,
  product: ProductIndex,
  spec: ProductSpec,
  moment: number,
): SceneChart['candles'] {
  const { from, to } = windowAround(moment)
  const told = new Map<number, Prices>()
  const traded = new Map<number, Prices>()
  for (const { input } of steps) {
    if (input.type === 'CandleClosed' && isMinuteOf(input.candle, product)) {
      told.set(input.candle.start, input.candle)
    } else if (input.type === 'TickerReceived' && input.ticker.product === product) {
      trade(traded, input.ticker)
    }
  }
  return [...new Map([...traded, ...told]).values()]
    .filter(({ start }) => start >= from && start < to)
    .sort((a, b) => a.start - b.start)
    .map((candle) => drawn(candle, spec))
}

function isMinuteOf(candle: Candle, product: ProductIndex): boolean {
  return candle.product === product && candle.granularity === MINUTE
}

/** In the minute it was made by the exchange's clock, as its candles count. */
function trade(minutes: Map<number, Prices>, { price, tradedAt }: Ticker): void {
  const start = bucketStart(tradedAt, MINUTE)
  const { open, high, low } = minutes.get(start) ?? { open: price, high: price, low: price }
  const range = { high: price > high ? price : high, low: price < low ? price : low }
  minutes.set(start, { start, open, ...range, close: price })
}

function drawn({ start, open, high, low, close }: Prices, spec: ProductSpec): SceneChart['candles'][number] {
  return {
    time: start,
    open: drawnPrice(spec, open),
    high: drawnPrice(spec, high),
    low: drawnPrice(spec, low),
    close: drawnPrice(spec, close),
  }
}

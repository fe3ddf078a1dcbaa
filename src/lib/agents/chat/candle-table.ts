import type { PriceTicks, ProductSpec } from '../../core/product'
import type { ProductSnapshot } from '../../market/snapshot'
import { type Candle, GRANULARITIES, type Granularity } from '../../market/types'
import { type PriceStyle, priceStyle, volumeText } from './candle-figures'
import { minuteText } from './clock-text'

const SECONDS_PER_MINUTE = 60
const MS_PER_SECOND = 1000

/** What the rows of {@link candleTable} mean; said once, before the first. */
export const CANDLE_LEGEND =
  'Candles, oldest first, no gaps unless a row begins with its time: open high low close volume'

/** The closed candles of one product, coarse buckets first; empty when there are none. */
export function candleTable(spec: ProductSpec, { candles }: ProductSnapshot): string {
  const lows = GRANULARITIES.flatMap((granularity) => candles[granularity].map(({ low }) => low))
  if (lows.length === 0) return ''
  const style = priceStyle(spec, Math.min(...lows) as PriceTicks)
  const windows = GRANULARITIES.filter((granularity) => candles[granularity].length > 0)
  const tables = windows.map((granularity) => windowText(candles[granularity], granularity, style))
  return [`${spec.id}, prices ${style.legend}`, ...tables].join('\n')
}

function windowText(candles: readonly Candle[], granularity: Granularity, style: PriceStyle): string {
  const span = granularity * MS_PER_SECOND
  const [first] = candles
  const start = first === undefined ? '' : minuteText(first.start)
  const rows = candles.map((candle, at) => {
    const before = candles[at - 1]
    // Nothing was traded in the buckets between, and the exchange leaves those out.
    const isAfterGap = before !== undefined && candle.start !== before.start + span
    return isAfterGap ? `${minuteText(candle.start)} ${rowText(candle, style)}` : rowText(candle, style)
  })
  return [`${granularity / SECONDS_PER_MINUTE} min from ${start}`, ...rows].join('\n')
}

function rowText({ open, high, low, close, volume }: Candle, style: PriceStyle): string {
  return [...[open, high, low, close].map((price) => style.write(price)), volumeText(volume)].join(' ')
}

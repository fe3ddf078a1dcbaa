import { type ProductSpec, parseProductSpec, priceTicks, productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import type { Candle, Granularity } from '$lib/market/types'

export function spec(id: string, quoteIncrement: string, baseIncrement: string): ProductSpec {
  const [base = '', quote = ''] = id.split('-')
  const parsed = parseProductSpec({ id, base, quote, quoteIncrement, baseIncrement, minMarketFunds: '1' })
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

export const BTC = spec('BTC-USD', '0.01', '0.00000001')
export const FARTCOIN = spec('FARTCOIN-USD', '0.0001', '0.01')
export const PEPE = spec('PEPE-USD', '0.00000001', '1')

/** A candle whose figures all follow from `price`. */
export function candle(granularity: Granularity, start: number, price = 100, product = 0): Candle {
  return {
    product: productIndex(product),
    granularity,
    start: timeMs(start),
    open: priceTicks(price),
    high: priceTicks(price + 2),
    low: priceTicks(price - 1),
    close: priceTicks(price + 1),
    volume: price / 8,
  }
}

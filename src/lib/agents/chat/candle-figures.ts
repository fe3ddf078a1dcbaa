import { DECIMAL_ONE, decimalToString, scaleDecimal } from '../../core/decimal'
import type { PriceTicks, ProductSpec } from '../../core/product'
import { formatPrice } from '../../market/price-format'

const VOLUME_DIGITS = 3
/** The shortest notation of a number below this has an exponent, and no candle needs finer. */
const SMALLEST_VOLUME = 1e-6
const MOST_PLACES = 8

/** How a product's candle prices are printed. Exact, always. */
export interface PriceStyle {
  /** For the head of the table: what a printed figure is. */
  readonly legend: string
  write(ticks: PriceTicks): string
}

/** Prices as they are; below $1 as whole quote increments, since leading zeros are paid for in every row. */
export function priceStyle(spec: ProductSpec, lowest: PriceTicks): PriceStyle {
  if (scaleDecimal(spec.quoteIncrement, BigInt(lowest)) >= DECIMAL_ONE) {
    return { legend: 'in $', write: (ticks) => formatPrice(spec, ticks) }
  }
  return { legend: `in units of $${decimalToString(spec.quoteIncrement)}`, write: (ticks) => String(ticks) }
}

/** A volume to three significant digits, in plain notation. */
export function volumeText(volume: number): string {
  if (!(volume > 0)) return '0'
  const rounded = Number(volume.toPrecision(VOLUME_DIGITS))
  if (rounded < SMALLEST_VOLUME) return rounded.toFixed(MOST_PLACES)
  return Number.isInteger(rounded) ? BigInt(rounded).toString() : String(rounded)
}

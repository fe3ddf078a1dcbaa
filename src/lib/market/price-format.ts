import { type Decimal, decimalToFixed, decimalToString, scaleDecimal } from '../core/decimal'
import { groupDigits } from '../core/group-digits'
import { type PriceTicks, type ProductSpec, type QuantityUnits, decimalsOf } from '../core/product'

/** A price with exactly the decimals of the product's quote increment: `0.0123`, `64123.40`. No separators. */
export function formatPrice(spec: ProductSpec, ticks: PriceTicks): string {
  return decimalToFixed(scaleDecimal(spec.quoteIncrement, BigInt(ticks)), decimalsOf(spec.quoteIncrement))
}

/** A quantity of base currency, exact and without trailing zeros: `0.5`, `0.00000001`. No separators. */
export function formatQuantity(spec: ProductSpec, units: QuantityUnits): string {
  return decimalToString(scaleDecimal(spec.baseIncrement, BigInt(units)))
}

/** A price in a sentence: `$64,123.40`. */
export function priceInWords(spec: ProductSpec, ticks: PriceTicks): string {
  return `$${groupDigits(formatPrice(spec, ticks))}`
}

/** A quantity in a sentence: `1,000,000.5`. */
export function quantityInWords(spec: ProductSpec, units: QuantityUnits): string {
  return groupDigits(formatQuantity(spec, units))
}

/** Dollars with thousands separators, rounded half-even to `places` (0–18): `$99,933.89`, `-$5.00`. */
export function formatUsd(value: Decimal, places = 2): string {
  const text = decimalToFixed(value, places)
  return text.startsWith('-') ? `-$${groupDigits(text.slice(1))}` : `$${groupDigits(text)}`
}

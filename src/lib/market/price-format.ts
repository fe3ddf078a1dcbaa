import { type Decimal, decimalToFixed, decimalToString, scaleDecimal } from '../core/decimal'
import { type PriceTicks, type ProductSpec, type QuantityUnits, decimalsOf } from '../core/product'

/** A price with exactly the decimals of the product's quote increment: `0.0123`, `64123.40`. No separators. */
export function formatPrice(spec: ProductSpec, ticks: PriceTicks): string {
  return decimalToFixed(scaleDecimal(spec.quoteIncrement, BigInt(ticks)), decimalsOf(spec.quoteIncrement))
}

/** A quantity of base currency, exact and without trailing zeros: `0.5`, `0.00000001`. No separators. */
export function formatQuantity(spec: ProductSpec, units: QuantityUnits): string {
  return decimalToString(scaleDecimal(spec.baseIncrement, BigInt(units)))
}

/** Dollars with thousands separators, rounded half-even to `places` (0–18): `$99,933.89`, `-$5.00`. */
export function formatUsd(value: Decimal, places = 2): string {
  const text = decimalToFixed(value, places)
  return text.startsWith('-') ? `-$${groupThousands(text.slice(1))}` : `$${groupThousands(text)}`
}

/** Commas between each three digits before the point of plain decimal text. */
function groupThousands(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

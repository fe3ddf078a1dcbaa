import { type Decimal, DECIMAL_ONE, decimalToString, parseDecimal } from './decimal'
import { type Result, err, ok } from './result'

declare const productBrand: unique symbol
declare const ticksBrand: unique symbol
declare const unitsBrand: unique symbol
declare const indexBrand: unique symbol

/** A checked Coinbase product id such as `BTC-USD`; made only by {@link ProductId.parse}. */
export type ProductId = string & { readonly [productBrand]: true }

/** A price as a whole number of the product's quote increments, 0 < n < 2^53. */
export type PriceTicks = number & { readonly [ticksBrand]: true }

/** A quantity as a whole number of the product's base increments, 0 <= n < 2^53. */
export type QuantityUnits = number & { readonly [unitsBrand]: true }

/** A product's position in the match's product list. */
export type ProductIndex = number & { readonly [indexBrand]: true }

const PRODUCT_ID = /^[A-Z0-9]{1,20}-[A-Z0-9]{1,20}$/

export const ProductId = {
  /** Accepts exactly `BASE-QUOTE` in capitals and digits; anything else is a sentence. */
  parse(text: string): Result<ProductId, string> {
    if (!PRODUCT_ID.test(text)) {
      return err(`"${text.slice(0, 40)}" is not a product id; one looks like BTC-USD.`)
    }
    return ok(text as ProductId)
  },
} as const

/** What the exchange says of a product, and what follows for exact arithmetic with it. */
export interface ProductSpec {
  readonly id: ProductId
  readonly base: string
  readonly quote: string
  /** Smallest price step, in quote currency. */
  readonly quoteIncrement: Decimal
  /** Smallest quantity step, in base currency. */
  readonly baseIncrement: Decimal
  /** Smallest value of a market order, in quote currency. */
  readonly minMarketFunds: Decimal
}

export function priceTicks(value: number): PriceTicks {
  if (!Number.isSafeInteger(value) || value <= 0) throw new RangeError(`not a price in ticks: ${value}`)
  return value as PriceTicks
}

export function quantityUnits(value: number): QuantityUnits {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a quantity in units: ${value}`)
  return value as QuantityUnits
}

export function productIndex(value: number): ProductIndex {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a product index: ${value}`)
  return value as ProductIndex
}

/** Decimal places needed to write any multiple of `increment` in full. */
export function decimalsOf(increment: Decimal): number {
  const text = decimalToString(increment)
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}

/** The value of one price tick times one quantity unit, in quote currency; exact by {@link parseProductSpec}. */
export function tickValue(spec: ProductSpec): Decimal {
  return ((spec.quoteIncrement * spec.baseIncrement) / DECIMAL_ONE) as Decimal
}

/**
 * Builds a spec from the exchange's decimal strings. Refuses increments that are not positive, or so
 * fine that price times quantity could not be held exactly in a {@link Decimal}.
 */
export function parseProductSpec(fields: {
  readonly id: string
  readonly base: string
  readonly quote: string
  readonly quoteIncrement: string
  readonly baseIncrement: string
  readonly minMarketFunds: string
}): Result<ProductSpec, string> {
  const id = ProductId.parse(fields.id)
  if (!id.ok) return id
  const quoteIncrement = parseDecimal(fields.quoteIncrement)
  const baseIncrement = parseDecimal(fields.baseIncrement)
  const minMarketFunds = parseDecimal(fields.minMarketFunds)
  if (!quoteIncrement.ok) return quoteIncrement
  if (!baseIncrement.ok) return baseIncrement
  if (!minMarketFunds.ok) return minMarketFunds
  if (quoteIncrement.value <= 0n || baseIncrement.value <= 0n || minMarketFunds.value < 0n) {
    return err(`${id.value} has increments that are not positive.`)
  }
  if ((quoteIncrement.value * baseIncrement.value) % DECIMAL_ONE !== 0n) {
    return err(`${id.value} has increments finer than this arena can hold exactly.`)
  }
  return ok({
    id: id.value,
    base: fields.base,
    quote: fields.quote,
    quoteIncrement: quoteIncrement.value,
    baseIncrement: baseIncrement.value,
    minMarketFunds: minMarketFunds.value,
  })
}

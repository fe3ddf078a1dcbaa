import { notionalOf } from '../../accounts/affordable'
import { DECIMAL_ZERO, type Decimal, decimal, decimalToNumber, parseDecimal } from '../../core/decimal'
import {
  type PriceTicks,
  type ProductSpec,
  type QuantityUnits,
  priceTicks,
  productIndex,
  quantityUnits,
} from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { plainNumber } from '../../core/written-number'
import { formatUsd } from '../../market/price-format'
import { wholeUnits } from '../../market/whole-units'
import type { PriceColumns } from './price-columns'

/** What is held, exact, and what its products cost so far. */
export interface HeldPortfolio {
  readonly specs: readonly ProductSpec[]
  readonly cash: Decimal
  /** By product, in the order of `specs` and of the columns of `prices`. */
  readonly units: readonly QuantityUnits[]
  readonly prices: PriceColumns
  /** Falls of its worth from the highest before, fractions: at the end and at worst. */
  readonly drawdown: number
  readonly maxDrawdown: number
  /** What to know of it, a sentence each. */
  readonly notes: readonly string[]
  /** Since when, and as of when, in a sentence. */
  readonly standing: string
}

/** Books are kept of some more than this. */
const MOST = decimal('1000000000000')

/** Dollars as decimal text, not below zero. */
export function readCash(text: string): Result<Decimal, string> {
  const amount = parseDecimal(plainNumber(text))
  if (!amount.ok) return err(`Cash: ${amount.error}`)
  return amount.value < DECIMAL_ZERO ? err('Cash must not be below zero.') : amount
}

/** A quantity as decimal text, in whole steps of the product; nothing of it may be held. */
export function readHolding(spec: ProductSpec, text: string): Result<QuantityUnits, string> {
  const amount = parseDecimal(plainNumber(text))
  if (!amount.ok) return err(`${spec.id}: ${amount.error}`)
  if (amount.value === DECIMAL_ZERO) return ok(quantityUnits(0))
  if (amount.value < DECIMAL_ZERO) return err(`${spec.id}: a quantity must not be below zero.`)
  const units = wholeUnits(spec, amount.value)
  return units.ok ? units : err(`${spec.id}: ${units.error}`)
}

/** Its last close in ticks. */
export function lastPrice({ prices }: HeldPortfolio, product: number): PriceTicks {
  return priceTicks(prices.close(productIndex(product), prices.newest))
}

/** Exact, at the last close. */
export function worthOf(portfolio: HeldPortfolio, product: number): Decimal {
  const { specs, units } = portfolio
  const [spec, held] = [specs[product], units[product]]
  if (spec === undefined || held === undefined || held === 0) return DECIMAL_ZERO
  return notionalOf(spec, lastPrice(portfolio, product), held)
}

/** Dollars per product at the last close. */
export function valuesOf(portfolio: HeldPortfolio): Float64Array {
  return Float64Array.from(portfolio.specs, (_, product) => decimalToNumber(worthOf(portfolio, product)))
}

/** What cannot be looked at, in words: a product without any price, more than books are kept of. */
export function portfolioProblem(portfolio: HeldPortfolio): string | undefined {
  const { specs, prices } = portfolio
  if (prices.steps === 0) return 'There is no bar in this range.'
  const missing = specs.find((_, product) => (prices.extents[product]?.first ?? -1) < 0)
  if (missing !== undefined) return `${missing.id} has no bar in this range.`
  const worth = specs.reduce<bigint>((sum, _, product) => sum + worthOf(portfolio, product), portfolio.cash)
  return worth > MOST ? `A portfolio must be worth at most ${formatUsd(MOST, 0)}.` : undefined
}

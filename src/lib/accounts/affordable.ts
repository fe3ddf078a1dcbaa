import { type Decimal, ratioHalfEven } from '../core/decimal'
import {
  type PriceTicks,
  type ProductSpec,
  type QuantityUnits,
  quantityUnits,
  tickValue,
} from '../core/product'

const BASIS_POINTS = 10_000n

/** Exact value of `quantity` at `price`, in quote currency. */
export function notionalOf(spec: ProductSpec, price: PriceTicks, quantity: QuantityUnits): Decimal {
  return (tickValue(spec) * BigInt(price) * BigInt(quantity)) as Decimal
}

/** Fee on a trade, rounded half-even to 10^-18. `basisPoints` is a whole number ≥ 0. */
export function feeOn(notional: Decimal, basisPoints: number): Decimal {
  return ratioHalfEven(notional, BigInt(basisPoints), BASIS_POINTS)
}

/**
 * The most units `cash` buys at `price` with the fee on top; 0 when not even one increment.
 * Exact: one unit more would not be payable.
 */
export function affordableUnits(
  spec: ProductSpec,
  cash: Decimal,
  price: PriceTicks,
  basisPoints: number,
): QuantityUnits {
  const unitCost = tickValue(spec) * BigInt(price)
  if (cash <= 0n) return quantityUnits(0)
  const most = (cash * BASIS_POINTS) / (unitCost * (BASIS_POINTS + BigInt(basisPoints)))
  const bounded = most > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : most
  return quantityUnits(Number(bounded))
}

/** Prices at which limits in basis points act, in whole ticks; exact. */
import { type ProductIndex, tickValue } from '../../../core/product'
import { invariant } from '../../../core/result'
import type { TradingContext } from '../context'

const WHOLE = 10_000
const HIGHEST = BigInt(Number.MAX_SAFE_INTEGER)

/** A price in ticks that need not be whole. */
export interface PriceRatio {
  readonly numerator: bigint
  readonly denominator: bigint
}

/**
 * The highest price that lies more than `basisPoints` (1 … 10000) below `peak`, a whole number of ticks below
 * 2^53; below 1 when none does. Allocates nothing.
 */
export function highestBelow(peak: number, basisPoints: number): number {
  // ceil(peak · kept / 10000) - 1 with the peak split, so that no product passes 2^53.
  const kept = WHOLE - basisPoints
  const rest = peak % WHOLE
  return ((peak - rest) / WHOLE) * kept + Math.ceil((rest * kept) / WHOLE) - 1
}

/** As {@link highestBelow}, of a peak that need not be a whole number of ticks. */
export function highestBelowRatio({ numerator, denominator }: PriceRatio, basisPoints: number): number {
  const kept = numerator * BigInt(WHOLE - basisPoints)
  const per = denominator * BigInt(WHOLE)
  const level = (kept + per - 1n) / per - 1n
  return Number(level > HIGHEST ? HIGHEST : level)
}

/**
 * Cost of one unit of the run's holding, which must not be zero: its basis by average cost, fees included.
 */
export function averageCost(product: ProductIndex, context: TradingContext): PriceRatio {
  const spec = context.products[product]
  invariant(spec !== undefined, 'the cost of an unknown product')
  return {
    numerator: context.costBasis(product),
    denominator: BigInt(context.holding(product)) * tickValue(spec),
  }
}

/** Nearest double; for figures people read. */
export function ticksOf({ numerator, denominator }: PriceRatio): number {
  return Number(numerator) / Number(denominator)
}

/** How far `value` lies below `reference`, in basis points of that; 0 when it does not. For people. */
export function basisPointsBelow(value: number, reference: number): number {
  return reference > 0 ? Math.max(0, ((reference - value) / reference) * WHOLE) : 0
}

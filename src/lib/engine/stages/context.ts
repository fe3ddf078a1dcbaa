import type { Decimal } from '../../core/decimal'
import type { ProductIndex, ProductSpec, QuantityUnits } from '../../core/product'
import type { TimeMs } from '../../core/time'
import type { PriceGrid } from '../../market/returns/price-grid'
import type { Side } from '../events'
import type { QuoteFreshness } from '../freshness'

/**
 * What the portfolio, risk and execution stages may know of the market and of one run's account.
 * Read-only, reused, valid only during the call. Prices are in ticks, NaN before the first.
 */
export interface TradingContext {
  readonly time: TimeMs
  readonly products: readonly ProductSpec[]
  readonly cash: Decimal
  /** The same as a double, for sizing. */
  readonly cashNumber: number
  /** Cash plus positions at the last price; exact. */
  readonly exactEquity: Decimal
  /** The nearest double of {@link exactEquity} as of the last price or fill looked at. */
  readonly equity: number
  /** The same as a double, as it was before the first fill of the decision being settled: what weights are of. */
  readonly decisionEquity: number
  /** What the next trade would pay, in basis points of its value. */
  readonly takerBasisPoints: number
  last(product: ProductIndex): number
  bid(product: ProductIndex): number
  ask(product: ProductIndex): number
  /** The quote in the snapshot that the decision being settled was made on; NaN when it had none. */
  seenBid(product: ProductIndex): number
  seenAsk(product: ProductIndex): number
  /** Closed steps, none later than {@link time}: what estimates of risk rest on. */
  readonly prices: PriceGrid
  freshness(product: ProductIndex): QuoteFreshness
  isFresh(product: ProductIndex): boolean
  holding(product: ProductIndex): QuantityUnits
  /** Cost basis of the whole holding, purchase fees included. */
  costBasis(product: ProductIndex): Decimal
  /** What the run's last fill realised: zero for a purchase, else proceeds after fee less the basis it took. */
  readonly fillRealised: Decimal
  /** Dollars the holding is worth at the last price; a double. */
  positionValue(product: ProductIndex): number
  /** Dollars one unit costs at the ask, fee included; a double. */
  unitCost(product: ProductIndex): number
  /** The most units the cash pays for, fee included; exact. */
  affordable(product: ProductIndex): number
  /** The price an order of this size would have now, in ticks. */
  priceFor(product: ProductIndex, side: Side, quantity: number): number
  /** Whether the cash pays for so many units, fee included; exact. */
  canBuy(product: ProductIndex, quantity: number): boolean
}

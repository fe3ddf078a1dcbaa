import type { Decimal } from '../core/decimal'
import type { PriceTicks, ProductIndex, QuantityUnits } from '../core/product'
import type { DurationMs } from '../core/time'

/** One run's account at one moment, as its agent and the page see it. */
export interface PortfolioView {
  readonly cash: Decimal
  readonly positions: readonly PositionView[]
  /** Cash plus positions at the last price. */
  readonly equity: Decimal
  /** Cash plus what the positions would fetch at the bid, before fees. */
  readonly liquidation: Decimal
  readonly realised: Decimal
  readonly unrealised: Decimal
  readonly feesPaid: Decimal
  /** Value of all fills so far, which decides the fee tier. */
  readonly tradedVolume: Decimal
  /** What the next trade would pay, in basis points of its value. */
  readonly takerBasisPoints: number
}

export interface PositionView {
  readonly product: ProductIndex
  readonly quantity: QuantityUnits
  /** Cost basis by average cost, fees of the purchases included. */
  readonly costBasis: Decimal
  /** Cost basis divided by quantity, rounded half-even. */
  readonly averageCost: Decimal
  /** Last price; undefined before the first ticker, when the position is valued at its cost. */
  readonly price: PriceTicks | undefined
  readonly marketValue: Decimal
  readonly profit: Decimal
  /** Quantity-weighted average time held. */
  readonly held: DurationMs
}

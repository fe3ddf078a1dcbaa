import type { PortfolioView, PositionView } from '../../accounts/portfolio-view'
import { type Decimal, DECIMAL_ZERO } from '../../core/decimal'
import { type ProductIndex, type ProductSpec, type QuantityUnits, quantityUnits } from '../../core/product'
import { type DurationMs, type TimeMs, durationMs } from '../../core/time'
import type { AlphaAccount, AlphaContext } from '../../engine/stages/alpha/contract'
import type { BarGranularity } from '../../market/types'

/** The market half of what an alpha model sees. */
export type MarketSight = Omit<AlphaContext, 'products' | 'account'>

/** What an alpha model sees, put together from a tick's market and a view of the run's account. */
export class DecisionContext implements AlphaContext {
  readonly account: AlphaAccount

  constructor(
    readonly products: readonly ProductSpec[],
    private readonly market: MarketSight,
    portfolio: PortfolioView,
  ) {
    this.account = new PortfolioAccount(portfolio)
  }

  get time(): TimeMs {
    return this.market.time
  }

  get tick(): number {
    return this.market.tick
  }

  last(product: ProductIndex): number {
    return this.market.last(product)
  }

  bid(product: ProductIndex): number {
    return this.market.bid(product)
  }

  ask(product: ProductIndex): number {
    return this.market.ask(product)
  }

  fresh(product: ProductIndex): boolean {
    return this.market.fresh(product)
  }

  candleCount(product: ProductIndex, granularity: BarGranularity): number {
    return this.market.candleCount(product, granularity)
  }

  open(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.market.open(product, granularity, back)
  }

  close(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.market.close(product, granularity, back)
  }

  high(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.market.high(product, granularity, back)
  }

  low(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.market.low(product, granularity, back)
  }

  volume(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.market.volume(product, granularity, back)
  }
}

class PortfolioAccount implements AlphaAccount {
  readonly cash: Decimal
  readonly takerBasisPoints: number
  readonly #positions: ReadonlyMap<ProductIndex, PositionView>

  constructor(portfolio: PortfolioView) {
    this.cash = portfolio.cash
    this.takerBasisPoints = portfolio.takerBasisPoints
    this.#positions = new Map(portfolio.positions.map((position) => [position.product, position]))
  }

  holding(product: ProductIndex): QuantityUnits {
    return this.#positions.get(product)?.quantity ?? quantityUnits(0)
  }

  costBasis(product: ProductIndex): Decimal {
    return this.#positions.get(product)?.costBasis ?? DECIMAL_ZERO
  }

  heldFor(product: ProductIndex): DurationMs {
    return this.#positions.get(product)?.held ?? durationMs(0)
  }
}

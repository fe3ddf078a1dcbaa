import { type ProductIndex, priceTicks, productIndex } from '../../../core/product'
import type { TradingContext } from '../context'
import type { OrderOrigin, QuietBand, RiskManagementModel, RiskOrders } from './contract'
import type { RiskReport } from './report'
import { averageCost, basisPointsBelow, highestBelowRatio, ticksOf } from './stop-price'
import { type Approved, type Proposal, approve } from './verdict'

const UNKNOWN = Number.POSITIVE_INFINITY
const NONE = 0

/**
 * Sells a position when its value at the last price falls by more than so many basis points below its cost,
 * fees of the purchases included. Exact. Figures: basis points of the cost.
 */
export class ProductDrawdown implements RiskManagementModel {
  readonly name = 'product-drawdown'
  /** Per product the highest price that sells; {@link UNKNOWN} until the holding was looked at. */
  readonly #fires: Float64Array

  constructor(
    private readonly basisPoints: number,
    productCount: number,
  ) {
    this.#fires = new Float64Array(productCount).fill(UNKNOWN)
  }

  assess(proposal: Proposal): Approved {
    return approve(proposal)
  }

  watch(product: ProductIndex, context: TradingContext, orders: RiskOrders): void {
    const last = context.last(product)
    if (last > (this.#fires[product] ?? NONE) || Number.isNaN(last)) return
    if (this.#fires[product] === UNKNOWN) this.#arm(product, context)
    const level = this.#fires[product] ?? NONE
    if (last > level) return
    // Asked for once; what is left of the holding, if anything, is looked at again when it changes.
    this.#fires[product] = NONE
    const figure = basisPointsBelow(last, ticksOf(averageCost(product, context)))
    orders.liquidate(product, { rule: this.name, figure, threshold: this.basisPoints }, priceTicks(level))
  }

  ordered(
    product: ProductIndex,
    _change: number,
    filled: boolean,
    _origin: OrderOrigin,
    context: TradingContext,
  ): void {
    if (filled) this.#arm(product, context)
  }

  narrow(product: ProductIndex, context: TradingContext, band: QuietBand): void {
    if (context.holding(product) > 0) band.below = Math.max(band.below, this.#fires[product] ?? NONE)
  }

  report(context: TradingContext, report: RiskReport): void {
    for (let index = 0; index < context.products.length; index += 1) {
      const product = productIndex(index)
      // One that has fired and could not be sold watches nothing.
      const isWatched = context.holding(product) > 0 && this.#fires[product] !== NONE
      if (isWatched) this.#reportOne(product, context, report)
    }
  }

  #arm(product: ProductIndex, context: TradingContext): void {
    const held = context.holding(product) > 0
    this.#fires[product] = held ? highestBelowRatio(averageCost(product, context), this.basisPoints) : NONE
  }

  #reportOne(product: ProductIndex, context: TradingContext, report: RiskReport): void {
    const cost = averageCost(product, context)
    const level = highestBelowRatio(cost, this.basisPoints)
    if (level > 0) report.stop(product, { drawdownStop: priceTicks(level) })
    const last = context.last(product)
    if (Number.isNaN(last)) return
    const figure = basisPointsBelow(last, ticksOf(cost))
    report.gauge({ rule: this.name, product, figure, threshold: this.basisPoints })
  }
}

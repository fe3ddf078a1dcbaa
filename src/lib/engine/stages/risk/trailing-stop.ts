import { type ProductIndex, priceTicks, productIndex } from '../../../core/product'
import type { TradingContext } from '../context'
import type { OrderOrigin, QuietBand, RiskManagementModel, RiskOrders } from './contract'
import type { RiskReport } from './report'
import {
  type PriceRatio,
  averageCost,
  basisPointsBelow,
  highestBelow,
  highestBelowRatio,
  ticksOf,
} from './stop-price'
import { type Approved, type Proposal, approve } from './verdict'

const UNKNOWN = Number.POSITIVE_INFINITY
const NONE = 0
const NEVER = Number.POSITIVE_INFINITY

/**
 * Sells a position when its last price falls by more than so many basis points from its peak. The peak
 * starts at the average cost, fees included, rises with the last price, and with the average cost when more
 * is bought at a higher one. A sale of a part leaves it; a purchase after the stop has acted starts it
 * anew. Exact. Figures: basis points of the peak.
 */
export class TrailingStopRiskManagementModel implements RiskManagementModel {
  readonly name = 'trailing-stop'
  /** Per product the highest price that sells; {@link UNKNOWN} until the holding was looked at. */
  readonly #fires: Float64Array
  /** The lowest price above the peak. */
  readonly #raises: Float64Array
  /** The peak in ticks, nearest double; 0 without one. */
  readonly #peaks: Float64Array
  /** The peak exactly, where it is a cost and not a price. */
  readonly #costs: (PriceRatio | undefined)[]

  constructor(
    private readonly basisPoints: number,
    productCount: number,
  ) {
    this.#fires = new Float64Array(productCount).fill(UNKNOWN)
    this.#raises = new Float64Array(productCount).fill(NEVER)
    this.#peaks = new Float64Array(productCount)
    this.#costs = Array.from({ length: productCount }, () => undefined)
  }

  assess(proposal: Proposal): Approved {
    return approve(proposal)
  }

  watch(product: ProductIndex, context: TradingContext, orders: RiskOrders): void {
    const last = context.last(product)
    if (last > (this.#fires[product] ?? NONE) && last < (this.#raises[product] ?? NEVER)) return
    if (Number.isNaN(last)) return
    if (this.#fires[product] === UNKNOWN) this.#meet(product, context)
    if (last >= (this.#raises[product] ?? NEVER)) this.#raise(product, last)
    else if (last <= (this.#fires[product] ?? NONE)) this.#fire(product, last, orders)
  }

  ordered(
    product: ProductIndex,
    change: number,
    filled: boolean,
    _origin: OrderOrigin,
    context: TradingContext,
  ): void {
    if (!filled) return
    if (context.holding(product) === 0) this.#drop(product)
    else if (change > 0) this.#bought(product, averageCost(product, context))
    else if (this.#peaks[product] !== NONE) this.#arm(product)
  }

  narrow(product: ProductIndex, context: TradingContext, band: QuietBand): void {
    if (context.holding(product) === 0) return
    band.below = Math.max(band.below, this.#fires[product] ?? NONE)
    const raises = this.#raises[product] ?? NEVER
    if (band.trail?.basisPoints === 0) {
      band.trail.basisPoints = this.basisPoints
      band.trail.raises = raises
    } else {
      band.above = Math.min(band.above, raises)
    }
  }

  raise(product: ProductIndex, price: number): void {
    if (price >= (this.#raises[product] ?? NEVER)) this.#raise(product, price)
  }

  report(context: TradingContext, report: RiskReport): void {
    for (let index = 0; index < context.products.length; index += 1) {
      const product = productIndex(index)
      // One that has fired and could not be sold watches nothing.
      const isWatched = context.holding(product) > 0 && !this.#hasFired(product)
      if (isWatched) this.#reportOne(product, context, report)
    }
  }

  /** A holding that was there before this model. */
  #meet(product: ProductIndex, context: TradingContext): void {
    if (context.holding(product) === 0) this.#drop(product)
    else this.#setCost(product, averageCost(product, context))
  }

  #bought(product: ProductIndex, cost: PriceRatio): void {
    const fresh = this.#peaks[product] === NONE || this.#hasFired(product)
    if (fresh || isHigher(cost, this.#peakOf(product))) this.#setCost(product, cost)
  }

  #raise(product: ProductIndex, last: number): void {
    this.#peaks[product] = last
    this.#costs[product] = undefined
    this.#fires[product] = highestBelow(last, this.basisPoints)
    this.#raises[product] = last + 1
  }

  #setCost(product: ProductIndex, cost: PriceRatio): void {
    this.#peaks[product] = ticksOf(cost)
    this.#costs[product] = cost
    this.#arm(product)
  }

  #arm(product: ProductIndex): void {
    const peak = this.#peakOf(product)
    this.#fires[product] = highestBelowRatio(peak, this.basisPoints)
    this.#raises[product] = Number(peak.numerator / peak.denominator) + 1
  }

  /** Asks for the sale once; what is left of the holding, if anything, is looked at again when it changes. */
  #fire(product: ProductIndex, last: number, orders: RiskOrders): void {
    const level = priceTicks(this.#fires[product] ?? NONE)
    this.#rest(product)
    const figure = basisPointsBelow(last, this.#peaks[product] ?? NONE)
    orders.liquidate(product, { rule: this.name, figure, threshold: this.basisPoints }, level)
  }

  #drop(product: ProductIndex): void {
    this.#rest(product)
    this.#peaks[product] = NONE
    this.#costs[product] = undefined
  }

  #rest(product: ProductIndex): void {
    this.#fires[product] = NONE
    this.#raises[product] = NEVER
  }

  #hasFired(product: ProductIndex): boolean {
    return this.#peaks[product] !== NONE && this.#raises[product] === NEVER
  }

  #peakOf(product: ProductIndex): PriceRatio {
    return this.#costs[product] ?? { numerator: BigInt(this.#peaks[product] ?? NONE), denominator: 1n }
  }

  #reportOne(product: ProductIndex, context: TradingContext, report: RiskReport): void {
    const known = this.#peaks[product] !== NONE
    const peak = known ? this.#peakOf(product) : averageCost(product, context)
    const level = highestBelowRatio(peak, this.basisPoints)
    if (level > 0) report.stop(product, { trailingStop: priceTicks(level) })
    const last = context.last(product)
    if (Number.isNaN(last)) return
    const figure = basisPointsBelow(last, ticksOf(peak))
    report.gauge({ rule: this.name, product, figure, threshold: this.basisPoints })
  }
}

function isHigher(a: PriceRatio, b: PriceRatio): boolean {
  return a.numerator * b.denominator > b.numerator * a.denominator
}

import { type ProductIndex, productIndex } from '../../../core/product'
import type { TradingContext } from '../context'
import { AfterPurchase, basisPointsOf } from './after-purchase'
import type { RiskManagementModel } from './contract'
import { judgePurchase } from './portfolio-limit'
import type { RiskReport } from './report'
import type { PortfolioEstimate } from './tail/portfolio-estimate'
import { type Proposal, type RiskVerdict, approve } from './verdict'

/**
 * Purchases are cut so that of no product they add to, the value together with that of all others times their
 * correlation with it, where that is above 0, passes its part of equity right after the fill. What nothing is
 * known of moves with everything. Figures: basis points of equity, of the product where they are highest.
 */
export class CorrelatedExposure implements RiskManagementModel {
  readonly name = 'correlated-exposure'
  readonly #after: AfterPurchase
  /** Of the purchase being judged, per product it adds to: the value of all others, and its own weight; or 0. */
  readonly #others: Float64Array
  readonly #weights: Float64Array

  constructor(
    private readonly basisPoints: number,
    private readonly estimate: PortfolioEstimate,
    productCount: number,
  ) {
    this.#after = new AfterPurchase(productCount)
    this.#others = new Float64Array(productCount)
    this.#weights = new Float64Array(productCount)
  }

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    if (proposal.change <= 0) return approve(proposal)
    this.estimate.update(context.prices)
    const after = this.#after
    after.begin(proposal.product, context)
    this.#weigh(proposal.product)
    return judgePurchase(this.name, proposal, this.basisPoints, 'cut', (units) => {
      const equity = after.buy(units)
      return basisPointsOf(this.#highest(after.values[proposal.product] ?? Number.NaN), equity)
    })
  }

  report(context: TradingContext, report: RiskReport): void {
    this.estimate.update(context.prices)
    const equity = this.#after.now(context)
    for (let index = 0; index < this.#after.values.length; index += 1) {
      const product = productIndex(index)
      if (context.holding(product) === 0) continue
      const figure = basisPointsOf(this.#besides(product, -1) + (this.#after.values[index] ?? 0), equity)
      report.gauge({ rule: this.name, product, figure, threshold: this.basisPoints })
    }
  }

  /** Products that are held, or bought, and move with what is bought. */
  #weigh(bought: ProductIndex): void {
    for (let index = 0; index < this.#weights.length; index += 1) {
      const product = productIndex(index)
      const isJudged = product === bought || (this.#after.values[index] ?? 0) > 0
      this.#weights[index] = isJudged ? this.#weight(product, bought) : 0
      this.#others[index] = isJudged ? this.#besides(product, bought) + this.#own(product, bought) : 0
    }
  }

  #highest(value: number): number {
    let highest = 0
    for (let index = 0; index < this.#weights.length; index += 1) {
      const weight = this.#weights[index] ?? 0
      if (weight === 0) continue
      const exposed = (this.#others[index] ?? 0) + weight * value
      // Also where the value is unknown: then it is of all of them.
      if (!(exposed <= highest)) highest = exposed
    }
    return highest
  }

  #own(product: ProductIndex, bought: ProductIndex): number {
    return product === bought ? 0 : (this.#after.values[product] ?? 0)
  }

  /** Of all products but these two, what moves with the first. */
  #besides(product: ProductIndex, other: number): number {
    let sum = 0
    for (let index = 0; index < this.#after.values.length; index += 1) {
      const value = this.#after.values[index] ?? 0
      if (index === product || index === other || value === 0) continue
      sum += value * this.#weight(product, productIndex(index))
    }
    return sum
  }

  #weight(a: ProductIndex, b: ProductIndex): number {
    if (a === b) return 1
    const correlation = this.estimate.correlation(a, b)
    return Number.isNaN(correlation) ? 1 : Math.max(correlation, 0)
  }
}

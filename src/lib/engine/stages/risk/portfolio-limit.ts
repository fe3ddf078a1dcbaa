import type { TailAction, RuleName } from '../../../core/risk-rules'
import type { TradingContext } from '../context'
import { AfterPurchase, basisPointsOf } from './after-purchase'
import type { RiskManagementModel } from './contract'
import { mostWithin } from './most-within'
import type { RiskReport } from './report'
import type { PortfolioEstimate } from './tail/portfolio-estimate'
import { type Proposal, type RiskVerdict, approve, refuse, resize } from './verdict'

/** Dollars, not below 0, of positions worth so much each. */
export type Measure = (values: Float64Array) => number

/**
 * Purchases keep a measure of the portfolio, as it would be right after the fill, within so many basis points of
 * the equity it then had; `cut` leaves of one that would not the most units that do, `cancel` nothing. Sales pass,
 * and nothing is sold because prices carried the measure past its limit. Figures: basis points of equity.
 */
export class PortfolioLimit implements RiskManagementModel {
  readonly #after: AfterPurchase

  constructor(
    readonly name: RuleName,
    private readonly basisPoints: number,
    private readonly action: TailAction,
    private readonly estimate: PortfolioEstimate,
    private readonly measure: Measure,
    productCount: number,
  ) {
    this.#after = new AfterPurchase(productCount)
  }

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    if (proposal.change <= 0) return approve(proposal)
    this.estimate.update(context.prices)
    const after = this.#after
    after.begin(proposal.product, context)
    return judgePurchase(this.name, proposal, this.basisPoints, this.action, (units) => {
      const equity = after.buy(units)
      return basisPointsOf(this.measure(after.values), equity)
    })
  }

  report(context: TradingContext, report: RiskReport): void {
    this.estimate.update(context.prices)
    const equity = this.#after.now(context)
    const figure = basisPointsOf(this.measure(this.#after.values), equity)
    report.gauge({ rule: this.name, figure, threshold: this.basisPoints })
  }
}

/** What is left of a purchase by its figure. */
export function judgePurchase(
  rule: RuleName,
  proposal: Proposal,
  threshold: number,
  action: TailAction,
  figureOf: (units: number) => number,
): RiskVerdict {
  const figure = figureOf(proposal.change)
  if (figure <= threshold) return approve(proposal)
  const reason = { rule, figure, threshold }
  const most = action === 'cut' ? mostWithin(proposal.change, threshold, figureOf) : 0
  return most > 0 ? resize(proposal, most, reason) : refuse(proposal, reason)
}

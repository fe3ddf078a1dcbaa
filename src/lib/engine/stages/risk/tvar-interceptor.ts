import type { TailAction } from '../../../core/risk-rules'
import { RiskChain } from './composite'
import type { RiskManagementModel } from './contract'
import { PortfolioLimit } from './portfolio-limit'
import type { PortfolioEstimate } from './tail/portfolio-estimate'

/**
 * Decorates any risk model: of the purchases it leaves, those are cancelled or cut that would take the portfolio's
 * tail value at risk past its part of equity. All else is the model's own. Rules [T1]–[T8] of SPEC.md.
 */
export class TVaRInterceptor extends RiskChain {
  constructor(
    inner: RiskManagementModel,
    basisPoints: number,
    action: TailAction,
    estimate: PortfolioEstimate,
    productCount: number,
  ) {
    const measure = (values: Float64Array): number => estimate.tailValueAtRisk(values)
    super([inner, new PortfolioLimit('tail-risk', basisPoints, action, estimate, measure, productCount)])
  }
}

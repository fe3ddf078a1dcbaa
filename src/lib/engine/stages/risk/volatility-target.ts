import { PortfolioLimit } from './portfolio-limit'
import type { PortfolioEstimate } from './tail/portfolio-estimate'

/** Purchases are cut so that the standard deviation of a year's profit stays within its part of equity. */
export class VolatilityTarget extends PortfolioLimit {
  constructor(basisPoints: number, estimate: PortfolioEstimate, productCount: number) {
    const measure = (values: Float64Array): number => estimate.yearlyDeviation(values)
    super('volatility-target', basisPoints, 'cut', estimate, measure, productCount)
  }
}

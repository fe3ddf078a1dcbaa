import type { RiskSettings } from '../../../../core/risk-rules'
import type { PriceGrid } from '../../../../market/returns/price-grid'
import { PortfolioEstimate } from './portfolio-estimate'

/** Ways to estimate that are kept of a grid: a long window of many products takes megabytes, and milliseconds at first. */
const MOST = 16

const made = new WeakMap<PriceGrid, Map<string, PortfolioEstimate>>()

/**
 * The estimate by these settings, one for all who look at the same prices: what it says depends on these alone, so that
 * none of them can tell. Of the ways asked for least lately it is made anew.
 */
export function sharedEstimate(prices: PriceGrid, settings: RiskSettings): PortfolioEstimate {
  const estimates = estimatesOf(prices)
  const { model, window, level, horizon } = settings
  const key = [model, window, level, horizon].join(' ')
  const estimate = estimates.get(key) ?? new PortfolioEstimate(settings, prices.productCount)
  estimates.delete(key)
  estimates.set(key, estimate)
  const [oldest] = estimates.keys()
  if (estimates.size > MOST && oldest !== undefined) estimates.delete(oldest)
  return estimate
}

function estimatesOf(prices: PriceGrid): Map<string, PortfolioEstimate> {
  const known = made.get(prices) ?? new Map<string, PortfolioEstimate>()
  made.set(prices, known)
  return known
}

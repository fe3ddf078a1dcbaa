import { type RiskRules, faultOfRules } from '../../core/risk-rules'
import { type Result, err, ok } from '../../core/result'
import type { RiskProfile } from '../../engine/risk-profile'
import { runProfile, runTradeRisk } from '../../engine/run-risk'
import type { TradeIdea, TradeRisk } from '../../engine/trade-idea'
import { type HeldPortfolio, portfolioProblem } from './held-portfolio'
import { portfolioRun } from './portfolio-run'

/** The portfolio's risk, measured and limited as the rules say. */
export function profileOf(portfolio: HeldPortfolio, rules: RiskRules): Result<RiskProfile, string> {
  const problem = portfolioProblem(portfolio) ?? faultOfRules(rules)
  if (problem !== undefined) return err(problem)
  return ok(withNotes(portfolio, runProfile(portfolioRun(portfolio, rules))))
}

/** Before and after a trade at the last close without fees, and what the limits would say to it. */
export function tradeRiskOf(
  portfolio: HeldPortfolio,
  rules: RiskRules,
  idea: TradeIdea,
): Result<TradeRisk, string> {
  const problem = portfolioProblem(portfolio) ?? faultOfRules(rules)
  if (problem !== undefined) return err(problem)
  if (!portfolio.specs.some(({ id }) => id === idea.product)) {
    return err(`${idea.product.slice(0, 40)} is not in this portfolio: add its bars first.`)
  }
  const risk = runTradeRisk(portfolioRun(portfolio, rules), idea)
  if (!risk.ok) return risk
  const { before, after } = risk.value
  return ok({ ...risk.value, before: withNotes(portfolio, before), after: withNotes(portfolio, after) })
}

function withNotes({ notes, standing }: HeldPortfolio, profile: RiskProfile): RiskProfile {
  return { ...profile, notes: [...notes, standing, ...profile.notes] }
}

/** Risk of a portfolio as the page shows it, of an agent in a match and of anything in the lab. */
export type { HoldingRisk, RiskProfile } from '../../lib/engine/risk-profile'
export type { TradeIdea, TradeRisk } from '../../lib/engine/trade-idea'

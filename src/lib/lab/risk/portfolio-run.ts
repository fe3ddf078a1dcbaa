import { Ledger } from '../../accounts/ledger'
import { type Decimal, addDecimal } from '../../core/decimal'
import { productIndex } from '../../core/product'
import { RISK_LIMITS, type RiskRules } from '../../core/risk-rules'
import { timeMs } from '../../core/time'
import type { RunAtRisk } from '../../engine/competitor'
import { runIndex } from '../../engine/events'
import { MarketState } from '../../engine/market-state'
import { riskStage } from '../../engine/risk-chain'
import { RunAccount } from '../../engine/run-account'
import { SeenQuotes } from '../../engine/seen-quotes'
import { AgentExits } from '../../engine/stages/risk/agent-exits'
import { type HeldPortfolio, lastPrice, worthOf } from './held-portfolio'

const RUN = runIndex(0)
/** The only decision there is, on the prices that are. */
const TICK = 0
const FREE = { type: 'none' } as const

/** A portfolio in real books at its last close: what looks at a run's risk can look at it, and its limits judge. */
export function portfolioRun(portfolio: HeldPortfolio, rules: RiskRules): RunAtRisk {
  const { specs, prices } = portfolio
  const clock = { now: timeMs(prices.from + prices.steps * prices.span) }
  const market = marketOf(portfolio, clock.now)
  const seen = new SeenQuotes(specs.length)
  seen.record(TICK, market)
  const account = new PortfolioAccount(
    portfolio,
    ...([RUN, specs, booksOf(portfolio, clock.now), market, FREE, clock, seen, prices] as const),
  )
  account.beginDecision(TICK)
  const chain = riskStage(rules, specs.length, new AgentExits(specs.length))
  const isLimited = RISK_LIMITS.some(({ field }) => rules[field] !== undefined)
  return {
    account,
    riskRules: rules,
    preview: (proposal) => (isLimited ? chain.preview(proposal, account) : undefined),
  }
}

/** An account that was worth something before its books were opened. */
class PortfolioAccount extends RunAccount {
  readonly #portfolio: HeldPortfolio

  constructor(portfolio: HeldPortfolio, ...rest: ConstructorParameters<typeof RunAccount>) {
    super(...rest)
    this.#portfolio = portfolio
  }

  override get drawdown(): number {
    return this.#portfolio.drawdown
  }

  override get maxDrawdown(): number {
    return this.#portfolio.maxDrawdown
  }
}

/** Bought at the last close, without fees. */
function booksOf(portfolio: HeldPortfolio, now: number): Ledger {
  const { specs, units, cash } = portfolio
  const put = specs.reduce<Decimal>((sum, _, product) => addDecimal(sum, worthOf(portfolio, product)), cash)
  const ledger = new Ledger(specs, 1, put)
  for (const [product, held] of units.entries()) {
    if (held > 0) ledger.buy(RUN, product, lastPrice(portfolio, product), held, 0, now)
  }
  return ledger
}

/** Bid and ask at the last close. */
function marketOf(portfolio: HeldPortfolio, now: number): MarketState {
  const market = new MarketState(portfolio.specs)
  market.setFeedState('live')
  portfolio.specs.forEach((_, product) => {
    const last = lastPrice(portfolio, product)
    market.setQuote(productIndex(product), last, last, last, now)
  })
  return market
}

import { ruleSentence } from '../accounts/risk-text'
import { notionalOf } from '../accounts/affordable'
import { type ProductIndex, type ProductSpec, priceTicks, productIndex, quantityUnits } from '../core/product'
import { type Result, err, ok } from '../core/result'
import { type RiskModelName, riskSettings } from '../core/risk-rules'
import { formatUsd, quantityInWords } from '../market/price-format'
import type { RunAtRisk } from './competitor'
import type { Engine } from './engine'
import { runIndex } from './events'
import { type PortfolioAtRisk, type RiskEstimate, type RiskProfile, riskProfile } from './risk-profile'
import { sharedEstimate } from './stages/risk/tail/shared-estimates'
import type { RiskVerdict } from './stages/risk/verdict'
import {
  type IdeaMarket,
  type PlannedTrade,
  type TradeIdea,
  type TradeRisk,
  planTrade,
  portfolioAfter,
  tradeSentence,
} from './trade-idea'

const NO_RUN = 'There is no such agent in this match.'

/** As {@link runProfile}, of a run of the match by its index. */
export function profileIn(engine: Engine, run: number, model?: RiskModelName): Result<RiskProfile, string> {
  return hasRun(engine, run) ? ok(runProfile(engine.riskOf(runIndex(run)), model)) : err(NO_RUN)
}

/** As {@link runTradeRisk}, of a run of the match by its index. */
export function tradeRiskIn(
  engine: Engine,
  run: number,
  idea: TradeIdea,
  model?: RiskModelName,
): Result<TradeRisk, string> {
  if (!hasRun(engine, run)) return err(NO_RUN)
  const answer = runTradeRisk(engine.riskOf(runIndex(run)), idea, model)
  if (!answer.ok || engine.status === 'running') return answer
  const { verdict } = answer.value
  if (engine.status === 'ended') return ok({ ...answer.value, verdict: verdict && OVER })
  return ok({ ...answer.value, verdict: verdict && `${PAUSED} ${verdict}` })
}

const OVER = 'The match is over: no order is taken any more.'
const PAUSED = 'The match is paused: no order is taken until it goes on.'

function hasRun({ runs }: Engine, run: number): boolean {
  return runs[run] !== undefined
}

/** Risk of what a run holds now, by the settings among its limits; `model`: by another estimate. */
export function runProfile(run: RunAtRisk, model?: RiskModelName): RiskProfile {
  const portfolio = portfolioOf(run, model)
  return riskProfile(portfolio, estimateOf(run, portfolio), run.account.prices.span)
}

/** A run's risk before and after a trade that nobody makes, and what its risk stage would say. Changes nothing. */
export function runTradeRisk(
  run: RunAtRisk,
  idea: TradeIdea,
  model?: RiskModelName,
): Result<TradeRisk, string> {
  const { account } = run
  const place = account.products.findIndex(({ id }) => id === idea.product)
  if (place < 0) return err(`${idea.product.slice(0, 40)} is not traded in this match.`)
  const product = productIndex(place)
  const market = marketOf(run, product, idea)
  if (market === undefined) return err(`There is no price of ${idea.product} yet.`)
  const planned = planTrade(idea, market)
  if (!planned.ok) return planned
  const portfolio = portfolioOf(run, model)
  const estimate = estimateOf(run, portfolio)
  const before = riskProfile(portfolio, estimate, account.prices.span)
  const after = riskProfile(portfolioAfter(portfolio, place, planned.value), estimate, account.prices.span)
  const sentence = tradeSentence(planned.value, before, after)
  return ok({ before, after, sentence, verdict: verdictOn(run, product, planned.value) })
}

function portfolioOf({ account, riskRules }: RunAtRisk, model: RiskModelName | undefined): PortfolioAtRisk {
  const settings = riskSettings(riskRules ?? {})
  const { products, cashNumber, drawdown, maxDrawdown } = account
  return {
    settings: model === undefined ? settings : { ...settings, model },
    limit: riskRules?.tailRiskBasisPoints,
    products: products.map(({ id }) => id),
    cash: cashNumber,
    values: Float64Array.from(products, (_, index) => account.positionValue(productIndex(index))),
    ...{ drawdown, maxDrawdown },
  }
}

function estimateOf({ account }: RunAtRisk, { settings }: PortfolioAtRisk): RiskEstimate {
  const estimate = sharedEstimate(account.prices, settings)
  estimate.update(account.prices)
  return estimate
}

/** Undefined before the product's first price. */
function marketOf(
  { account }: RunAtRisk,
  product: ProductIndex,
  { side }: TradeIdea,
): IdeaMarket | undefined {
  const spec = account.products[product]
  const [last, price] = [account.last(product), side === 'buy' ? account.ask(product) : account.bid(product)]
  if (spec === undefined || !(last > 0 && price > 0)) return undefined
  return {
    ...{ spec, last: priceTicks(last), price: priceTicks(price), feeBasisPoints: account.takerBasisPoints },
    ...{ cash: account.cash, held: account.holding(product) },
  }
}

function verdictOn(run: RunAtRisk, product: ProductIndex, { side, units, market }: PlannedTrade): string {
  const verdict = run.preview({ product, change: side === 'buy' ? units : -units })
  if (verdict === undefined) return ''
  const { spec, price } = market
  const left = verdict.verdict === 'resized' ? quantityUnits(Math.abs(verdict.proposal.change)) : units
  const isSmall = notionalOf(spec, price, left) < spec.minMarketFunds
  if (!isSmall || verdict.verdict === 'refused') return verdictSentence(verdict, spec)
  const least = `The exchange takes no order in ${spec.id} below ${formatUsd(spec.minMarketFunds)}.`
  return verdict.verdict === 'resized' ? `${verdictSentence(verdict, spec)} ${least}` : least
}

function verdictSentence(verdict: RiskVerdict, spec: ProductSpec): string {
  if (verdict.verdict === 'approved') return 'The risk layer would let it through as it is.'
  const why = ruleSentence(verdict.reason, spec)
  if (verdict.verdict === 'resized') {
    const left = quantityInWords(spec, quantityUnits(Math.abs(verdict.proposal.change)))
    return `The risk layer would cut it to ${left} ${spec.base} (${why}).`
  }
  if (verdict.reason.rule === 'fresh-quote') return `An order would first need a fresh quote (${why}).`
  return `The risk layer would refuse it (${why}).`
}

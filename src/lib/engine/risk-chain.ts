import {
  type RiskField,
  type RiskRules,
  type RiskSettings,
  faultOfRules,
  riskSettings,
} from '../core/risk-rules'
import { invariant } from '../core/result'
import type { AgentExits } from './stages/risk/agent-exits'
import { RiskChain } from './stages/risk/composite'
import type { RiskManagementModel } from './stages/risk/contract'
import { CoolDown } from './stages/risk/cool-down'
import { CorrelatedExposure } from './stages/risk/correlated-exposure'
import { DailyLoss } from './stages/risk/daily-loss'
import { ExposureCaps } from './stages/risk/exposure-caps'
import { FreshQuote } from './stages/risk/fresh-quote'
import { NoLeverage, type Shortfall } from './stages/risk/no-leverage'
import { NoShort } from './stages/risk/no-short'
import { OrderRate } from './stages/risk/order-rate'
import { PriceCollar } from './stages/risk/price-collar'
import { ProductDrawdown } from './stages/risk/product-drawdown'
import { ReversalInterval } from './stages/risk/reversal-interval'
import { RunDrawdown } from './stages/risk/run-drawdown'
import { PortfolioEstimate } from './stages/risk/tail/portfolio-estimate'
import { TrailingStopRiskManagementModel } from './stages/risk/trailing-stop'
import { TVaRInterceptor } from './stages/risk/tvar-interceptor'
import { VolatilityTarget } from './stages/risk/volatility-target'

/**
 * The risk stage of a run: what every match has, the exits its agent sets, and the limits that are set, in
 * the order in which they judge and act; around all of them the limit on the tail. Exits outlast a change of the
 * limits, so they are given; `estimateBy` gives what tails are judged by, anew where it is left out. Rules [P6],
 * [S1]–[S16] and [T1]–[T9] of SPEC.md.
 * @throws InvariantError when a limit is out of its range.
 */
export function riskStage(
  rules: RiskRules,
  productCount: number,
  exits: AgentExits,
  shortfall: Shortfall = 'refused',
  estimateBy: EstimateBy = (settings) => new PortfolioEstimate(settings, productCount),
): RiskChain {
  const fault = faultOfRules(rules)
  invariant(fault === undefined, fault ?? '')
  const where = limitsOf(rules)
  const { capped, around } = returnLimits(rules, productCount, estimateBy)
  const chain = new RiskChain([
    new FreshQuote(),
    new NoShort(),
    exits,
    ...where('dailyLossBasisPoints', (limit) => new DailyLoss(limit, productCount)),
    ...where('runDrawdownBasisPoints', (limit) => new RunDrawdown(limit, productCount)),
    ...capsOf(rules),
    ...capped,
    ...where('priceCollarBasisPoints', (limit) => new PriceCollar(limit)),
    ...where('coolDown', (span) => new CoolDown(span)),
    ...where('ordersPerMinute', (most) => new OrderRate(most)),
    ...where('reversalInterval', (span) => new ReversalInterval(span, productCount)),
    ...where('trailingStopBasisPoints', (limit) => new TrailingStopRiskManagementModel(limit, productCount)),
    ...where('productDrawdownBasisPoints', (limit) => new ProductDrawdown(limit, productCount)),
    new NoLeverage(shortfall),
  ])
  return around(chain)
}

type EstimateBy = (settings: RiskSettings) => PortfolioEstimate

type MakeLimit = <Field extends RiskField>(
  field: Field,
  make: (limit: NonNullable<RiskRules[Field]>) => RiskManagementModel,
) => readonly RiskManagementModel[]

/** Makes the model of a limit that is set. */
function limitsOf(rules: RiskRules): MakeLimit {
  return (field, make) => {
    const limit = rules[field]
    return limit === undefined ? [] : [make(limit)]
  }
}

interface ReturnLimits {
  /** What cuts purchases within the chain. */
  readonly capped: readonly RiskManagementModel[]
  /** What judges all that the chain leaves. */
  readonly around: (chain: RiskChain) => RiskChain
}

/** Limits that rest on returns; they share what is estimated from them. */
function returnLimits(rules: RiskRules, productCount: number, estimateBy: EstimateBy): ReturnLimits {
  if (!restsOnReturns(rules)) return { capped: [], around: (chain) => chain }
  const settings = riskSettings(rules)
  const estimate = estimateBy(settings)
  const where = limitsOf(rules)
  const capped = [
    ...where('correlatedExposureBasisPoints', (part) => new CorrelatedExposure(part, estimate, productCount)),
    ...where('volatilityTargetBasisPoints', (part) => new VolatilityTarget(part, estimate, productCount)),
  ]
  const tail = rules.tailRiskBasisPoints
  if (tail === undefined) return { capped, around: (chain) => chain }
  return {
    capped,
    around: (chain) => new TVaRInterceptor(chain, tail, settings.action, estimate, productCount),
  }
}

/**
 * The risk stage of matches before stops and limits, and of the benchmark: it judges, and acts on nothing
 * by itself. Of the limits only the caps on exposure bind.
 */
export function cappedRisk(rules: RiskRules, shortfall: Shortfall = 'refused'): RiskChain {
  return new RiskChain([new FreshQuote(), new NoShort(), ...capsOf(rules), new NoLeverage(shortfall)])
}

function capsOf(rules: RiskRules): readonly RiskManagementModel[] {
  const capped = rules.productExposureBasisPoints ?? rules.grossExposureBasisPoints
  return capped === undefined ? [] : [new ExposureCaps(rules)]
}

/** Whether any of the limits acts on prices by itself, between decisions. */
export function actsOnPrices(rules: RiskRules): boolean {
  return (
    rules.trailingStopBasisPoints !== undefined ||
    rules.productDrawdownBasisPoints !== undefined ||
    rules.runDrawdownBasisPoints !== undefined ||
    rules.dailyLossBasisPoints !== undefined
  )
}

/** Whether any of the limits rests on returns: without their closes it would judge otherwise. */
export function restsOnReturns(rules: RiskRules): boolean {
  return (
    rules.tailRiskBasisPoints !== undefined ||
    rules.volatilityTargetBasisPoints !== undefined ||
    rules.correlatedExposureBasisPoints !== undefined
  )
}

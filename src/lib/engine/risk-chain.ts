import { type RiskField, type RiskRules, faultOfRules } from '../core/risk-rules'
import { invariant } from '../core/result'
import type { AgentExits } from './stages/risk/agent-exits'
import { RiskChain } from './stages/risk/composite'
import type { RiskManagementModel } from './stages/risk/contract'
import { CoolDown } from './stages/risk/cool-down'
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
import { TrailingStopRiskManagementModel } from './stages/risk/trailing-stop'

/**
 * The risk stage of a run: what every match has, the exits its agent sets, and the limits that are set, in
 * the order in which they judge and act. Exits outlast a change of the limits, so they are given. Rules
 * [S1]–[S16] of SPEC.md.
 * @throws InvariantError when a limit is out of its range.
 */
export function riskStage(
  rules: RiskRules,
  productCount: number,
  exits: AgentExits,
  shortfall: Shortfall = 'refused',
): RiskChain {
  const fault = faultOfRules(rules)
  invariant(fault === undefined, fault ?? '')
  const where = <Field extends RiskField>(
    field: Field,
    make: (limit: NonNullable<RiskRules[Field]>) => RiskManagementModel,
  ): readonly RiskManagementModel[] => {
    const limit = rules[field]
    return limit === undefined ? [] : [make(limit)]
  }
  return new RiskChain([
    new FreshQuote(),
    new NoShort(),
    exits,
    ...where('dailyLossBasisPoints', (limit) => new DailyLoss(limit, productCount)),
    ...where('runDrawdownBasisPoints', (limit) => new RunDrawdown(limit, productCount)),
    ...capsOf(rules),
    ...where('priceCollarBasisPoints', (limit) => new PriceCollar(limit)),
    ...where('coolDown', (span) => new CoolDown(span)),
    ...where('ordersPerMinute', (most) => new OrderRate(most)),
    ...where('reversalInterval', (span) => new ReversalInterval(span, productCount)),
    ...where('trailingStopBasisPoints', (limit) => new TrailingStopRiskManagementModel(limit, productCount)),
    ...where('productDrawdownBasisPoints', (limit) => new ProductDrawdown(limit, productCount)),
    new NoLeverage(shortfall),
  ])
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

import type { ProductSpec } from '../core/product'
import type { RiskLimits } from './config'
import type { Stages } from './pipeline'
import type { AlphaModel } from './stages/alpha/contract'
import { BuyAndHold } from './stages/alpha/buy-and-hold'
import { ImmediateExecution } from './stages/execution/immediate'
import { CompositePortfolio } from './stages/portfolio/composite'
import { EqualWeight } from './stages/portfolio/equal-weight'
import { ExplicitQuantity } from './stages/portfolio/explicit-quantity'
import { WeightTargets } from './stages/portfolio/weights'
import { RiskChain } from './stages/risk/composite'
import type { RiskManagementModel } from './stages/risk/contract'
import { ExposureCaps } from './stages/risk/exposure-caps'
import { FreshQuote } from './stages/risk/fresh-quote'
import { NoLeverage } from './stages/risk/no-leverage'
import { NoShort } from './stages/risk/no-short'
import { ManualUniverse } from './stages/universe/manual'

/** A stale price trades nothing, nothing is sold short, caps where set, nothing is bought on credit. */
export function defaultRisk(limits: RiskLimits): RiskManagementModel {
  const capped = limits.productExposureBasisPoints ?? limits.grossExposureBasisPoints
  const caps = capped === undefined ? [] : [new ExposureCaps(limits)]
  return new RiskChain([new FreshQuote(), new NoShort(), ...caps, new NoLeverage()])
}

/** The stages of a run that trades by signals, whoever gives them. */
export function tradingStages(
  products: readonly ProductSpec[],
  alpha: AlphaModel,
  limits: RiskLimits,
): Stages {
  return {
    universe: new ManualUniverse(products),
    alpha,
    portfolio: new CompositePortfolio([new ExplicitQuantity(), new WeightTargets()]),
    risk: defaultRisk(limits),
    execution: new ImmediateExecution(),
  }
}

/** The stages of the benchmark: buys equal weights once and holds; no caps bind it. */
export function benchmarkStages(products: readonly ProductSpec[]): Stages {
  return {
    universe: new ManualUniverse(products),
    alpha: new BuyAndHold(),
    portfolio: new EqualWeight(),
    risk: defaultRisk({}),
    execution: new ImmediateExecution(),
  }
}

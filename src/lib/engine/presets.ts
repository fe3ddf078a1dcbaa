import type { ProductSpec } from '../core/product'
import type { Stages } from './pipeline'
import type { AlphaModel } from './stages/alpha/contract'
import { BuyAndHold } from './stages/alpha/buy-and-hold'
import { ImmediateExecution } from './stages/execution/immediate'
import { CompositePortfolio } from './stages/portfolio/composite'
import { EqualWeight } from './stages/portfolio/equal-weight'
import { ExplicitQuantity } from './stages/portfolio/explicit-quantity'
import { WeightTargets } from './stages/portfolio/weights'
import { cappedRisk } from './risk-chain'
import type { RiskJudge } from './stages/risk/contract'
import { ManualUniverse } from './stages/universe/manual'

/** The stages of a run that trades by signals, whoever gives them. */
export function tradingStages(products: readonly ProductSpec[], alpha: AlphaModel, risk: RiskJudge): Stages {
  return {
    universe: new ManualUniverse(products),
    alpha,
    portfolio: new CompositePortfolio([new ExplicitQuantity(), new WeightTargets()]),
    risk,
    execution: new ImmediateExecution(),
  }
}

/** The stages of the benchmark: buys equal weights once and holds; no caps bind it. */
export function benchmarkStages(products: readonly ProductSpec[]): Stages {
  return {
    universe: new ManualUniverse(products),
    alpha: new BuyAndHold(),
    portfolio: new EqualWeight(),
    risk: cappedRisk({}),
    execution: new ImmediateExecution(),
  }
}

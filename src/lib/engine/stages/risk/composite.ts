import type { TradingContext } from '../context'
import type { RiskManagementModel } from './contract'
import { type Proposal, type Resized, type RiskVerdict, approve, resize } from './verdict'

/**
 * A chain: each model judges what the ones before it left. The first refusal ends it; of several
 * resizings the last is the strictest and gives the reason.
 */
export class RiskChain implements RiskManagementModel {
  readonly name = 'chain'
  readonly #models: readonly RiskManagementModel[]

  constructor(models: readonly RiskManagementModel[]) {
    this.#models = models
  }

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    let current = proposal
    let resized: Resized | undefined
    for (const model of this.#models) {
      const verdict = model.assess(current, context)
      if (verdict.verdict === 'refused') return { ...verdict, asked: proposal }
      if (verdict.verdict === 'resized') resized = verdict
      current = verdict.proposal
    }
    return resized === undefined ? approve(proposal) : resize(proposal, current.change, resized.reason)
  }
}

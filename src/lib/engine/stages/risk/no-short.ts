import { quantityUnits } from '../../../core/product'
import type { TradingContext } from '../context'
import type { RiskManagementModel } from './contract'
import { type Proposal, type RiskVerdict, approve, refuse } from './verdict'

/** Nothing is sold that is not held. Figures: units asked, units held. */
export class NoShort implements RiskManagementModel {
  readonly name = 'no-short'

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    const held = context.holding(proposal.product)
    if (proposal.change + held >= 0) return approve(proposal)
    const requested = quantityUnits(-proposal.change)
    const reason = { rule: this.name, figure: requested, threshold: held }
    return refuse(proposal, reason, { type: 'insufficient-holdings', requested, held })
  }
}

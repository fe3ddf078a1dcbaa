import { FRESH_FOR } from '../../freshness'
import type { TradingContext } from '../context'
import type { RiskManagementModel } from './contract'
import { type Proposal, type RiskVerdict, approve, refuse } from './verdict'

/** A stale price trades nothing; exits may be changed all the same. Figure: the quote's age, ms. */
export class FreshQuote implements RiskManagementModel {
  readonly name = 'fresh-quote'

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    if (proposal.change === 0 || context.isFresh(proposal.product)) return approve(proposal)
    const quote = context.freshness(proposal.product)
    if (quote.type === 'no-price') {
      return refuse(proposal, this.#figures(Number.MAX_SAFE_INTEGER), { type: 'no-live-price' })
    }
    return refuse(proposal, this.#figures(quote.age), { type: 'stale-price', age: quote.age })
  }

  #figures(figure: number): { rule: string; figure: number; threshold: number } {
    return { rule: this.name, figure, threshold: FRESH_FOR }
  }
}

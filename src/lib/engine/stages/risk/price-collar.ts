import type { TradingContext } from '../context'
import type { RiskManagementModel } from './contract'
import { type Proposal, type RiskVerdict, approve, refuse } from './verdict'

const WHOLE = 10_000

/**
 * An order is refused when its quote, the ask of a purchase or the bid of a sale, moved by more than so
 * many basis points since the snapshot its agent decided on, up or down; and when there was none in it.
 * Exact. Figures: basis points of the quote that was seen; the largest whole double when none was.
 */
export class PriceCollar implements RiskManagementModel {
  readonly name = 'price-collar'

  constructor(private readonly basisPoints: number) {}

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    const { product, change } = proposal
    if (change === 0) return approve(proposal)
    const seen = change > 0 ? context.seenAsk(product) : context.seenBid(product)
    const quote = change > 0 ? context.ask(product) : context.bid(product)
    if (Number.isNaN(seen) || Number.isNaN(quote)) return this.#refuse(proposal, Number.MAX_SAFE_INTEGER)
    const moved = Math.abs(quote - seen)
    if (BigInt(moved) * BigInt(WHOLE) <= BigInt(seen) * BigInt(this.basisPoints)) return approve(proposal)
    return this.#refuse(proposal, (moved / seen) * WHOLE)
  }

  /** Whoever only asks sees the present quote: it has not moved. */
  preview(proposal: Proposal): RiskVerdict {
    return approve(proposal)
  }

  #refuse(proposal: Proposal, figure: number): RiskVerdict {
    return refuse(proposal, { rule: this.name, figure, threshold: this.basisPoints })
  }
}

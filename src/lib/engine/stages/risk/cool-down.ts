import type { ProductIndex } from '../../../core/product'
import type { DurationMs } from '../../../core/time'
import type { TradingContext } from '../context'
import type { OrderOrigin, RiskManagementModel } from './contract'
import type { RiskReport } from './report'
import { type Proposal, type RiskVerdict, approve, refuse } from './verdict'

/**
 * After a sale at a loss, whoever made it, nothing is bought for so long. Figures: ms passed since the
 * sale, of the span's.
 */
export class CoolDown implements RiskManagementModel {
  readonly name = 'cool-down'
  #lossAt = Number.NEGATIVE_INFINITY

  constructor(private readonly span: DurationMs) {}

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    const passed = context.time - this.#lossAt
    if (proposal.change <= 0 || passed >= this.span) return approve(proposal)
    return refuse(proposal, { rule: this.name, figure: passed, threshold: this.span })
  }

  ordered(
    _product: ProductIndex,
    change: number,
    filled: boolean,
    _origin: OrderOrigin,
    context: TradingContext,
  ): void {
    if (filled && change < 0 && context.fillRealised < 0n) this.#lossAt = context.time
  }

  /** Only while it holds. */
  report(context: TradingContext, report: RiskReport): void {
    const figure = context.time - this.#lossAt
    if (figure < this.span) report.gauge({ rule: this.name, figure, threshold: this.span })
  }
}

import { type ProductIndex, productIndex } from '../../../core/product'
import type { DurationMs } from '../../../core/time'
import type { TradingContext } from '../context'
import type { OrderOrigin, RiskManagementModel } from './contract'
import type { RiskReport } from './report'
import { type Proposal, type RiskVerdict, approve, refuse } from './verdict'

const LONG_AGO = Number.NEGATIVE_INFINITY

/**
 * A product just bought is not sold, one just sold not bought, for so long after its last fill, whoever
 * wanted that. Figures: ms passed since the fill, of the span's.
 */
export class ReversalInterval implements RiskManagementModel {
  readonly name = 'reversal'
  /** Of each product's last fill: when, and the sign of its change. */
  readonly #times: Float64Array
  readonly #signs: Int8Array

  constructor(
    private readonly span: DurationMs,
    productCount: number,
  ) {
    this.#times = new Float64Array(productCount).fill(LONG_AGO)
    this.#signs = new Int8Array(productCount)
  }

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    const { product, change } = proposal
    const passed = this.#passed(product, context)
    const reverses = change * (this.#signs[product] ?? 0) < 0
    if (!reverses || passed >= this.span) return approve(proposal)
    return refuse(proposal, { rule: this.name, figure: passed, threshold: this.span })
  }

  ordered(
    product: ProductIndex,
    change: number,
    filled: boolean,
    _origin: OrderOrigin,
    context: TradingContext,
  ): void {
    if (!filled) return
    this.#times[product] = context.time
    this.#signs[product] = Math.sign(change)
  }

  /** Only of products for which it holds. */
  report(context: TradingContext, report: RiskReport): void {
    for (let index = 0; index < this.#times.length; index += 1) {
      const product = productIndex(index)
      const figure = this.#passed(product, context)
      if (figure < this.span) report.gauge({ rule: this.name, product, figure, threshold: this.span })
    }
  }

  #passed(product: ProductIndex, context: TradingContext): number {
    return context.time - (this.#times[product] ?? LONG_AGO)
  }
}

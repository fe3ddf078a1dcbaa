import type { ProductIndex } from '../../../core/product'
import type { TradingContext } from '../context'
import type { OrderOrigin, RiskManagementModel } from './contract'
import type { RiskReport } from './report'
import { type Proposal, type RiskVerdict, approve, refuse } from './verdict'

const MINUTE = 60_000
const LONG_AGO = Number.NEGATIVE_INFINITY

/**
 * At most so many orders by signals, bought and sold, filled or cancelled, within any 60 s. Figures: the
 * orders within 60 s, the one that is judged included.
 */
export class OrderRate implements RiskManagementModel {
  readonly name = 'order-rate'
  /** When the latest orders were placed; `#next` is the oldest of them. */
  readonly #times: Float64Array
  #next = 0

  constructor(private readonly most: number) {
    this.#times = new Float64Array(most).fill(LONG_AGO)
  }

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    const isFull = context.time - (this.#times[this.#next] ?? LONG_AGO) < MINUTE
    if (proposal.change === 0 || !isFull) return approve(proposal)
    return refuse(proposal, { rule: this.name, figure: this.most + 1, threshold: this.most })
  }

  ordered(
    _product: ProductIndex,
    _change: number,
    _filled: boolean,
    origin: OrderOrigin,
    context: TradingContext,
  ): void {
    if (origin === 'risk') return
    this.#times[this.#next] = context.time
    this.#next = (this.#next + 1) % this.most
  }

  report(context: TradingContext, report: RiskReport): void {
    const figure = this.#times.filter((time) => context.time - time < MINUTE).length
    report.gauge({ rule: this.name, figure, threshold: this.most })
  }
}

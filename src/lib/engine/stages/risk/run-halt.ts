import { type ProductIndex, productIndex } from '../../../core/product'
import type { TimeMs } from '../../../core/time'
import type { RuleFigures } from '../../../accounts/portfolio-view'
import type { TradingContext } from '../context'
import type { QuietBand, RiskOrders } from './contract'
import type { RiskReport } from './report'
import { type Proposal, type RiskVerdict, approve, refuse } from './verdict'

/** The state of a run that a limit has stopped: all is sold, nothing is bought until it is lifted. */
export class RunHalt {
  #halted: { readonly reason: RuleFigures; readonly since: TimeMs } | undefined
  /** Holdings whose sale was asked for. */
  readonly #asked: Uint8Array
  /** Whether there may be holdings whose sale was not. */
  #open = false

  constructor(productCount: number) {
    this.#asked = new Uint8Array(productCount)
  }

  get isOn(): boolean {
    return this.#halted !== undefined
  }

  /** Purchases are refused with the figures that stopped the run. */
  assess(proposal: Proposal): RiskVerdict {
    if (this.#halted === undefined || proposal.change <= 0) return approve(proposal)
    return refuse(proposal, this.#halted.reason)
  }

  begin(reason: RuleFigures, context: TradingContext, orders: RiskOrders): void {
    this.#halted = { reason, since: context.time }
    this.#asked.fill(0)
    this.#open = true
    orders.halt(reason)
    this.sell(context, orders)
  }

  /** Asks for the sale of every holding, once until it changes. */
  sell(context: TradingContext, orders: RiskOrders): void {
    if (this.#halted === undefined || !this.#open) return
    this.#open = false
    for (let index = 0; index < this.#asked.length; index += 1) {
      const product = productIndex(index)
      if (this.#asked[index] === 1 || context.holding(product) === 0) continue
      this.#asked[index] = 1
      orders.liquidate(product, this.#halted.reason)
    }
  }

  /** The holding of the product changed. */
  changed(product: ProductIndex): void {
    this.#asked[product] = 0
    this.#open = true
  }

  lift(): void {
    this.#halted = undefined
  }

  /** While holdings are to be asked for, every equity needs a look; then none does. */
  narrowEquity(band: QuietBand): void {
    if (this.#open) closeBand(band)
  }

  report(report: RiskReport): void {
    if (this.#halted !== undefined) report.halt(this.#halted.reason, this.#halted.since)
  }
}

/** Leaves no value quiet. */
export function closeBand(band: QuietBand): void {
  band.below = Number.POSITIVE_INFINITY
  band.above = Number.NEGATIVE_INFINITY
}

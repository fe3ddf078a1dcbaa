import type { RuleGauge } from '../../../accounts/portfolio-view'
import type { ProductIndex } from '../../../core/product'
import type { TradingContext } from '../context'
import type { OrderOrigin, QuietBand, RiskManagementModel, RiskOrders } from './contract'
import { EquityFloor, equityNow } from './equity-floor'
import type { RiskReport } from './report'
import { RunHalt, closeBand } from './run-halt'
import type { Proposal, RiskVerdict } from './verdict'

/**
 * Sells everything and refuses purchases when equity falls by more than so many basis points from its
 * highest, looked at from the first proposal or price on. Re-armed, the peak is the equity of that moment.
 * Figures: basis points of the peak.
 */
export class RunDrawdown implements RiskManagementModel {
  readonly name = 'run-drawdown'
  readonly #floor: EquityFloor
  readonly #halt: RunHalt
  #begun = false
  #isRearmed = false
  /** Whether a fill has changed equity since it was compared with the peak. */
  #isChanged = false

  constructor(basisPoints: number, productCount: number) {
    this.#floor = new EquityFloor(basisPoints)
    this.#halt = new RunHalt(productCount)
  }

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    this.#begin(context)
    return this.#halt.assess(proposal)
  }

  preview(proposal: Proposal): RiskVerdict {
    return this.#halt.assess(proposal)
  }

  watch(product: ProductIndex, context: TradingContext, orders: RiskOrders): void {
    if (this.#halt.isOn) {
      this.#halt.sell(context, orders)
      return
    }
    this.#begin(context)
    if (context.equity >= this.#floor.nearBase) this.#raise(product, context)
    else if (this.#floor.isPassed(context)) this.#halt.begin(this.#gauge(context), context, orders)
  }

  /** What the account is worth is looked at when all its prices are of one moment. */
  watchPrices(): void {
    // Nothing within a bar.
  }

  ordered(product: ProductIndex, _change: number, filled: boolean, _origin: OrderOrigin): void {
    if (!filled) return
    this.#isChanged = true
    this.#halt.changed(product)
  }

  narrowEquity(band: QuietBand): void {
    if (this.#halt.isOn) {
      this.#halt.narrowEquity(band)
    } else if (this.#begun) {
      band.below = Math.max(band.below, this.#floor.clear)
      band.above = Math.min(band.above, this.#floor.nearBase)
    } else {
      closeBand(band)
    }
  }

  rearm(context: TradingContext): void {
    if (!this.#halt.isOn) return
    this.#halt.lift()
    this.#floor.setBase(context.exactEquity)
    this.#isRearmed = true
  }

  report(context: TradingContext, report: RiskReport): void {
    report.gauge({ ...this.#gauge(context), ...(this.#isRearmed ? { rearmed: true } : {}) })
    this.#halt.report(report)
  }

  #begin(context: TradingContext): void {
    if (this.#begun) return
    const equity = equityNow(context)
    if (equity === undefined) return
    this.#begun = true
    this.#floor.setBase(equity)
  }

  /**
   * The price of a product that is not held changes no equity: a run at its peak with nothing held stays
   * there.
   */
  #raise(product: ProductIndex, context: TradingContext): void {
    if (!this.#isChanged && context.holding(product) === 0) return
    this.#isChanged = !this.#floor.raise(context)
  }

  #gauge({ equity }: TradingContext): RuleGauge {
    return { rule: this.name, figure: this.#floor.fallOf(equity), threshold: this.#floor.basisPoints }
  }
}

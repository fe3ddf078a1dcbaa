import type { RuleGauge } from '../../../accounts/portfolio-view'
import type { Decimal } from '../../../core/decimal'
import type { ProductIndex } from '../../../core/product'
import type { TradingContext } from '../context'
import type { OrderOrigin, QuietBand, RiskManagementModel, RiskOrders } from './contract'
import { EquityFloor, equityNow } from './equity-floor'
import type { RiskReport } from './report'
import { RunHalt, closeBand } from './run-halt'
import type { Proposal, RiskVerdict } from './verdict'

const DAY = 86_400_000
const UNSEEN = Number.NEGATIVE_INFINITY

/**
 * Sells everything and refuses purchases when equity falls by more than so many basis points within a UTC
 * day of match time. The day's base is the equity at its first look; re-armed, that of the moment. A new
 * day does not re-arm. Figures: basis points of the base.
 */
export class DailyLoss implements RiskManagementModel {
  readonly name = 'daily-loss'
  readonly #floor: EquityFloor
  readonly #halt: RunHalt
  /** When the day of the base ends. */
  #dayEnds = UNSEEN
  /** Whether the base is of a re-arm, not of the day's beginning. */
  #isRearmed = false

  constructor(basisPoints: number, productCount: number) {
    this.#floor = new EquityFloor(basisPoints)
    this.#halt = new RunHalt(productCount)
  }

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    this.#beginDay(context)
    return this.#halt.assess(proposal)
  }

  preview(proposal: Proposal): RiskVerdict {
    return this.#halt.assess(proposal)
  }

  watch(_product: ProductIndex, context: TradingContext, orders: RiskOrders): void {
    if (this.#halt.isOn) {
      this.#halt.sell(context, orders)
      return
    }
    this.#beginDay(context)
    if (this.#floor.isPassed(context)) this.#halt.begin(this.#gauge(context), context, orders)
  }

  /** What the account is worth is looked at when all its prices are of one moment. */
  watchPrices(): void {
    // Nothing within a bar.
  }

  ordered(product: ProductIndex, _change: number, filled: boolean, _origin: OrderOrigin): void {
    if (filled) this.#halt.changed(product)
  }

  narrowEquity(band: QuietBand): void {
    if (this.#halt.isOn) this.#halt.narrowEquity(band)
    else if (this.#dayEnds === UNSEEN) closeBand(band)
    else band.below = Math.max(band.below, this.#floor.clear)
  }

  /** At midnight the base is taken anew. */
  dueAt(): number {
    return this.#halt.isOn || this.#dayEnds === UNSEEN ? Number.POSITIVE_INFINITY : this.#dayEnds
  }

  rearm(context: TradingContext): void {
    if (!this.#halt.isOn) return
    this.#halt.lift()
    this.#setBase(context.exactEquity, context)
    this.#isRearmed = true
  }

  report(context: TradingContext, report: RiskReport): void {
    report.gauge({ ...this.#gauge(context), ...(this.#isRearmed ? { rearmed: true } : {}) })
    this.#halt.report(report)
  }

  #beginDay(context: TradingContext): void {
    if (context.time < this.#dayEnds || this.#halt.isOn) return
    const equity = equityNow(context)
    if (equity !== undefined) this.#setBase(equity, context)
  }

  #setBase(equity: Decimal, { time }: TradingContext): void {
    this.#floor.setBase(equity)
    this.#isRearmed = false
    this.#dayEnds = (Math.floor(time / DAY) + 1) * DAY
  }

  #gauge({ equity }: TradingContext): RuleGauge {
    return { rule: this.name, figure: this.#floor.fallOf(equity), threshold: this.#floor.basisPoints }
  }
}

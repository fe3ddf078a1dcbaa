import type { PriceTicks, ProductIndex } from '../../../core/product'
import type { RuleFigures } from '../../../accounts/portfolio-view'
import type { TradingContext } from '../context'
import type { RiskReport } from './report'
import type { Proposal, RiskVerdict } from './verdict'

/** What the pipeline asks of its fourth stage. */
export interface RiskJudge {
  readonly name: string
  /** A change of 0 proposes only exits. */
  assess(proposal: Proposal, context: TradingContext): RiskVerdict
}

/**
 * Fourth stage: judges proposed changes of holdings, and between decisions looks at every price, where it may
 * have positions sold by itself. It never emits signals. Models chain, and may wrap one another; each sees
 * a proposal as those before it left it.
 *
 * What a model remembers must follow from what it was told through this interface, in order: a replay tells it
 * the same again. Nothing may throw.
 */
export interface RiskManagementModel extends RiskJudge {
  /**
   * As {@link assess}, of a proposal that nobody has made: changes nothing. Left out where assess changes nothing,
   * and goes by nothing that only a decision has.
   */
  preview?(proposal: Proposal, context: TradingContext): RiskVerdict
  /**
   * A price of the product came, or the clock moved; never while the match is paused. Called at least for
   * every price outside {@link narrow}'s band and every equity outside {@link narrowEquity}'s, and from
   * {@link dueAt} on.
   */
  watch?(product: ProductIndex, context: TradingContext, orders: RiskOrders): void
  /** An order of the run was settled: `change` in units, signed. `origin`: who wanted it. */
  ordered?(
    product: ProductIndex,
    change: number,
    filled: boolean,
    origin: OrderOrigin,
    context: TradingContext,
  ): void
  /**
   * As {@link watch} at a price within a bar, where what the account is worth is not known. Models without it
   * go by prices alone and are given {@link watch}.
   */
  watchPrices?(product: ProductIndex, context: TradingContext, orders: RiskOrders): void
  /** Narrows the band of last prices of the product (in ticks) that need no look. */
  narrow?(product: ProductIndex, context: TradingContext, band: QuietBand): void
  /** The last price rose to this through prices that needed no look; told to models that took a band's trail. */
  raise?(product: ProductIndex, price: number): void
  /** Narrows the band of equity (in dollars, doubles) that needs no look. */
  narrowEquity?(band: QuietBand): void
  /** From this instant on a look is needed whatever the prices are; infinite when there is none. */
  dueAt?(): number
  /** The operator lets the run buy again. */
  rearm?(context: TradingContext): void
  /** Tells where its limits stand. */
  report?(context: TradingContext, report: RiskReport): void
}

export type OrderOrigin = 'signal' | 'risk'

/** Values strictly between the two need no look. */
export interface QuietBand {
  below: number
  above: number
  /** Where the asker can move `below` along by itself. */
  readonly trail?: Trail
}

/**
 * A lower edge that follows the price: from `raises` on each new high is a peak, and `below` at least the highest
 * price that lies more than so many basis points below it. Free while `basisPoints` is 0.
 */
export interface Trail {
  basisPoints: number
  raises: number
}

/** What a model has done by itself. */
export interface RiskOrders {
  /** Sells the whole holding, now or at the first fresh quote. `level`: the price its stop stood at. */
  liquidate(product: ProductIndex, reason: RuleFigures, level?: PriceTicks): void
  /** A limit of the whole run was passed: says so in the log. The model itself refuses purchases from then on. */
  halt(reason: RuleFigures): void
}

import type { ExitOrder, ExitPlan } from '../../../accounts/exit-plan'
import { type PriceTicks, type ProductIndex, priceTicks, productIndex } from '../../../core/product'
import { type DurationMs, type TimeMs, timeMs } from '../../../core/time'
import type { TradingContext } from '../context'
import type { OrderOrigin, QuietBand, RiskManagementModel, RiskOrders } from './contract'
import { type Proposal, type RiskVerdict, approve, refuse } from './verdict'

/** Columns of a product without a plan, or whose sale was asked for. */
const NO_STOP = 0
const NO_TARGET = Number.POSITIVE_INFINITY
const NOT_DUE = Number.POSITIVE_INFINITY

/**
 * The exits agents set with their signals: per product a stop-loss, a take-profit and a time stop, which
 * sell the whole position. They belong to the position and go with its last unit. Figures: prices in ticks,
 * instants in ms.
 */
export class AgentExits implements RiskManagementModel {
  readonly name = 'exits'
  readonly #plans: (ExitPlan | undefined)[]
  readonly #stops: Float64Array
  readonly #targets: Float64Array
  readonly #dues: Float64Array
  /** Whether the sale of the product was asked for: its plan rests until that is settled, and nothing takes it back. */
  readonly #asked: Uint8Array
  /** The earliest of the dues. */
  #nextDue = NOT_DUE
  #isIdle = true

  constructor(productCount: number) {
    this.#plans = Array.from({ length: productCount }, () => undefined)
    this.#stops = new Float64Array(productCount).fill(NO_STOP)
    this.#targets = new Float64Array(productCount).fill(NO_TARGET)
    this.#dues = new Float64Array(productCount).fill(NOT_DUE)
    this.#asked = new Uint8Array(productCount)
  }

  /** Whether no exit of any product is armed. */
  get isIdle(): boolean {
    return this.#isIdle
  }

  /** What the agent has set for the product's position; undefined when nothing. */
  planOf(product: ProductIndex): ExitPlan | undefined {
    return this.#plans[product]
  }

  /**
   * A signal's exits take effect, its time stop from now on; answers what then holds. `reason` replaces the
   * one before. Without a holding nothing is set.
   */
  order(
    product: ProductIndex,
    exits: ExitOrder,
    reason: string | undefined,
    context: TradingContext,
  ): ExitPlan {
    if (context.holding(product) === 0) return {}
    const plan = changedPlan(this.#plans[product] ?? {}, exits, reason, context.time)
    const { stopLoss, takeProfit, timeStopAt } = plan
    const isSet = stopLoss !== undefined || takeProfit !== undefined || timeStopAt !== undefined
    this.#plans[product] = isSet ? plan : undefined
    this.#arm(product)
    return isSet ? plan : {}
  }

  /** A sale of all there is leaves nothing for exits to protect, so it may name any. */
  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    const { product, change, exits } = proposal
    if (exits === undefined) return approve(proposal)
    const held = context.holding(product)
    if (held === 0 && change <= 0) {
      const reason = { rule: 'no-position', figure: held, threshold: 1 }
      return refuse(proposal, reason, { type: 'no-position' })
    }
    if (held + change === 0) return approve(proposal)
    return onWrongSide(proposal, exits, context.last(product)) ?? approve(proposal)
  }

  watch(product: ProductIndex, context: TradingContext, orders: RiskOrders): void {
    this.#look(product, context, orders)
    if (context.time < this.#nextDue) return
    for (let index = 0; index < this.#dues.length; index += 1) {
      if (context.time >= (this.#dues[index] ?? NOT_DUE)) this.#look(productIndex(index), context, orders)
    }
  }

  ordered(
    product: ProductIndex,
    _change: number,
    filled: boolean,
    origin: OrderOrigin,
    context: TradingContext,
  ): void {
    if (this.#plans[product] === undefined) return
    // What the exchange would not take has been tried; a plan that stayed would sell the next purchase too.
    const isSpent = context.holding(product) === 0 || (!filled && origin === 'risk')
    if (!isSpent) return
    this.#plans[product] = undefined
    this.#asked[product] = 0
    this.#arm(product)
  }

  narrow(product: ProductIndex, _context: TradingContext, band: QuietBand): void {
    band.below = Math.max(band.below, this.#stops[product] ?? NO_STOP)
    band.above = Math.min(band.above, this.#targets[product] ?? NO_TARGET)
  }

  dueAt(): number {
    return this.#nextDue
  }

  /**
   * Asks for the sale once, for every exit that calls for it now; then rests until the position or plan
   * changes.
   */
  #look(product: ProductIndex, context: TradingContext, orders: RiskOrders): void {
    const [last, { time }] = [context.last(product), context]
    const stop = this.#stops[product] ?? NO_STOP
    const target = this.#targets[product] ?? NO_TARGET
    const due = this.#dues[product] ?? NOT_DUE
    if (!(last <= stop || last >= target || time >= due)) return
    this.#asked[product] = 1
    this.#arm(product)
    if (last <= stop) {
      orders.liquidate(product, { rule: 'stop-loss', figure: last, threshold: stop }, priceTicks(stop))
    }
    if (last >= target) {
      orders.liquidate(product, { rule: 'take-profit', figure: last, threshold: target }, priceTicks(target))
    }
    if (time >= due) orders.liquidate(product, { rule: 'time-stop', figure: time, threshold: due })
  }

  #arm(product: ProductIndex): void {
    const plan = this.#asked[product] === 1 ? undefined : this.#plans[product]
    this.#stops[product] = plan?.stopLoss ?? NO_STOP
    this.#targets[product] = plan?.takeProfit ?? NO_TARGET
    this.#setDue(product, plan?.timeStopAt ?? NOT_DUE)
    const isUnset =
      this.#stops.every((stop) => stop === NO_STOP) && this.#targets.every((at) => at === NO_TARGET)
    this.#isIdle = isUnset && this.#nextDue === NOT_DUE
  }

  #setDue(product: ProductIndex, due: number): void {
    if (this.#dues[product] === due) return
    this.#dues[product] = due
    this.#nextDue = Math.min(...this.#dues)
  }
}

function changedPlan(plan: ExitPlan, exits: ExitOrder, reason: string | undefined, now: TimeMs): ExitPlan {
  const stopLoss = changed(plan.stopLoss, exits.stopLoss)
  const takeProfit = changed(plan.takeProfit, exits.takeProfit)
  const { timeStop } = exits
  const due = timeStop === undefined || timeStop === 'none' ? timeStop : dueAfter(now, timeStop)
  const timeStopAt = changed(plan.timeStopAt, due)
  const words = reason ?? plan.reason
  return {
    ...(stopLoss === undefined ? {} : { stopLoss }),
    ...(takeProfit === undefined ? {} : { takeProfit }),
    ...(timeStopAt === undefined ? {} : { timeStopAt }),
    ...(words === undefined ? {} : { reason: words }),
  }
}

/** However long the span is, an instant. */
function dueAfter(now: TimeMs, span: DurationMs): TimeMs {
  return timeMs(Math.min(now + span, Number.MAX_SAFE_INTEGER))
}

function changed<Value extends number>(
  held: Value | undefined,
  order: Value | 'none' | undefined,
): Value | undefined {
  if (order === undefined) return held
  return order === 'none' ? undefined : order
}

function isPrice(order: PriceTicks | 'none' | undefined): order is PriceTicks {
  return order !== undefined && order !== 'none'
}

function wrongSide(
  proposal: Proposal,
  exit: 'stop-loss' | 'take-profit',
  level: PriceTicks,
  last: number,
): RiskVerdict {
  const reason = { rule: exit, figure: last, threshold: level }
  return refuse(proposal, reason, { type: 'exit-wrong-side', exit, level, price: priceTicks(last) })
}

function onWrongSide(proposal: Proposal, exits: ExitOrder, last: number): RiskVerdict | undefined {
  const { stopLoss, takeProfit } = exits
  if (isPrice(stopLoss) && stopLoss >= last) return wrongSide(proposal, 'stop-loss', stopLoss, last)
  if (isPrice(takeProfit) && takeProfit <= last) return wrongSide(proposal, 'take-profit', takeProfit, last)
  return undefined
}

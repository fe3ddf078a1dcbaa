import type { ProductIndex } from '../../../core/product'
import type { TradingContext } from '../context'
import type { OrderOrigin, QuietBand, RiskManagementModel, RiskOrders } from './contract'
import type { RiskReport } from './report'
import { type Proposal, type Refused, type Resized, type RiskVerdict, approve, resize } from './verdict'

const NONE: readonly Resized[] = []

/**
 * A chain: each model judges what the ones before it left. The first refusal ends it; of several resizings
 * the last is the strictest and gives the reason, and those before it are kept. All models look at every
 * price. A chain is a model, so chains chain, and models may wrap them.
 */
export class RiskChain implements RiskManagementModel {
  readonly name = 'chain'
  readonly #models: readonly RiskManagementModel[]
  /** Those that look at prices, and those that narrow what needs a look: asked far more often than the others. */
  readonly #watchers: readonly RiskManagementModel[]
  readonly #narrowers: readonly RiskManagementModel[]
  /** Those that follow what was ordered: told of every fill. */
  readonly #followers: readonly RiskManagementModel[]

  constructor(models: readonly RiskManagementModel[]) {
    this.#models = models
    this.#watchers = models.filter((model) => model.watch !== undefined)
    this.#narrowers = models.filter((model) => model.narrow !== undefined)
    this.#followers = models.filter((model) => model.ordered !== undefined)
  }

  assess(proposal: Proposal, context: TradingContext): RiskVerdict {
    return this.#judge(proposal, context, false)
  }

  preview(proposal: Proposal, context: TradingContext): RiskVerdict {
    return this.#judge(proposal, context, true)
  }

  #judge(proposal: Proposal, context: TradingContext, isPreview: boolean): RiskVerdict {
    let current = proposal
    let cuts = NONE
    for (const model of this.#models) {
      const previewed = isPreview ? model.preview?.(current, context) : undefined
      const verdict = previewed ?? model.assess(current, context)
      if (verdict.verdict === 'refused') return refusedAfter(cuts, verdict, proposal)
      if (verdict.verdict === 'resized') cuts = [...cuts, ...cutsOf(verdict)]
      current = verdict.proposal
    }
    const last = cuts.at(-1)
    if (last === undefined) return approve(proposal)
    return { ...resize(proposal, current.change, last.reason), earlier: cuts.slice(0, -1) }
  }

  watch(product: ProductIndex, context: TradingContext, orders: RiskOrders): void {
    for (const model of this.#watchers) model.watch?.(product, context, orders)
  }

  watchPrices(product: ProductIndex, context: TradingContext, orders: RiskOrders): void {
    for (const model of this.#watchers) {
      if (model.watchPrices === undefined) model.watch?.(product, context, orders)
      else model.watchPrices(product, context, orders)
    }
  }

  raise(product: ProductIndex, price: number): void {
    for (const model of this.#narrowers) model.raise?.(product, price)
  }

  ordered(
    product: ProductIndex,
    change: number,
    filled: boolean,
    origin: OrderOrigin,
    context: TradingContext,
  ): void {
    for (const model of this.#followers) model.ordered?.(product, change, filled, origin, context)
  }

  narrow(product: ProductIndex, context: TradingContext, band: QuietBand): void {
    for (const model of this.#narrowers) model.narrow?.(product, context, band)
  }

  narrowEquity(band: QuietBand): void {
    for (const model of this.#models) model.narrowEquity?.(band)
  }

  dueAt(): number {
    let due = Number.POSITIVE_INFINITY
    for (const model of this.#models) due = Math.min(due, model.dueAt?.() ?? due)
    return due
  }

  rearm(context: TradingContext): void {
    for (const model of this.#models) model.rearm?.(context)
  }

  report(context: TradingContext, report: RiskReport): void {
    for (const model of this.#models) model.report?.(context, report)
  }
}

/** A resizing as single cuts, each of what the one before it left. */
function cutsOf({ asked, proposal, reason, earlier }: Resized): readonly Resized[] {
  const left = earlier.at(-1)?.proposal ?? asked
  return [...earlier, resize(left, proposal.change, reason)]
}

function refusedAfter(cuts: readonly Resized[], verdict: Refused, asked: Proposal): Refused {
  return { ...verdict, asked, earlier: [...cuts, ...verdict.earlier] }
}

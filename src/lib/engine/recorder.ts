import type { ExitPlan } from '../accounts/exit-plan'
import type { Ledger } from '../accounts/ledger'
import type { RuleFigures } from '../accounts/portfolio-view'
import type { Decimal } from '../core/decimal'
import type { PriceTicks, ProductIndex, QuantityUnits } from '../core/product'
import type { DerivedEvent, Refusal, RunIndex, Side } from './events'
import type { RiskVerdict } from './stages/risk/verdict'

/** Where the fold says what follows from an input, in order. One makes events, another writes bytes. */
export interface Recorder {
  riskJudged(run: RunIndex, verdict: RiskVerdict, chain: string): void
  /** The risk stage itself sells a holding, or will. */
  riskActed(run: RunIndex, act: RiskAct): void
  tradingHalted(run: RunIndex, reason: RuleFigures): void
  exitsChanged(run: RunIndex, product: ProductIndex, exits: ExitPlan): void
  signalRefused(run: RunIndex, tick: number, ordinal: number, refusal: Refusal): void
  orderPlaced(run: RunIndex, order: number, product: ProductIndex, side: Side, quantity: QuantityUnits): void
  /** The fill just posted: value, fee and what it realised are the ledger's `fill…`. */
  orderFilled(
    run: RunIndex,
    order: number,
    product: ProductIndex,
    side: Side,
    quantity: QuantityUnits,
    price: PriceTicks,
    ledger: Ledger,
  ): void
  orderCancelled(run: RunIndex, order: number, refusal: Refusal): void
  equitySampled(run: RunIndex, equity: Decimal): void
}

/** A sale of a whole holding by the risk stage. */
export interface RiskAct {
  readonly verdict: 'liquidated' | 'waiting'
  readonly product: ProductIndex
  readonly quantity: QuantityUnits
  readonly reason: RuleFigures
  readonly level?: PriceTicks
}

/** From most inputs nothing follows. */
const NOTHING: readonly DerivedEvent[] = []

/** Makes a {@link DerivedEvent} of each. */
export class EventRecorder implements Recorder {
  #events: DerivedEvent[] = []

  /** What was recorded since the last call. */
  take(): readonly DerivedEvent[] {
    if (this.#events.length === 0) return NOTHING
    const events = this.#events
    this.#events = []
    return events
  }

  riskJudged(run: RunIndex, verdict: RiskVerdict, chain: string): void {
    const asked = verdict.verdict === 'approved' ? verdict.proposal : verdict.asked
    const to = verdict.verdict === 'refused' ? 0 : verdict.proposal.change
    const reason = verdict.verdict === 'approved' ? { rule: chain, figure: 0, threshold: 0 } : verdict.reason
    const { rule, figure, threshold } = reason
    const { product, change: from } = asked
    const { verdict: kind } = verdict
    this.#events.push({ type: 'RiskEvent', run, product, verdict: kind, rule, figure, threshold, from, to })
  }

  riskActed(run: RunIndex, { verdict, product, quantity, reason, level }: RiskAct): void {
    const { rule, figure, threshold } = reason
    const judged = { type: 'RiskEvent', run, product, verdict, rule, figure, threshold } as const
    const to = quantity === 0 ? 0 : -quantity
    this.#events.push({ ...judged, from: 0, to, ...(level === undefined ? {} : { level }) })
  }

  tradingHalted(run: RunIndex, { rule, figure, threshold }: RuleFigures): void {
    this.#events.push({ type: 'TradingHalted', run, rule, figure, threshold })
  }

  exitsChanged(run: RunIndex, product: ProductIndex, exits: ExitPlan): void {
    this.#events.push({ type: 'ExitsChanged', run, product, exits })
  }

  signalRefused(run: RunIndex, tick: number, ordinal: number, refusal: Refusal): void {
    this.#events.push({ type: 'SignalRefused', run, tick, ordinal, refusal })
  }

  orderPlaced(
    run: RunIndex,
    order: number,
    product: ProductIndex,
    side: Side,
    quantity: QuantityUnits,
  ): void {
    this.#events.push({ type: 'OrderPlaced', run, order, product, side, quantity })
  }

  orderFilled(
    run: RunIndex,
    order: number,
    product: ProductIndex,
    side: Side,
    quantity: QuantityUnits,
    price: PriceTicks,
    ledger: Ledger,
  ): void {
    this.#events.push({
      type: 'OrderFilled',
      run,
      order,
      product,
      side,
      quantity,
      price,
      notional: ledger.fillNotional,
      fee: ledger.fillFee,
      realised: ledger.fillRealised,
      cash: ledger.cash(run),
    })
  }

  orderCancelled(run: RunIndex, order: number, refusal: Refusal): void {
    this.#events.push({ type: 'OrderCancelled', run, order, refusal })
  }

  equitySampled(run: RunIndex, equity: Decimal): void {
    this.#events.push({ type: 'EquitySampled', run, equity })
  }
}

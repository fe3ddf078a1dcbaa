import type { Ledger } from '../accounts/ledger'
import type { Decimal } from '../core/decimal'
import type { PriceTicks, ProductIndex, QuantityUnits } from '../core/product'
import type { DerivedEvent, Refusal, RunIndex, Side } from './events'
import type { RiskVerdict } from './stages/risk/verdict'

/** Where the fold says what follows from an input, in order. One makes events, another writes bytes. */
export interface Recorder {
  riskJudged(run: RunIndex, verdict: RiskVerdict, chain: string): void
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

/** Makes a {@link DerivedEvent} of each. */
export class EventRecorder implements Recorder {
  #events: DerivedEvent[] = []

  /** What was recorded since the last call. */
  take(): readonly DerivedEvent[] {
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

import type { ProductIndex, QuantityUnits } from '../core/product'
import type { RunAccount } from './run-account'
import type { Recorder } from './recorder'
import type { RiskLayer } from './risk-layer'
import type { Side } from './events'
import type { AlphaContext, AlphaModel } from './stages/alpha/contract'
import { type NamedExits, SignalQueue } from './stages/alpha/signal-queue'
import type { ExecutionModel, Venue } from './stages/execution/contract'
import type { PortfolioConstructionModel } from './stages/portfolio/contract'
import type { OrderOrigin, RiskJudge } from './stages/risk/contract'
import type { Proposal } from './stages/risk/verdict'
import type { UniverseSelectionModel } from './stages/universe/contract'

/** One model for each of the five stages. */
export interface Stages {
  readonly universe: UniverseSelectionModel
  readonly alpha: AlphaModel
  readonly portfolio: PortfolioConstructionModel
  readonly risk: RiskJudge
  readonly execution: ExecutionModel
}

/**
 * The five stages of one run. `decide` asks the alpha what it wants; `settle` takes that through the
 * other four at the market's present quotes. Live, one follows the other at once; on bars, a decision
 * taken at a close is settled at the next open. Between decisions the risk layer acts by itself and sells
 * through here. Rules [P1]–[P8] of SPEC.md.
 */
export class Pipeline {
  /** Of the decision that is being made or settled; may be exchanged between the two. */
  signals = new SignalQueue()
  readonly #desk: Venue
  #waiting: number[] = []
  #fills = 0

  /** `layer`: the risk stage where it does more than judge; runs without stops and exits have none. */
  constructor(
    private readonly stages: Stages,
    private readonly account: RunAccount,
    private readonly venue: Venue,
    private readonly recorder: Recorder,
    private readonly layer?: RiskLayer,
  ) {
    this.#desk = {
      placeOrder: (product, side, quantity) => this.#place(product, side, quantity, 'signal'),
    }
    layer?.sellBy((product) => this.#place(product, 'sell', account.holding(product), 'risk'))
  }

  decide(context: AlphaContext): void {
    this.stages.alpha.update(context, this.signals)
  }

  /** Settles every queued signal. `tick` and `firstOrdinal` name them in refusals. */
  settle(tick: number, firstOrdinal: number): void {
    const { signals } = this
    this.account.beginDecision(tick)
    for (let index = 0; index < signals.count; index += 1) {
      if (this.#waitsForSales(index)) this.#waiting.push(index)
      else this.#settleOne(index, tick, firstOrdinal + index)
    }
    if (this.#waiting.length > 0) {
      for (const index of this.#waiting) this.#settleOne(index, tick, firstOrdinal + index)
      this.#waiting = []
    }
    signals.clear()
  }

  /** Of several signals by weight, sales come first: their proceeds pay for the purchases. */
  #waitsForSales(index: number): boolean {
    const { signals, account } = this
    if (signals.count === 1 || !signals.isWeight(index)) return false
    const worth = account.positionValue(signals.product(index))
    return signals.weightOf(index) * account.decisionEquity > worth
  }

  #settleOne(index: number, tick: number, ordinal: number): void {
    const { stages, account, signals } = this
    const product = signals.product(index)
    if (!stages.universe.contains(product)) {
      this.recorder.signalRefused(account.run, tick, ordinal, { type: 'unknown-product' })
      return
    }
    if (!stages.portfolio.speaks(signals, index)) return
    const change = stages.portfolio.change(signals, index, account)
    const named = this.layer === undefined ? undefined : signals.exitsOf(index)
    if (change !== 0 || named !== undefined) {
      this.#propose(product, change, named, tick, ordinal)
    } else if (!signals.isWeight(index)) {
      this.recorder.signalRefused(account.run, tick, ordinal, { type: 'quantity-not-positive' })
    }
  }

  #propose(
    product: ProductIndex,
    change: number,
    named: NamedExits | undefined,
    tick: number,
    ordinal: number,
  ): void {
    const { account, recorder, layer, stages } = this
    // The risk stage says a change of exits alone as 0, never as -0.
    const signed = change === 0 ? 0 : change
    const proposal: Proposal =
      named === undefined ? { product, change: signed } : { product, change: signed, exits: named.exits }
    const verdict = stages.risk.assess(proposal, account)
    if (change !== 0 || verdict.verdict === 'refused') {
      recorder.riskJudged(account.run, verdict, stages.risk.name)
    }
    if (verdict.verdict === 'refused') {
      recorder.signalRefused(account.run, tick, ordinal, verdict.refusal)
      return
    }
    const before = this.#fills
    if (change !== 0) stages.execution.execute(verdict, this.#desk)
    if (named !== undefined && (change === 0 || this.#fills > before)) layer?.takeExits(product, named)
  }

  #place(product: ProductIndex, side: Side, quantity: QuantityUnits, origin: OrderOrigin): boolean {
    const filled = this.venue.placeOrder(product, side, quantity)
    if (filled) this.#fills += 1
    this.layer?.ordered(product, side === 'buy' ? quantity : -quantity, filled, origin)
    return filled
  }
}

import type { RunAccount } from './run-account'
import type { Recorder } from './recorder'
import type { AlphaContext, AlphaModel } from './stages/alpha/contract'
import { SignalQueue } from './stages/alpha/signal-queue'
import type { ExecutionModel, Venue } from './stages/execution/contract'
import type { PortfolioConstructionModel } from './stages/portfolio/contract'
import type { RiskManagementModel } from './stages/risk/contract'
import type { UniverseSelectionModel } from './stages/universe/contract'

/** One model for each of the five stages. */
export interface Stages {
  readonly universe: UniverseSelectionModel
  readonly alpha: AlphaModel
  readonly portfolio: PortfolioConstructionModel
  readonly risk: RiskManagementModel
  readonly execution: ExecutionModel
}

/**
 * The five stages of one run. `decide` asks the alpha what it wants; `settle` takes that through the
 * other four at the market's present quotes. Live, one follows the other at once; on bars, a decision
 * taken at a close is settled at the next open. Rules [P1]–[P6] of SPEC.md.
 */
export class Pipeline {
  readonly signals = new SignalQueue()
  #waiting: number[] = []

  constructor(
    private readonly stages: Stages,
    private readonly account: RunAccount,
    private readonly venue: Venue,
    private readonly recorder: Recorder,
  ) {}

  decide(context: AlphaContext): void {
    this.stages.alpha.update(context, this.signals)
  }

  /** Settles every queued signal. `tick` and `firstOrdinal` name them in refusals. */
  settle(tick: number, firstOrdinal: number): void {
    const { signals } = this
    this.account.beginDecision()
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
    if (change === 0) {
      if (!signals.isWeight(index)) {
        this.recorder.signalRefused(account.run, tick, ordinal, { type: 'quantity-not-positive' })
      }
      return
    }
    const verdict = stages.risk.assess({ product, change }, account)
    this.recorder.riskJudged(account.run, verdict, stages.risk.name)
    if (verdict.verdict === 'refused') {
      this.recorder.signalRefused(account.run, tick, ordinal, verdict.refusal)
      return
    }
    stages.execution.execute(verdict, this.venue)
  }
}

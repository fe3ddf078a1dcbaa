import type { DecisionRecord } from '../../agents/decision'
import type { Engine } from '../../engine/engine'
import { type DerivedEvent, type InputEvent, type RunIndex, runIndex } from '../../engine/events'
import type { LoggedStep } from '../../engine/log/step-codec'
import type { ActivityRow, TradeRow } from '../../../workers/api/view'
import { type ActivityDraft, rowOfCommand, rowsOfDecision } from './activity-rows'
import { EquityHistory } from './equity-history'
import { UsageBook } from './model-rows'
import { type OrderFilled, rowOfFill, tradeOf } from './fill-rows'
import { type RiskEvent, rowOfRisk } from './risk-rows'
import { RowHistory } from './row-history'
import { SkipNotices } from './skip-notices'
import { ToldCuts } from './told-cuts'

const TRADES_KEPT = 1000
const ACTIVITY_KEPT = 500

/** Match time between two points of the equity curves, before thinning. */
const EQUITY_SPACING_MS = 5000

type DecisionClosed = InputEvent & { type: 'DecisionClosed' }
type ModelCallSettled = InputEvent & { type: 'ModelCallSettled' }

/** A match told for viewers: the rows of its trade log, its feed and its curves, grown step by step. */
export class Chronicle {
  readonly trades = new RowHistory<TradeRow>(TRADES_KEPT)
  readonly activity = new RowHistory<ActivityRow>(ACTIVITY_KEPT)
  readonly equity = new EquityHistory(EQUITY_SPACING_MS)

  readonly #skipped = new Map<number, number>()
  readonly #usage = new UsageBook()
  readonly #skipNotices = new SkipNotices()
  readonly #toldCuts = new ToldCuts()

  constructor(private readonly engine: Engine) {}

  /** To be called right after the engine has folded the step. */
  follow(step: LoggedStep, decision?: DecisionRecord): void {
    const { input } = step
    this.#tellDerived(step)
    this.#tellInput(input, decision)
    const sampled = input.type === 'TickPublished' || input.type === 'CommandIssued'
    if (sampled || (input.type === 'TickerReceived' && this.equity.wants(input.time))) {
      this.#samplePoint(input.time)
    }
  }

  /** Ticks this agent did not get to decide on because it was still busy with an earlier one. */
  skippedTicks(run: RunIndex): number {
    return this.#skipped.get(run) ?? 0
  }

  #samplePoint(time: number): void {
    const values = this.engine.runs.map((_, index) => this.engine.equity(runIndex(index)))
    this.equity.add({ time, values })
  }

  #tellDerived(step: LoggedStep): void {
    const { config } = this.engine
    // What the layer sells is recorded as its verdicts, one or more, right before their order.
    let causes: readonly RiskEvent[] = []
    for (const event of step.derived) {
      if (event.type === 'RiskEvent' && event.verdict === 'liquidated') causes = [...causes, event]
      const isTold = config.formatVersion < 3 || this.#isToldCut(step.input, event)
      const row = isTold ? undefined : rowOfRisk(event, causes, config.products)
      if (row !== undefined) this.#add(step.input.time, row)
      if (event.type === 'OrderFilled') this.#tellFill(step, event, causes)
      if (event.type === 'OrderFilled' || event.type === 'OrderCancelled') causes = []
    }
  }

  /** Whether the event is a cut like one that was told of the same decision. */
  #isToldCut(input: InputEvent, event: DerivedEvent): boolean {
    if (input.type !== 'SignalSubmitted' || event.type !== 'RiskEvent') return false
    return event.verdict === 'resized' && !this.#toldCuts.isNew(event, input.signal)
  }

  #tellInput(input: InputEvent, decision: DecisionRecord | undefined): void {
    if (input.type === 'ModelCallSettled') this.#tellCall(input)
    if (input.type === 'DecisionClosed') this.#tellDecision(input, decision)
    if (input.type === 'CommandIssued') {
      this.#add(input.time, rowOfCommand(input.command, this.engine.runs))
    }
    if (input.type === 'FeedStateChanged') {
      this.#add(input.time, { run: undefined, kind: 'notice', text: input.detail })
    }
    if (input.type === 'TickSkipped') {
      if (input.reason === 'superseded') this.#skipped.set(input.run, this.skippedTicks(input.run) + 1)
      const text = this.#skipNotices.skipped(input.run, input.tick, input.reason)
      if (text !== undefined) this.#add(input.time, { run: input.run, kind: 'notice', text })
    }
  }

  /** Rows once told are not changed: what came too late for its decision's row gets one of its own. */
  #tellCall({ time, call }: ModelCallSettled): void {
    const late = this.#usage.settle(call)
    if (late === undefined) return
    const { run, tick } = call
    const text = `A model call of tick ${tick} ended after its decision; this is what it cost besides.`
    this.#add(time, { run, kind: 'notice', text, tick, usage: late })
  }

  #tellDecision(
    { time, decision: { run, tick } }: DecisionClosed,
    decision: DecisionRecord | undefined,
  ): void {
    const usage = this.#usage.close(run, tick)
    this.#skipNotices.decided(run)
    if (decision === undefined) return
    for (const row of rowsOfDecision(run, decision, usage)) this.#add(time, row)
  }

  /** `causes`: the verdicts by which the risk layer made the trade; none for what an agent asked for. */
  #tellFill(step: LoggedStep, fill: OrderFilled, causes: readonly RiskEvent[]): void {
    const spec = this.engine.config.products[fill.product]
    if (spec === undefined) return
    const signal =
      causes.length === 0 && step.input.type === 'SignalSubmitted' ? step.input.signal : undefined
    const place = { id: this.trades.total, seq: step.seq, time: step.input.time }
    this.trades.add({ ...place, ...tradeOf(fill, spec, signal, causes[0]) })
    // A sale by the layer is told with its reason already.
    if (causes.length === 0) this.#add(step.input.time, rowOfFill(fill, spec, signal))
  }

  #add(time: number, draft: ActivityDraft): void {
    this.activity.add({ id: this.activity.total, time, ...draft })
  }
}

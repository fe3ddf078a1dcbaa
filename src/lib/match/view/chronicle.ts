import { decimalToString } from '../../core/decimal'
import type { DecisionRecord } from '../../agents/decision'
import type { Engine, Step } from '../../engine/engine'
import { type DerivedEvent, type InputEvent, type RunIndex, runIndex } from '../../engine/events'
import { formatPrice, formatQuantity, formatUsd } from '../../market/price-format'
import type { ActivityRow, TradeRow } from '../../../workers/api/view'
import { type ActivityDraft, rowOfCommand, rowsOfDecision } from './activity-rows'
import { EquityHistory } from './equity-history'
import { UsageBook } from './model-rows'
import { RowHistory } from './row-history'
import { SkipNotices } from './skip-notices'

const TRADES_KEPT = 1000
const ACTIVITY_KEPT = 500

/** Match time between two points of the equity curves, before thinning. */
const EQUITY_SPACING_MS = 5000

type OrderFilled = DerivedEvent & { type: 'OrderFilled' }
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

  constructor(private readonly engine: Engine) {}

  /** To be called right after the engine has folded the step. */
  follow(step: Step, decision?: DecisionRecord): void {
    const { input } = step
    for (const derived of step.derived) {
      if (derived.type === 'OrderFilled') this.#tellFill(step, derived)
    }
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

  #tellFill(step: Step, fill: OrderFilled): void {
    const spec = this.engine.config.products[fill.product]
    if (spec === undefined) return
    const { time } = step.input
    const latency = step.input.type === 'SignalSubmitted' ? step.input.signal.latency : undefined
    this.trades.add({
      id: this.trades.total,
      seq: step.seq,
      time,
      run: fill.run,
      side: fill.side,
      product: fill.product,
      quantity: formatQuantity(spec, fill.quantity),
      price: formatPrice(spec, fill.price),
      value: decimalToString(fill.notional),
      fee: decimalToString(fill.fee),
      latency,
    })
    const what = `${formatQuantity(spec, fill.quantity)} ${spec.id} @ $${formatPrice(spec, fill.price)}`
    const text = `${what} → ${formatUsd(fill.notional)} (fee ${formatUsd(fill.fee)})`
    this.#add(time, {
      run: fill.run,
      kind: 'trade',
      side: fill.side,
      text,
      ...(latency === undefined ? {} : { latency }),
    })
  }

  #add(time: number, draft: ActivityDraft): void {
    this.activity.add({ id: this.activity.total, time, ...draft })
  }
}

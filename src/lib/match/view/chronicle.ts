import { decimalToString } from '../../core/decimal'
import type { DecisionRecord } from '../../agents/decision'
import type { MatchConfig } from '../../engine/config'
import type { Engine, Step } from '../../engine/engine'
import { type DerivedEvent, type InputEvent, type RunIndex, runIndex } from '../../engine/events'
import { formatPrice, formatQuantity, formatUsd } from '../../market/price-format'
import type { ActivityRow, TradeRow } from '../../../workers/api/view'
import { type ActivityDraft, rowOfCommand, rowsOfDecision } from './activity-rows'
import { EquityHistory } from './equity-history'
import { RowHistory } from './row-history'

const TRADES_KEPT = 1000
const ACTIVITY_KEPT = 500

/** Match time between two points of the equity curves, before thinning. */
const EQUITY_SPACING_MS = 5000

type OrderFilled = DerivedEvent & { type: 'OrderFilled' }

/** A match told for viewers: the rows of its trade log, its feed and its curves, grown step by step. */
export class Chronicle {
  readonly trades = new RowHistory<TradeRow>(TRADES_KEPT)
  readonly activity = new RowHistory<ActivityRow>(ACTIVITY_KEPT)
  readonly equity = new EquityHistory(EQUITY_SPACING_MS)

  readonly #skipped = new Map<number, number>()

  constructor(
    private readonly config: MatchConfig,
    private readonly engine: Engine,
  ) {}

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
    const values = this.config.runs.map((_, index) => this.engine.equity(runIndex(index)))
    this.equity.add({ time, values })
  }

  #tellInput(input: InputEvent, decision: DecisionRecord | undefined): void {
    if (input.type === 'DecisionClosed' && decision !== undefined) {
      for (const row of rowsOfDecision(input.decision.run, decision)) this.#add(input.time, row)
    }
    if (input.type === 'CommandIssued') this.#add(input.time, rowOfCommand(input.command))
    if (input.type === 'FeedStateChanged') {
      this.#add(input.time, { run: undefined, kind: 'notice', text: input.detail })
    }
    if (input.type === 'TickSkipped') {
      if (input.reason === 'superseded') this.#skipped.set(input.run, this.skippedTicks(input.run) + 1)
      const text = `Tick ${input.tick} was skipped: ${SKIP_WORDS[input.reason]}.`
      this.#add(input.time, { run: input.run, kind: 'notice', text })
    }
  }

  #tellFill(step: Step, fill: OrderFilled): void {
    const spec = this.config.products[fill.product]
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

const SKIP_WORDS = {
  superseded: 'the agent was still deciding, and a newer tick came',
  'worker-restarting': 'the agent was being restarted',
  'match-ended': 'the match ended first',
} as const

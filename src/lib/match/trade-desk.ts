import type { DurationMs, TimeMs } from '../core/time'
import type { TradeRequest } from '../agents/decision'
import type { RunIndex, Signal, SignalOutcome } from '../engine/events'
import { outcomeOf } from '../engine/outcome'
import type { FeedIntake } from './feed-intake'
import type { Journal } from './journal'
import type { FeedPort } from './ports'

/** What the desk must know of the agent that asks. */
export interface TradeContext {
  /** Whether the decision the trade belongs to is still open. */
  isOpen(run: RunIndex, tick: number): boolean
  /** Wall time since the decision's snapshot. */
  openFor(run: RunIndex): DurationMs
  matchTime(): TimeMs
}

/**
 * Takes an agent's trade: makes sure of a fresh quote, logs the signal, and answers what became of it
 * only once that is durable. A trade of a decision already closed is refused unlogged: it never was
 * a signal of the match.
 */
export class TradeDesk {
  constructor(
    private readonly journal: Journal,
    private readonly intake: FeedIntake,
    private readonly feed: FeedPort,
    private readonly context: TradeContext,
  ) {}

  async execute(run: RunIndex, request: TradeRequest): Promise<SignalOutcome> {
    if (!this.context.isOpen(run, request.tick)) return this.#late(request)
    await this.#refreshQuote(request)
    if (!this.context.isOpen(run, request.tick)) return this.#late(request)
    const time = this.context.matchTime()
    const signal = signalOf(run, request, this.context.openFor(run))
    const step = this.journal.write({ type: 'SignalSubmitted', time, signal })
    await this.journal.durable()
    return outcomeOf(step)
  }

  /** An old quote is asked for anew before the signal is logged; only if that fails will it be refused. */
  async #refreshQuote(request: TradeRequest): Promise<void> {
    // Exits alone are judged by the last price and trade nothing.
    if (request.quantity === 0) return
    if (this.intake.confirmFresh(request.product, this.context.matchTime())) return
    const ticker = await this.feed.refreshQuote(request.product)
    if (ticker !== undefined) this.intake.take({ type: 'ticker', time: this.context.matchTime(), ticker })
  }

  #late(request: TradeRequest): SignalOutcome {
    const { product, side } = request
    return { status: 'refused', product, side, refusal: { type: 'late' } }
  }
}

function signalOf(run: RunIndex, request: TradeRequest, latency: DurationMs): Signal {
  const { tick, ordinal, product, side, quantity, exits, reason } = request
  return {
    ...{ run, tick, ordinal, product, side, quantity, latency },
    ...(exits === undefined ? {} : { exits }),
    ...(reason === undefined ? {} : { reason }),
  }
}

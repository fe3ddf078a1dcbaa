import type { Clock } from '../core/clock'
import { type Result, err, ok } from '../core/result'
import { StoreFailure } from '../core/store-failure'
import { type TimeMs, addTime, durationMs } from '../core/time'
import type { ProductIndex } from '../core/product'
import type { MatchConfig, RunConfig } from '../engine/config'
import type { Engine } from '../engine/engine'
import type { OperatorCommand, RunIndex } from '../engine/events'
import type { EventLog } from '../engine/log/event-log'
import type { FeedCounters } from '../market/feed-event'
import type { RosterChange } from '../../workers/api/agents'
import type { MatchView } from '../../workers/api/view'
import type { ChatNode } from '../llm/chat-node'
import { AgentCrew } from './agent-crew'
import { decisionBudget } from './decision-budget'
import { DecisionClerk } from './decision-clerk'
import { FeedIntake } from './feed-intake'
import { describeHead } from './head'
import { Journal } from './journal'
import { MatchPulse, type PulseContext } from './match-pulse'
import { type DeskContext, ModelDesk } from './model-desk'
import { type MatchBooks, newBooks, tellReaders } from './match-books'
import type { AgentFactory, AgentHost, FeedPort, MatchStore, ModelPort } from './ports'
import type { RestoredMatch } from './restore'
import { type RiskContext, RiskWatch } from './risk-watch'
import { RosterDesk } from './roster-desk'
import { TickPublisher } from './tick-publisher'
import { TickSchedule } from './tick-schedule'
import { type TradeContext, TradeDesk } from './trade-desk'
import type { Chronicle } from './view/chronicle'
import { describeStill } from './view/still-view'
import { MatchWriter } from './writer'

const LEFT = 'This tab no longer conducts the match.'
const BROKEN = 'A defect stopped this match. Reload the page to go on from its log, or start a new match.'

export interface SessionPorts {
  readonly clock: Clock
  readonly feed: FeedPort
  readonly agents: AgentFactory
  readonly models: ModelPort
  readonly store: MatchStore
}

/** Called when storage refuses to write; the match stands still until `resume`. Must not throw. */
export type HaltListener = (failure: StoreFailure) => void

/**
 * Conducts one match: feed in, ticks out to the agents, their trades through the engine, every step
 * into the journal, and nothing leaves before it is durable. It knows ports only, so it runs unchanged in a worker
 * and in a simulation.
 */
export class MatchSession {
  readonly engine: Engine
  readonly log: EventLog
  readonly chronicle: Chronicle
  readonly crew: AgentCrew
  readonly models: ModelDesk
  readonly schedule: TickSchedule
  readonly writer: MatchWriter
  /** The match before this session did anything: as configured, or as its log left it. */
  readonly opening: MatchView
  readonly #books: MatchBooks
  readonly #journal: Journal
  readonly #intake: FeedIntake
  readonly #desk: TradeDesk
  readonly #roster: RosterDesk
  readonly #clerk: DecisionClerk
  readonly #pulse: MatchPulse
  readonly #risk: RiskWatch
  #broken = false
  #released = false

  private constructor(
    readonly config: MatchConfig,
    prompts: ReadonlyMap<string, string>,
    private readonly ports: SessionPorts,
    private readonly onHalt: HaltListener,
    restored: RestoredMatch | undefined,
  ) {
    const books = restored ?? newBooks()
    this.#books = books
    this.engine = books.engine
    this.log = books.log
    this.chronicle = books.chronicle
    const head = () => describeHead(this.engine, this.log, config, ports.clock.now())
    this.writer = new MatchWriter(ports.store, ports.clock, head, (failure) => this.#halted(failure))
    this.#journal = new Journal(
      this.engine,
      this.log,
      this.writer,
      (step, record) => tellReaders(books, step, record),
      (cause) => this.#broke(cause),
    )
    this.schedule = new TickSchedule(config.interval, this.engine.lastTickAt)
    this.#intake = new FeedIntake(this.#journal, restored?.engine.time ?? config.startedAt)
    const context = this.#deskContext()
    this.#desk = new TradeDesk(this.#journal, this.#intake, ports.feed, context)
    this.#risk = new RiskWatch(this.#journal, this.#intake, ports, context)
    this.models = new ModelDesk(this.#journal, ports.models, context)
    if (restored === undefined) this.#begin(prompts)
    this.opening = describeStill(this, ports.store.durable, '')
    this.#clerk = new DecisionClerk(this.#journal, books.openTicks, () => this.matchTime())
    this.crew = this.#createCrew()
    this.#pulse = this.#createPulse(context)
    this.#roster = new RosterDesk({
      ...books,
      journal: this.#journal,
      crew: this.crew,
      matchTime: () => this.matchTime(),
      refusal: () => this.#refusal(),
    })
  }

  /**
   * Starts a new match; its first event is queued for storage when this returns. `prompts`: the system
   * prompts its runs name, by hash.
   */
  static start(
    config: MatchConfig,
    prompts: ReadonlyMap<string, string>,
    ports: SessionPorts,
    onHalt: HaltListener,
  ): MatchSession {
    const session = new MatchSession(config, prompts, ports, onHalt, undefined)
    session.#pulse.open()
    return session
  }

  /**
   * Goes on with a match its writer left: open decisions are closed as abandoned, never run again, and
   * a live market's gap is recorded. `standing` leaves it paused, for a person to decide.
   */
  static resume(
    restored: RestoredMatch,
    ports: SessionPorts,
    onHalt: HaltListener,
    standing: boolean,
  ): MatchSession {
    const session = new MatchSession(restored.engine.config, new Map(), ports, onHalt, restored)
    const leftAt = restored.engine.time
    for (const { run } of session.crew.slots) session.#clerk.abandonOpen(run, leftAt)
    session.#intake.recordGap(leftAt, session.matchTime())
    if (standing && session.engine.status === 'running') session.#command({ kind: 'pause' })
    // Its time may have run out meanwhile; then its feed need not be opened.
    session.#endIfOver()
    if (session.engine.status === 'ended') session.#pulse.close()
    else session.#pulse.open()
    return session
  }

  /** Live: the wall clock, never earlier than the log. Demo and recording: as far as the tape has come. */
  matchTime(): TimeMs {
    const market = this.#intake.matchTime
    if (this.config.source !== 'coinbase') return market
    const now = this.ports.clock.now()
    return now > market ? now : market
  }

  durable(): Promise<void> {
    return this.#journal.durable()
  }

  pause(): Result<undefined, string> {
    if (this.#released) return err(this.#broken ? BROKEN : LEFT)
    if (this.engine.status !== 'running') return err('The match is not running.')
    this.#command({ kind: 'pause' })
    this.ports.feed.setPaused(true)
    return ok(undefined)
  }

  /** Ends a pause, or, after storage failed, tries again to write what waits. */
  resume(): Result<undefined, string> {
    if (this.#released) return err(this.#broken ? BROKEN : LEFT)
    if (this.writer.halted) {
      this.#goOnWriting()
      return ok(undefined)
    }
    if (this.engine.status !== 'paused') return err('The match is not paused.')
    this.#risk.confirmQuotes()
    this.#command({ kind: 'resume' })
    this.ports.feed.setPaused(false)
    this.schedule.resumed(this.matchTime())
    return ok(undefined)
  }

  /** In effect from each agent's next tick on. */
  changeRoster(change: RosterChange, nodes: readonly ChatNode[]): Result<undefined, string> {
    return this.#roster.change(change, nodes)
  }

  /** A chat node was edited: its runs go on with what it is now, from their next tick. */
  nodeChanged(node: ChatNode): void {
    this.#roster.nodeChanged(node)
  }

  /** `usd`: what all model calls of the match may cost together; `0` stops them. */
  setSpendCap(usd: string): Result<undefined, string> {
    return this.#roster.setSpendCap(usd)
  }

  /** Marks the match at last prices and freezes it. */
  end(reason: 'operator' | 'duration' | 'superseded'): Result<undefined, string> {
    const refusal = this.#refusal()
    if (refusal !== undefined) return err(refusal)
    for (const slot of this.crew.slots) {
      slot.stop()
      // A tick published but not yet durable has not reached its slots.
      this.#clerk.skipOpen(slot.run, 'match-ended')
    }
    this.#command({ kind: 'end', reason })
    this.#pulse.close()
    return ok(undefined)
  }

  /** Lets go without a word in the log: another writer has the match, or the page closes. */
  dispose(): void {
    this.#released = true
    this.#pulse.close()
    this.models.release()
    for (const slot of this.crew.slots) slot.release()
  }

  /** Storage refuses to write, an invariant broke, or another writer has the match: it stands still here. */
  get halted(): boolean {
    return this.writer.halted || this.#released
  }

  /** Match milliseconds per wall millisecond now. */
  get speed(): number {
    return this.crew.modelsThinking ? 1 : (this.config.demo?.speed ?? 1)
  }

  /** The feed's own latest sentence; finer than the states in the log. */
  get feedDetail(): string {
    return this.#pulse.feedDetail
  }

  feedCounters(): FeedCounters {
    return this.ports.feed.counters()
  }

  /** Whether a trade of this product would now meet a fresh quote, for display. */
  looksFresh(product: ProductIndex): boolean {
    return this.#intake.looksFresh(product, this.matchTime())
  }

  #begin(prompts: ReadonlyMap<string, string>): void {
    const fresh = this.#books.prompts.take([...prompts].map(([hash, text]) => ({ hash, text })))
    this.#journal.write({ type: 'MatchStarted', time: this.config.startedAt, config: this.config }, fresh)
  }

  #createCrew(): AgentCrew {
    return new AgentCrew(
      { ...this.ports, ...this.#books },
      {
        hostOf: (run, config) => this.#hostOf(run, config),
        obstacleTo: (run) => this.models.obstacleTo(run)?.reason,
        budgetOf: (run) => decisionBudget(this.config, this.engine.runs[run]?.model),
        decisionClosed: (run, record) => {
          this.#guarded(() => this.#clerk.closed(run, record))
          this.models.decisionClosed(run)
        },
        tickSkipped: (run, tick, reason) => this.#clerk.skipped(run, tick, reason),
        modelsThinking: (thinking) => this.ports.feed.setThinking(thinking),
      },
    )
  }

  #createPulse(context: PulseContext): MatchPulse {
    const [journal, intake, risk] = [this.#journal, this.#intake, this.#risk]
    const { schedule, crew, ports } = this
    const publisher = new TickPublisher(journal, intake, schedule, crew)
    return new MatchPulse({ ...ports, journal, intake, risk, schedule, crew, publisher, context })
  }

  #deskContext(): TradeContext & DeskContext & RiskContext & PulseContext {
    return {
      isOpen: (run, tick) => this.crew.slot(run)?.isOpen(tick) ?? false,
      openFor: (run) => this.crew.slot(run)?.openFor() ?? durationMs(0),
      timeLeft: (run) => this.crew.slot(run)?.timeLeft() ?? durationMs(0),
      matchTime: () => this.matchTime(),
      isHalted: () => this.halted,
      isRunning: () => this.#isRunning,
      guarded: (run) => this.#guarded(run),
      endIfOver: () => this.#endIfOver(),
    }
  }

  #hostOf(run: RunIndex, config: RunConfig): AgentHost {
    return {
      executeTrade: (request) => this.#desk.execute(run, request),
      getPortfolio: () => Promise.resolve(this.engine.portfolio(run, this.matchTime())),
      complete: (tick, request) => this.models.complete(run, config, tick, request),
    }
  }

  /** A defect of ours: nothing more is folded or shown, and the log up to here is kept. */
  #broke(cause: unknown): void {
    if (this.#broken) return
    this.#broken = true
    this.dispose()
    const reason = cause instanceof Error ? cause.message : 'no reason given'
    const sentence = `A defect of the arena stopped the match: ${reason}. Its log is kept; reload to go on from it.`
    this.onHalt(new StoreFailure('damaged', sentence))
  }

  /** Without storage the market is let go: whatever it did meanwhile could not be kept. */
  #halted(failure: StoreFailure): void {
    this.ports.feed.close()
    this.onHalt(failure)
  }

  /** Offers the store again what waits, and goes on with the market as after a restart. */
  #goOnWriting(): void {
    this.writer.retry()
    this.#pulse.reopenFeed()
  }

  /** What broke has been told by {@link #broke}; thrown on, it would only restart the worker into it again. */
  #guarded(run: () => void): void {
    try {
      if (!this.#pulse.closed) run()
    } catch (cause) {
      if (!this.#broken) throw cause
    }
  }

  get #isRunning(): boolean {
    return !this.#pulse.closed && !this.writer.halted && this.engine.status === 'running'
  }

  #endIfOver(): void {
    const { duration, startedAt } = this.config
    if (duration === undefined || this.#pulse.closed || this.engine.status !== 'running') return
    if (this.matchTime() >= addTime(startedAt, duration)) this.end('duration')
  }

  /** Why nothing can be changed any more; undefined while it can. */
  #refusal(): string | undefined {
    if (this.#released) return this.#broken ? BROKEN : LEFT
    return this.engine.status === 'ended' ? 'The match has already ended.' : undefined
  }

  #command(command: OperatorCommand): void {
    this.#journal.write({ type: 'CommandIssued', time: this.matchTime(), command })
  }
}

import type { Clock } from '../core/clock'
import { type Result, err, ok } from '../core/result'
import { StoreFailure } from '../core/store-failure'
import { type DurationMs, type TimeMs, addTime, between, durationMs } from '../core/time'
import { type ProductIndex, productIndex } from '../core/product'
import type { DecisionRecord } from '../agents/decision'
import type { MatchConfig } from '../engine/config'
import { Engine } from '../engine/engine'
import type { OperatorCommand, RunIndex, SkipReason } from '../engine/events'
import { EventLog } from '../engine/log/event-log'
import type { FeedCounters, FeedEvent } from '../market/feed-event'
import type { MatchView } from '../../workers/api/view'
import { AgentSlot } from './agent-slot'
import { hashOfDecision } from './decision-hash'
import { FeedIntake } from './feed-intake'
import { describeHead } from './head'
import { Journal, type StepListener } from './journal'
import { OpenTicks, agentRuns } from './open-ticks'
import type { AgentFactory, AgentHost, FeedPort, MatchStore } from './ports'
import type { RestoredMatch } from './restore'
import { TickSchedule } from './tick-schedule'
import { TradeDesk } from './trade-desk'
import { Chronicle } from './view/chronicle'
import { describeStill } from './view/still-view'
import { MatchWriter } from './writer'

/** A decision never takes longer than this, nor more than its share of the interval. */
const LONGEST_DECISION = durationMs(45_000)
const DECISION_SHARE = 0.8

/** At 60× an interval is a second; a shorter budget would only punish a busy machine. */
const SHORTEST_DECISION = durationMs(2000)

/** How often the session looks whether a tick or the end is due when no event tells it. */
const BEAT = durationMs(250)

const BROKEN = 'A defect stopped this match. Reload the page to go on from its log, or start a new match.'

export interface SessionPorts {
  readonly clock: Clock
  readonly feed: FeedPort
  readonly agents: AgentFactory
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
  readonly slots: readonly AgentSlot[]
  readonly schedule: TickSchedule
  readonly writer: MatchWriter
  /** The match before this session did anything: as configured, or as its log left it. */
  readonly opening: MatchView
  readonly #journal: Journal
  readonly #intake: FeedIntake
  readonly #desk: TradeDesk
  readonly #openTicks: OpenTicks
  readonly #slotOf = new Map<RunIndex, AgentSlot>()
  readonly #products: readonly ProductIndex[]
  #cancelBeat: () => void = () => undefined
  #closed = false
  #broken = false
  #released = false
  /** The feed's own latest sentence; finer than the states in the log. */
  feedDetail = ''

  private constructor(
    readonly config: MatchConfig,
    private readonly ports: SessionPorts,
    private readonly onHalt: HaltListener,
    restored: RestoredMatch | undefined,
  ) {
    const agents = agentRuns(config)
    this.engine = restored?.engine ?? new Engine()
    this.log = restored?.log ?? new EventLog()
    this.#openTicks = restored?.openTicks ?? new OpenTicks(agents)
    this.chronicle = restored?.chronicle ?? new Chronicle(config, this.engine)
    this.#products = config.products.map((_, index) => productIndex(index))
    const head = () => describeHead(this.engine, this.log, config, ports.clock.now())
    this.writer = new MatchWriter(ports.store, ports.clock, head, (failure) => this.#halted(failure))
    const follow: StepListener = (step, decision) => {
      this.#openTicks.follow(step)
      this.chronicle.follow(step, decision)
    }
    this.#journal = new Journal(this.engine, this.log, this.writer, follow, (cause) => this.#broke(cause))
    this.schedule = new TickSchedule(config.interval, this.engine.lastTickAt)
    this.#intake = new FeedIntake(this.#journal, restored?.engine.time ?? config.startedAt)
    this.#desk = new TradeDesk(this.#journal, this.#intake, ports.feed, {
      isOpen: (run, tick) => this.#slotOf.get(run)?.isOpen(tick) ?? false,
      openFor: (run) => this.#slotOf.get(run)?.openFor() ?? durationMs(0),
      matchTime: () => this.matchTime(),
    })
    if (restored === undefined) this.#journal.write({ type: 'MatchStarted', time: config.startedAt, config })
    this.opening = describeStill(this, ports.store.durable, '')
    this.slots = agents.map((run) => this.#createSlot(run))
    for (const slot of this.slots) this.#slotOf.set(slot.run, slot)
  }

  /** Starts a new match; its first event is queued for storage when this returns. */
  static start(config: MatchConfig, ports: SessionPorts, onHalt: HaltListener): MatchSession {
    const session = new MatchSession(config, ports, onHalt, undefined)
    session.#open(undefined)
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
    const session = new MatchSession(restored.engine.config, ports, onHalt, restored)
    const leftAt = restored.engine.time
    session.#closeWhatWasOpen(leftAt)
    session.#recordGap(leftAt)
    if (standing && session.engine.status === 'running') session.#command({ kind: 'pause' })
    // Its time may have run out meanwhile; then its feed need not be opened.
    session.#endIfOver()
    if (session.engine.status === 'ended') session.#close()
    else session.#open(session.#resumePoint())
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
    if (this.engine.status !== 'running') return err('The match is not running.')
    this.#command({ kind: 'pause' })
    this.ports.feed.setPaused(true)
    return ok(undefined)
  }

  /** Ends a pause, or, after storage failed, tries again to write what waits. */
  resume(): Result<undefined, string> {
    if (this.#broken) return err(BROKEN)
    if (this.writer.halted) {
      this.#goOnWriting()
      return ok(undefined)
    }
    if (this.engine.status !== 'paused') return err('The match is not paused.')
    this.#command({ kind: 'resume' })
    this.ports.feed.setPaused(false)
    this.schedule.resumed(this.matchTime())
    return ok(undefined)
  }

  /** Marks the match at last prices and freezes it. */
  end(reason: 'operator' | 'duration' | 'superseded'): Result<undefined, string> {
    if (this.#broken) return err(BROKEN)
    if (this.engine.status === 'ended') return err('The match has already ended.')
    for (const slot of this.slots) {
      slot.stop()
      // A tick published but not yet durable has not reached its slots.
      this.#skipOpenTicks(slot.run, 'match-ended')
    }
    this.#command({ kind: 'end', reason })
    this.#close()
    return ok(undefined)
  }

  /** Lets go without a word in the log: another writer has the match, or the page closes. */
  dispose(): void {
    this.#released = true
    this.#close()
    for (const slot of this.slots) slot.release()
  }

  /** Storage refuses to write, an invariant broke, or another writer has the match: it stands still here. */
  get halted(): boolean {
    return this.writer.halted || this.#released
  }

  slot(run: RunIndex): AgentSlot | undefined {
    return this.#slotOf.get(run)
  }

  feedCounters(): FeedCounters {
    return this.ports.feed.counters()
  }

  /** Whether a trade of this product would now meet a fresh quote, for display. */
  looksFresh(product: ProductIndex): boolean {
    return this.#intake.looksFresh(product, this.matchTime())
  }

  #close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancelBeat()
    this.ports.feed.close()
  }

  #createSlot(run: RunIndex): AgentSlot {
    const host: AgentHost = {
      executeTrade: (request) => this.#desk.execute(run, request),
      getPortfolio: () => Promise.resolve(this.engine.portfolio(run, this.matchTime())),
    }
    const labels = this.config.runs[run]?.labels
    if (labels === undefined) throw new RangeError(`no run ${run} in the roster`)
    const port = this.ports.agents.spawn(run, this.config, labels, host)
    return new AgentSlot(run, port, this.ports.clock, {
      decisionClosed: (closed, record) => this.#decisionClosed(closed, record),
      tickSkipped: (skipped, tick, reason) => {
        this.#journal.write({ type: 'TickSkipped', time: this.matchTime(), run: skipped, tick, reason })
      },
    })
  }

  #open(resumeAt: TimeMs | undefined): void {
    this.#openFeed(resumeAt)
    this.#beat()
  }

  #openFeed(resumeAt: TimeMs | undefined): void {
    this.ports.feed.open(this.config, resumeAt, (events) => this.#onEvents(events))
    if (this.engine.status === 'paused') this.ports.feed.setPaused(true)
  }

  /**
   * Where a tape goes on; undefined to hear everything from the beginning: a tape whose first prices never
   * reached the log, and a live market, whose history may not have. What is known is not logged again.
   */
  #resumePoint(): TimeMs | undefined {
    const isPriced = this.#products.some((product) => this.engine.ticker(product) !== undefined)
    return this.config.source !== 'coinbase' && isPriced ? this.engine.time : undefined
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
    if (this.#closed) return
    this.#recordGap(this.#intake.matchTime)
    this.#openFeed(this.#resumePoint())
  }

  #beat(): void {
    if (this.#closed) return
    this.#cancelBeat = this.ports.clock.after(BEAT, () => {
      this.#beat()
      this.#guarded(() => {
        if (this.config.interval > 0 || this.schedule.waitingForPrices) this.#publishIfDue()
        this.#endIfOver()
      })
    })
  }

  /** A halted writer takes nothing more in: what cannot be stored did not happen. */
  #onEvents(events: readonly FeedEvent[]): void {
    this.#guarded(() => {
      for (const event of events) {
        if (this.#closed || this.writer.halted) return
        if (event.type === 'state') this.feedDetail = event.detail
        this.#intake.take(event)
        // Between two events of one slice a tick may fall due; it must see the market of its own instant.
        if (event.type === 'ticker') this.#publishIfDue()
      }
      this.#endIfOver()
    })
  }

  /** What broke has been told by {@link #broke}; thrown on, it would only restart the worker into it again. */
  #guarded(run: () => void): void {
    try {
      run()
    } catch (cause) {
      if (!this.#broken) throw cause
    }
  }

  #publishIfDue(): void {
    if (this.#closed || this.writer.halted || this.engine.status !== 'running') return
    const now = this.matchTime()
    const priced = this.#products.filter((product) => this.engine.ticker(product) !== undefined)
    this.schedule.pricesKnown(now, priced.length, this.#products.length)
    if (!this.schedule.isDue(now)) return
    const fresh = this.#products.filter((product) => this.#intake.confirmFresh(product, now))
    if (fresh.length > 0) this.#publish(now)
  }

  #publish(time: TimeMs): void {
    const tick = this.engine.tick + 1
    this.#journal.write({ type: 'TickPublished', time, tick })
    this.schedule.published(time)
    const snapshot = this.engine.packedSnapshot(time)
    const budget = this.#decisionBudget()
    void this.#journal.durable().then(() => {
      if (this.#closed) return
      for (const slot of this.slots) {
        const portfolio = this.engine.portfolio(slot.run, time)
        slot.offer({ tick, matchTime: time, snapshot: snapshot.slice(), portfolio, budget })
      }
    })
  }

  #decisionBudget(): DurationMs {
    const wallInterval = this.schedule.spacing / (this.config.demo?.speed ?? 1)
    const share = Math.round(wallInterval * DECISION_SHARE)
    return durationMs(Math.min(LONGEST_DECISION, Math.max(SHORTEST_DECISION, share)))
  }

  #decisionClosed(run: RunIndex, record: DecisionRecord): void {
    const { tick, outcome, latency } = record
    const decision = { run, tick, outcome, latency, recordHash: hashOfDecision(record) }
    const time = this.matchTime()
    this.#guarded(() => {
      this.#journal.writeDecision({ type: 'DecisionClosed', time, decision }, { run, tick, record })
    })
  }

  #endIfOver(): void {
    const { duration, startedAt } = this.config
    if (duration === undefined || this.#closed || this.engine.status !== 'running') return
    if (this.matchTime() >= addTime(startedAt, duration)) this.end('duration')
  }

  #command(command: OperatorCommand): void {
    this.#journal.write({ type: 'CommandIssued', time: this.matchTime(), command })
  }

  #closeWhatWasOpen(leftAt: TimeMs): void {
    for (const slot of this.slots) {
      const [inFlight] = this.#openTicks.of(slot.run)
      if (inFlight === undefined) continue
      this.#decisionClosed(slot.run, abandonedRecord(inFlight, leftAt))
      this.#skipOpenTicks(slot.run, 'worker-restarting')
    }
  }

  #skipOpenTicks(run: RunIndex, reason: SkipReason): void {
    for (const tick of [...this.#openTicks.of(run)]) {
      this.#journal.write({ type: 'TickSkipped', time: this.matchTime(), run, tick, reason })
    }
  }

  #recordGap(leftAt: TimeMs): void {
    if (this.config.source !== 'coinbase' || this.engine.status === 'ended') return
    const gap = Math.round(between(leftAt, this.matchTime()) / 1000)
    const detail = `Resumed after ${gap} s without market data.`
    this.#intake.take({ type: 'state', time: this.matchTime(), state: 'connecting', detail })
  }
}

function abandonedRecord(tick: number, matchTime: TimeMs): DecisionRecord {
  return {
    tick,
    matchTime,
    outcome: 'abandoned',
    exchanges: [],
    response: '',
    reasoning: '',
    problem: 'The page was closed or restarted before the decision ended.',
    latency: durationMs(0),
  }
}

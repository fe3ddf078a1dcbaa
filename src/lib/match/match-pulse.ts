import type { Clock } from '../core/clock'
import { type TimeMs, between, durationMs } from '../core/time'
import type { FeedEvent } from '../market/feed-event'
import type { AgentCrew } from './agent-crew'
import type { FeedIntake } from './feed-intake'
import type { Journal } from './journal'
import type { FeedPort } from './ports'
import { repeat } from './repeat'
import type { RiskWatch } from './risk-watch'
import type { TickPublisher } from './tick-publisher'
import type { TickSchedule } from './tick-schedule'

/** How often it looks whether a tick or the end is due when no event tells it. */
const BEAT = durationMs(250)

/** Without a sign of life of its own for so long, the machine slept or the tab was frozen. */
const SLEPT = durationMs(10_000)

/** What the pulse must know of its session. */
export interface PulseContext {
  matchTime(): TimeMs
  /** Whether nothing that comes in could be kept. */
  isHalted(): boolean
  /** Whether the match runs and what happens can be stored. */
  isRunning(): boolean
  /** Runs what comes from outside and may find a defect of ours. */
  guarded(run: () => void): void
  /** Ends the match if its time is over. */
  endIfOver(): void
}

export interface PulseParts {
  readonly clock: Clock
  readonly feed: FeedPort
  readonly journal: Journal
  readonly intake: FeedIntake
  readonly risk: RiskWatch
  readonly schedule: TickSchedule
  readonly publisher: TickPublisher
  readonly crew: AgentCrew
  readonly context: PulseContext
}

/** What moves a match on: the events of its feed, and a beat for what falls due when none come. */
export class MatchPulse {
  /** The feed's own latest sentence; finer than the states in the log. */
  feedDetail = ''
  #closed = false
  #stopBeat: () => void = () => undefined
  /** Wall time of the last sign of life. */
  #awakeAt: TimeMs

  constructor(private readonly parts: PulseParts) {
    this.#awakeAt = parts.clock.now()
  }

  /** Whether it has stopped for good. */
  get closed(): boolean {
    return this.#closed
  }

  open(): void {
    const { clock, context } = this.parts
    this.#openFeed()
    if (!this.#closed) this.#stopBeat = repeat(clock, BEAT, () => context.guarded(() => this.#beat()))
  }

  /** Goes on, after the feed was closed because storage failed, as after a restart. */
  reopenFeed(): void {
    if (this.#closed) return
    const { intake, context } = this.parts
    intake.recordGap(intake.matchTime, context.matchTime())
    this.#openFeed()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#stopBeat()
    this.parts.feed.close()
  }

  #openFeed(): void {
    const { feed, journal, crew } = this.parts
    feed.open(journal.engine.config, this.#resumePoint(), (events) => this.#onEvents(events))
    feed.setThinking(crew.modelsThinking)
    if (journal.engine.status === 'paused') feed.setPaused(true)
  }

  /**
   * Where a tape goes on; undefined to hear everything from the beginning: a tape whose first prices never
   * reached the log, and a live market, whose history may not have. What is known is not logged again.
   */
  #resumePoint(): TimeMs | undefined {
    const { publisher, journal } = this.parts
    const { config, time } = journal.engine
    return config.source !== 'coinbase' && publisher.isPriced ? time : undefined
  }

  /**
   * What waited in line while a live match slept is old, whatever the time at which it comes to light, and must
   * not pass for the market of now: the feed is opened anew, as after a restart. Answers whether it was.
   */
  #wokeUp(): boolean {
    const { clock, journal, feed, context } = this.parts
    const leftAt = this.#awakeAt
    this.#awakeAt = clock.now()
    if (between(leftAt, this.#awakeAt) <= SLEPT || journal.engine.config.source !== 'coinbase') return false
    if (context.isHalted()) return false
    feed.close()
    this.reopenFeed()
    return true
  }

  #beat(): void {
    const { risk, journal, schedule, context } = this.parts
    this.#wokeUp()
    risk.look()
    if (journal.engine.config.interval > 0 || schedule.waitingForPrices) this.#publishIfDue()
    context.endIfOver()
  }

  /** A halted match takes nothing more in: what cannot be stored did not happen. */
  #onEvents(events: readonly FeedEvent[]): void {
    const { context } = this.parts
    context.guarded(() => {
      if (this.#wokeUp()) return
      for (const event of events) {
        if (this.#closed || context.isHalted()) return
        this.#take(event)
      }
      context.endIfOver()
    })
  }

  #take(event: FeedEvent): void {
    const { risk, intake } = this.parts
    if (event.type === 'state') this.feedDetail = event.detail
    risk.before(event.time)
    intake.take(event)
    risk.look()
    // Between two events of one slice a tick may fall due; it must see the market of its own instant.
    if (event.type === 'ticker') this.#publishIfDue()
  }

  #publishIfDue(): void {
    const { journal, publisher, crew, context } = this.parts
    if (!context.isRunning()) return
    const tick = publisher.publishIfDue(context.matchTime())
    if (tick === undefined) return
    void journal.durable().then(() => context.guarded(() => crew.offer(tick)))
  }
}

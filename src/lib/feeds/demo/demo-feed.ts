import type { Clock } from '../../core/clock'
import type { ProductIndex } from '../../core/product'
import { type TimeMs, durationMs, timeMs } from '../../core/time'
import type { MatchConfig } from '../../engine/config'
import type { FeedCounters, FeedEvent } from '../../market/feed-event'
import type { Ticker } from '../../market/types'
import type { FeedPort } from '../../match/ports'
import { DemoTape } from './tape'

const LIVE_DETAIL = 'Demo market: simulated prices.'

/** Wall time between two looks at the tape: at most this, less when the next step is due earlier. */
const LONGEST_WAIT = 250
const SHORTEST_WAIT = 50

/** More wall time than this between two looks means the machine slept: the demo stood still meanwhile. */
const MOST_WALL_PER_LOOK = 2000

/** Match time per wall time while a language model thinks. */
const CLOCK_SPEED = 1

/** Steps skipped in one go when a match is resumed, so that the worker still answers in between. */
const SKIPPED_PER_LOOK = 20_000

type Listener = (events: readonly FeedEvent[]) => void

interface Showing {
  readonly tape: DemoTape
  readonly speed: number
  readonly listener: Listener
  /** Steps up to here are in the log of a resumed match already. */
  readonly skipTo: TimeMs | undefined
}

/**
 * Plays a {@link DemoTape} at its match's speed, and at the clock's while a language model thinks. Events
 * carry match time; the clock is wall time.
 */
export class DemoFeed implements FeedPort {
  readonly #clock: Clock
  #showing: Showing | undefined
  #matchNow = 0
  #lookedAt = 0
  #paused = false
  #thinking = false
  #frames = 0
  #cancel: () => void = () => undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Delivers at once where the market stands: the state, the candles of the hours before, every ticker.
   * With `resumeAt` the tape goes on strictly after it, as if it had never stopped; but what belongs to
   * the match's first instant is told again, since a log may end between it and the match's own start.
   * @throws RangeError when the match was not configured with a seed and a speed
   */
  open(config: MatchConfig, resumeAt: TimeMs | undefined, onEvents: Listener): void {
    const { demo, products, startedAt } = config
    if (demo === undefined) throw new RangeError('a demo match needs a seed and a speed')
    this.close()
    const tape = new DemoTape({ seed: demo.seed, products, startedAt })
    const skipTo = resumeAt === startedAt ? undefined : resumeAt
    this.#showing = { tape, speed: demo.speed, listener: onEvents, skipTo }
    this.#matchNow = resumeAt ?? startedAt
    this.#lookedAt = this.#clock.now()
    this.#frames = 0
    onEvents([{ type: 'state', time: timeMs(this.#matchNow), state: 'live', detail: LIVE_DETAIL }])
    this.#look()
  }

  /** The present quote, at once. */
  refreshQuote(product: ProductIndex): Promise<Ticker | undefined> {
    return Promise.resolve(this.#showing?.tape.ticker(product))
  }

  setPaused(paused: boolean): void {
    if (paused === this.#paused) return
    if (paused) this.#advanceTime()
    this.#paused = paused
    this.#cancel()
    this.#lookedAt = this.#clock.now()
    if (!paused) this.#look()
  }

  /** The next look comes within {@link LONGEST_WAIT} as it is; what passed up to now passed at the old speed. */
  setThinking(thinking: boolean): void {
    if (thinking === this.#thinking) return
    if (!this.#paused) this.#advanceTime()
    this.#thinking = thinking
  }

  counters(): FeedCounters {
    return { frames: this.#frames, malformed: 0, crossed: 0, outOfOrder: 0, reconnects: 0, restFailures: 0 }
  }

  close(): void {
    this.#cancel()
    this.#showing = undefined
  }

  #look(): void {
    const showing = this.#showing
    if (showing === undefined || this.#paused) return
    const caughtUp = this.#skip(showing)
    this.#advanceTime()
    if (caughtUp) this.#deliver(showing)
    // The listener may have paused or closed the feed.
    if (this.#showing === showing && !this.#isPaused()) this.#lookAgain(showing, caughtUp)
  }

  #lookAgain(showing: Showing, caughtUp: boolean): void {
    const due = (showing.tape.nextAt - this.#matchNow) / this.#speedOf(showing)
    const wait = caughtUp ? Math.max(SHORTEST_WAIT, Math.min(LONGEST_WAIT, Math.ceil(due))) : 0
    this.#cancel = this.#clock.after(durationMs(wait), () => this.#look())
  }

  /** Passes over what the log has; answers whether it is all behind. Match time stands still until then. */
  #skip({ tape, skipTo }: Showing): boolean {
    if (skipTo === undefined) return true
    for (let skipped = 0; tape.nextAt <= skipTo; skipped += 1) {
      if (skipped === SKIPPED_PER_LOOK) {
        this.#lookedAt = this.#clock.now()
        return false
      }
      tape.skip()
    }
    return true
  }

  #advanceTime(): void {
    const now = this.#clock.now()
    const passed = Math.max(0, Math.min(MOST_WALL_PER_LOOK, now - this.#lookedAt))
    this.#lookedAt = now
    if (this.#showing !== undefined) this.#matchNow += passed * this.#speedOf(this.#showing)
  }

  #speedOf({ speed }: Showing): number {
    return this.#thinking ? Math.min(CLOCK_SPEED, speed) : speed
  }

  /** All that happened up to the present match time, in order. */
  #deliver({ tape, listener }: Showing): void {
    const events: FeedEvent[] = []
    while (tape.nextAt <= this.#matchNow) events.push(...tape.step())
    this.#frames += events.length
    if (events.length > 0) listener(events)
  }

  #isPaused(): boolean {
    return this.#paused
  }
}

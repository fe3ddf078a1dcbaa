import type { Clock } from '../../core/clock'
import type { ProductIndex } from '../../core/product'
import { type TimeMs, durationMs } from '../../core/time'
import type { MatchConfig } from '../../engine/config'
import type { FeedCounters, FeedEvent } from '../../market/feed-event'
import type { Ticker } from '../../market/types'
import type { FeedPort } from '../../match/ports'
import type { Tape } from './tape'

export interface RecordedFeedDeps {
  readonly tape: Tape
  readonly clock: Clock
  /** Recorded milliseconds per millisecond of the clock, above 0. */
  readonly speed: number
}

/**
 * Plays a tape under the clock at a speed. Match time is the tape's own, so the same tape gives the
 * same match at every speed. While paused it stands still. At its end it says so and is stale.
 */
export class RecordedFeed implements FeedPort {
  #onEvents: ((events: readonly FeedEvent[]) => void) | undefined
  #next = 0
  /** Tape time that belongs to the clock time `#anchoredAt`. */
  #anchor: number
  #anchoredAt: number
  #paused = false
  #cancel: () => void = () => undefined

  /** @throws RangeError when the speed is not above 0. */
  constructor(private readonly deps: RecordedFeedDeps) {
    if (!(deps.speed > 0 && Number.isFinite(deps.speed))) throw new RangeError(`not a speed: ${deps.speed}`)
    this.#anchor = deps.tape.startsAt
    this.#anchoredAt = deps.clock.now()
  }

  /** Starts at the tape's beginning, or after `resumeAt`: what is in the log already is not repeated. */
  open(
    _config: MatchConfig,
    resumeAt: TimeMs | undefined,
    onEvents: (events: readonly FeedEvent[]) => void,
  ): void {
    this.close()
    const { events, startsAt } = this.deps.tape
    this.#onEvents = onEvents
    this.#paused = false
    const next = resumeAt === undefined ? 0 : events.findIndex((event) => event.time > resumeAt)
    this.#next = next < 0 ? events.length : next
    this.#anchorAt(resumeAt ?? startsAt)
    this.#schedule()
  }

  /** A recording cannot be asked for more than it holds. */
  refreshQuote(_product: ProductIndex): Promise<Ticker | undefined> {
    return Promise.resolve(undefined)
  }

  setPaused(paused: boolean): void {
    if (paused === this.#paused || this.#onEvents === undefined) return
    if (paused) this.#cancel()
    const now = this.#tapeNow()
    this.#paused = paused
    this.#anchorAt(now)
    if (!paused) this.#schedule()
  }

  setThinking(_thinking: boolean): void {
    return
  }

  counters(): FeedCounters {
    return this.deps.tape.counters
  }

  close(): void {
    this.#cancel()
    this.#onEvents = undefined
  }

  #anchorAt(tapeTime: number): void {
    this.#anchor = tapeTime
    this.#anchoredAt = this.deps.clock.now()
  }

  #tapeNow(): number {
    if (this.#paused) return this.#anchor
    return this.#anchor + (this.deps.clock.now() - this.#anchoredAt) * this.deps.speed
  }

  #schedule(): void {
    this.#cancel()
    const next = this.deps.tape.events[this.#next]
    const dueAt = next?.time ?? this.deps.tape.endsAt
    const wait = durationMs(Math.max(0, Math.ceil((dueAt - this.#tapeNow()) / this.deps.speed)))
    this.#cancel = this.deps.clock.after(wait, () => (next === undefined ? this.#end() : this.#play()))
  }

  /** Everything that is due by now, in one delivery. */
  #play(): void {
    const now = this.#tapeNow()
    const { events } = this.deps.tape
    const from = this.#next
    while ((events[this.#next]?.time ?? Infinity) <= now) this.#next += 1
    if (this.#next > from) this.#onEvents?.(events.slice(from, this.#next))
    if (this.#onEvents !== undefined && !this.#paused) this.#schedule()
  }

  #end(): void {
    const { endsAt } = this.deps.tape
    this.#onEvents?.([{ type: 'state', time: endsAt, state: 'stale', detail: 'The recording has ended.' }])
  }
}

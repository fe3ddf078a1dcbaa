import type { Clock } from '../core/clock'
import { type ProductIndex, productIndex } from '../core/product'
import { type TimeMs, addTime, durationMs } from '../core/time'
import type { Ticker } from '../market/types'
import type { FeedIntake } from './feed-intake'
import type { Journal } from './journal'
import type { FeedPort } from './ports'

/** Wall time between two requests for the same quote. */
const ASK_EVERY = durationMs(2000)

/** What the watch must know of its session. */
export interface RiskContext {
  matchTime(): TimeMs
  /** Whether the match runs and what happens can be stored. */
  isRunning(): boolean
  /** Runs what comes from outside and may find a defect of ours. */
  guarded(run: () => void): void
}

/**
 * Lets the engine's risk stages act between decisions: gives them the clock when one of them needs it, and sees
 * that a sale which waits for a fresh quote gets one. Agents have no part in it.
 */
export class RiskWatch {
  /** The instant the clock was last given for: once is enough. */
  #given: TimeMs | undefined
  /** By product: when its quote may be asked for again; infinite while a request is under way. */
  readonly #askAgainAt = new Map<ProductIndex, number>()

  constructor(
    private readonly journal: Journal,
    private readonly intake: FeedIntake,
    private readonly ports: { readonly feed: FeedPort; readonly clock: Clock },
    private readonly context: RiskContext,
  ) {}

  /** To be called before an event of that time is taken: on a tape, what falls due earlier has its own instant. */
  before(time: TimeMs): void {
    if (this.journal.engine.config.source === 'coinbase') return
    for (let due = this.#due; due !== undefined && due < time; due = this.#due) this.#giveClock(due)
  }

  /** To be called whenever something came in or time has passed. */
  look(): void {
    const due = this.#due
    if (due !== undefined && this.context.matchTime() >= due) this.#giveClock(due)
    if (!this.context.isRunning()) return
    for (const product of this.journal.engine.waitingFor) this.#seekQuote(product)
  }

  /** Logs what the feed has said for the quotes in the log, so that stops look at prices that are good now. */
  confirmQuotes(): void {
    if (this.journal.engine.config.formatVersion < 3) return
    this.#confirmAll(this.context.matchTime())
  }

  /** The next instant to give the clock for; undefined when there is none. */
  get #due(): TimeMs | undefined {
    if (!this.context.isRunning()) return undefined
    const { dueAt } = this.journal.engine
    return dueAt === this.#given ? undefined : dueAt
  }

  /** At that very instant, or now when it has passed. */
  #giveClock(due: TimeMs): void {
    const now = this.context.matchTime()
    const time = now > due ? now : due
    this.#given = due
    this.#confirmAll(time)
    this.journal.write({ type: 'ClockAdvanced', time })
  }

  #confirmAll(now: TimeMs): void {
    const { products } = this.journal.engine.config
    for (const index of products.keys()) this.intake.confirmFresh(productIndex(index), now)
  }

  /** While the feed is not live no quote is fresh, and none is asked for. */
  #seekQuote(product: ProductIndex): void {
    const isFresh = this.intake.confirmFresh(product, this.context.matchTime())
    if (isFresh || this.journal.engine.feedState !== 'live') return
    const now = this.ports.clock.now()
    if (now < (this.#askAgainAt.get(product) ?? now)) return
    this.#askAgainAt.set(product, Number.POSITIVE_INFINITY)
    void this.ports.feed.refreshQuote(product).then((ticker) => {
      this.#askAgainAt.set(product, addTime(now, ASK_EVERY))
      if (ticker !== undefined) this.context.guarded(() => this.#take(ticker))
    })
  }

  /** Only what is still waited for is worth a place in the log. */
  #take(ticker: Ticker): void {
    const isWanted = this.context.isRunning() && this.journal.engine.waitingFor.includes(ticker.product)
    if (isWanted) this.intake.take({ type: 'ticker', time: this.context.matchTime(), ticker })
  }
}

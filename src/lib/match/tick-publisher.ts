import { type ProductIndex, productIndex } from '../core/product'
import type { TimeMs } from '../core/time'
import type { AgentCrew, PublishedTick } from './agent-crew'
import type { FeedIntake } from './feed-intake'
import type { Journal } from './journal'
import type { TickSchedule } from './tick-schedule'

/** Publishes a tick when one is due and at least one quote is fresh. */
export class TickPublisher {
  readonly #products: readonly ProductIndex[]

  constructor(
    private readonly journal: Journal,
    private readonly intake: FeedIntake,
    private readonly schedule: TickSchedule,
    private readonly crew: AgentCrew,
  ) {
    this.#products = journal.engine.config.products.map((_, index) => productIndex(index))
  }

  /** Whether any product has a price yet. */
  get isPriced(): boolean {
    return this.#priced.length > 0
  }

  /** The tick just published, to be offered to the agents once it is durable; undefined without one. */
  publishIfDue(now: TimeMs): PublishedTick | undefined {
    this.schedule.pricesKnown(now, this.#priced.length, this.#products.length)
    if (!this.schedule.isDue(now)) return undefined
    const fresh = this.#products.filter((product) => this.intake.confirmFresh(product, now))
    return fresh.length > 0 ? this.#publish(now) : undefined
  }

  #publish(time: TimeMs): PublishedTick {
    const { engine } = this.journal
    this.journal.write({ type: 'TickPublished', time, tick: engine.tick + 1 })
    this.schedule.published(time)
    return this.crew.ticksAt(time)
  }

  get #priced(): readonly ProductIndex[] {
    return this.#products.filter((product) => this.journal.engine.ticker(product) !== undefined)
  }
}

import { type DurationMs, type TimeMs, addTime, between, durationMs } from '../core/time'

/** Spacing of ticks when the interval is 0, "on every batch": the exchange batches about every 5 s. */
const BATCH_SPACING = durationMs(5000)

/** Match time between ticks of a match with this interval. */
export function spacingOf(interval: DurationMs): DurationMs {
  return interval === 0 ? BATCH_SPACING : interval
}

/** How long the first tick waits for products that have no price yet. */
const FIRST_TICK_PATIENCE = durationMs(5000)

/**
 * When the next tick is due, in match time. Pure: it is told what happened and asked what is due.
 * The first tick waits for every product's price, at most 5 s; afterwards ticks keep their rhythm, and
 * after a sleep at most one is caught up.
 */
export class TickSchedule {
  #nextAt: TimeMs | undefined
  #firstPriceAt: TimeMs | undefined

  /** `lastTickAt` is the last tick in the log of a match that is resumed. */
  constructor(
    private readonly interval: DurationMs,
    lastTickAt: TimeMs | undefined,
  ) {
    if (lastTickAt !== undefined) this.#nextAt = addTime(lastTickAt, this.spacing)
  }

  get spacing(): DurationMs {
    return spacingOf(this.interval)
  }

  get nextAt(): TimeMs | undefined {
    return this.#nextAt
  }

  /** Tells which products have a price; decides when the first tick may be. */
  pricesKnown(now: TimeMs, priced: number, products: number): void {
    if (this.#nextAt !== undefined || priced === 0) return
    this.#firstPriceAt ??= now
    if (priced === products) this.#nextAt = now
    else if (between(this.#firstPriceAt, now) >= FIRST_TICK_PATIENCE) this.#nextAt = now
  }

  /** Whether the first tick is held back only by products without a price. */
  get waitingForPrices(): boolean {
    return this.#nextAt === undefined && this.#firstPriceAt !== undefined
  }

  isDue(now: TimeMs): boolean {
    return this.#nextAt !== undefined && now >= this.#nextAt
  }

  /** A tick was published at `now`: keeps the rhythm, skipping what was slept through. */
  published(now: TimeMs): void {
    const due = this.#nextAt ?? now
    const missed = Math.floor(between(due, now) / this.spacing)
    this.#nextAt = addTime(due, durationMs((missed + 1) * this.spacing))
  }

  /** After a pause the market moved on without ticks: the next one is due now, or when it was, if later. */
  resumed(now: TimeMs): void {
    if (this.#nextAt !== undefined && this.#nextAt < now) this.#nextAt = now
  }
}

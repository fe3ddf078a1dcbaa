import type { FeedCounters } from '../market/feed-event'
import type { FeedLog } from './feed-log'

type Fault = Exclude<keyof FeedCounters, 'frames'>

/**
 * Counts what a feed met. Every kind of trouble is logged when first met and then at each tenfold of
 * its count, so that a flood of bad frames cannot flood the log.
 */
export class FaultTally {
  readonly #counts = { frames: 0, malformed: 0, crossed: 0, outOfOrder: 0, reconnects: 0, restFailures: 0 }

  constructor(private readonly log: FeedLog) {}

  frame(): void {
    this.#counts.frames += 1
  }

  /** `times` of one kind of trouble, with a sentence for a person. */
  fault(kind: Fault, sentence: string, times = 1): void {
    const before = this.#counts[kind]
    this.#counts[kind] += times
    if (digitsOf(before) === digitsOf(this.#counts[kind]) && before > 0) return
    this.log('WARNING', `${sentence} (${kind}: ${this.#counts[kind]})`)
  }

  counters(): FeedCounters {
    return { ...this.#counts }
  }
}

function digitsOf(count: number): number {
  return String(count).length
}

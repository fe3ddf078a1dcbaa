import type { Clock } from '../../core/clock'
import { type DurationMs, type TimeMs, addTime, between, durationMs } from '../../core/time'

/** A little over a fifth of a second: never more than 5 requests in any second, no bursts. */
export const REQUEST_SPACING = durationMs(210)

/** `urgent`: an agent waits for it. */
export type Priority = 'urgent' | 'normal'

/**
 * Waits for this worker's turn among all tabs of the origin; see {@link lockTurnstile}. Without one
 * the limit holds per worker, and two tabs together stay within the exchange's own 10 a second.
 */
export type Turnstile = () => Promise<void>

interface Waiting {
  readonly resolve: () => void
  readonly signal: AbortSignal | undefined
}

/** One queue for all requests, so that together they keep the exchange's limit; the urgent go first. */
export class RequestLimiter {
  readonly #urgent: Waiting[] = []
  readonly #normal: Waiting[] = []
  #nextAt: TimeMs | undefined
  #busy = false
  #cancelTimer: () => void = () => undefined
  #closed = false

  constructor(
    private readonly clock: Clock,
    private readonly turnstile: Turnstile = () => Promise.resolve(),
  ) {}

  /** Resolves when a request may be sent; early, and without using up a turn, when it was given up. */
  turn(priority: Priority, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closed) {
        resolve()
        return
      }
      const queue = priority === 'urgent' ? this.#urgent : this.#normal
      queue.push({ resolve, signal })
      this.#pump()
    })
  }

  /** The exchange asked for quiet: nobody gets a turn before the span is over. */
  holdFor(span: DurationMs): void {
    const until = addTime(this.clock.now(), span)
    if (this.#nextAt === undefined || until > this.#nextAt) this.#nextAt = until
  }

  close(): void {
    this.#closed = true
    this.#cancelTimer()
    for (const { resolve } of [...this.#urgent.splice(0), ...this.#normal.splice(0)]) resolve()
  }

  #pump(): void {
    if (this.#busy || this.#closed || this.#urgent.length + this.#normal.length === 0) return
    this.#busy = true
    const wait = Math.max(0, between(this.clock.now(), this.#nextAt ?? this.clock.now()))
    if (wait === 0) void this.#release()
    else this.#cancelTimer = this.clock.after(durationMs(wait), () => this.#pumpAgain())
  }

  /** The hold may have been extended while the timer ran. */
  #pumpAgain(): void {
    this.#busy = false
    this.#pump()
  }

  async #release(): Promise<void> {
    await this.turnstile()
    this.#busy = false
    if (this.#closed) return
    const next = this.#nextWanted()
    if (next === undefined) return
    this.holdFor(REQUEST_SPACING)
    next.resolve()
    this.#pump()
  }

  #nextWanted(): Waiting | undefined {
    for (;;) {
      const next = this.#urgent.shift() ?? this.#normal.shift()
      if (next?.signal?.aborted !== true) return next
      next.resolve()
    }
  }
}

const LOCK_NAME = 'arena-coinbase-rest'
const LOCK_PATIENCE = durationMs(2000)

/** The part of the Web Locks API that is used; `navigator.locks` is one. */
export interface LockPort {
  request(name: string, options: { signal: AbortSignal }, run: () => Promise<void>): Promise<unknown>
}

/**
 * One turn at a time among all tabs of this origin: whoever gets the lock keeps it for the spacing.
 * A tab that froze with the lock in hand must not silence the others, so patience ends after 2 s.
 */
export function lockTurnstile(locks: LockPort, clock: Clock): Turnstile {
  return () =>
    new Promise((resolve) => {
      const giveUp = new AbortController()
      const cancel = clock.after(LOCK_PATIENCE, () => giveUp.abort())
      const hold = (): Promise<void> => {
        cancel()
        resolve()
        return new Promise((release) => clock.after(REQUEST_SPACING, release))
      }
      locks.request(LOCK_NAME, { signal: giveUp.signal }, hold).catch(() => {
        cancel()
        resolve()
      })
    })
}

import type { Clock } from '../lib/core/clock'
import { type DurationMs, between, durationMs } from '../lib/core/time'

const PING_EVERY = durationMs(2000)

/** Generous: fifty workers may start at once on two cores. */
const FIRST_ANSWER_WITHIN = durationMs(20_000)
const ANSWER_WITHIN = durationMs(5000)

/** A timer this late means that the machine slept, not that the worker did. */
const SLEPT = durationMs(3000)

/**
 * Watches one worker: an error event, or a ping unanswered in time, reports it lost, once. A worker
 * that closed itself raises no event, so only the pings tell.
 */
export class WorkerWatch {
  #stopped = false
  #answered = false
  #cancel: () => void = () => undefined
  readonly #onError = (event: Event): void => {
    event.preventDefault()
    const message = 'message' in event ? String(event.message) : ''
    this.#lost(`Its worker crashed: ${message || 'no reason given'}.`)
  }

  constructor(
    /** Where its error events arrive; for a worker behind a port there are none, and the pings must do. */
    private readonly errors: EventTarget | undefined,
    private readonly ping: () => Promise<unknown>,
    private readonly clock: Clock,
    private readonly onLost: (reason: string) => void,
    /** How long it may be silent; longer for one that measures and packs millions of rows in one go. */
    private readonly within: DurationMs = ANSWER_WITHIN,
  ) {
    errors?.addEventListener('error', this.#onError)
    this.#ask()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
    this.errors?.removeEventListener('error', this.#onError)
  }

  #ask(): void {
    const patience = this.#answered ? this.within : FIRST_ANSWER_WITHIN
    this.#waitForAnswer(patience)
    this.ping().then(
      () => this.#alive(),
      (cause: unknown) =>
        this.#lost(`Its worker failed: ${cause instanceof Error ? cause.message : 'no reason given'}.`),
    )
  }

  #waitForAnswer(patience: DurationMs): void {
    const askedAt = this.clock.now()
    this.#cancel = this.clock.after(patience, () => {
      const late = between(askedAt, this.clock.now()) - patience
      if (late > SLEPT) this.#waitForAnswer(patience)
      else this.#lost(`Its worker did not answer for ${Math.round(patience / 1000)} s and was replaced.`)
    })
  }

  #alive(): void {
    if (this.#stopped) return
    this.#answered = true
    this.#cancel()
    this.#cancel = this.clock.after(PING_EVERY, () => this.#ask())
  }

  #lost(reason: string): void {
    if (this.#stopped) return
    this.stop()
    this.onLost(reason)
  }
}

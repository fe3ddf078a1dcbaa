import type { Clock } from '../../core/clock'
import { type DurationMs, type TimeMs, addTime } from '../../core/time'

/** The time of one call: ended by its deadline or by whoever made it, whichever comes first. */
export class CallTime {
  readonly start: TimeMs
  readonly end: TimeMs
  readonly #controller = new AbortController()
  readonly #cancelTimer: () => void
  #endedBy: 'deadline' | 'aborted' = 'deadline'

  constructor(
    private readonly clock: Clock,
    deadline: DurationMs,
    private readonly caller: AbortSignal,
  ) {
    this.start = clock.now()
    this.end = addTime(this.start, deadline)
    this.#cancelTimer = clock.after(deadline, () => {
      this.#controller.abort()
    })
    caller.addEventListener('abort', this.#abort, { once: true })
    if (caller.aborted) this.#abort()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Why it ended; only to be asked once the signal is aborted. */
  get endedBy(): 'deadline' | 'aborted' {
    return this.#endedBy
  }

  /** Resolves after the wait, or as soon as the call is ended. */
  pause(wait: DurationMs): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel()
        this.signal.removeEventListener('abort', done)
        resolve()
      }
      const cancel = this.clock.after(wait, done)
      this.signal.addEventListener('abort', done)
      if (this.signal.aborted) done()
    })
  }

  stop(): void {
    this.#cancelTimer()
    this.caller.removeEventListener('abort', this.#abort)
  }

  readonly #abort = (): void => {
    if (!this.signal.aborted) this.#endedBy = 'aborted'
    this.#controller.abort()
  }
}

import type { Clock } from '../../core/clock'
import { type TimeMs, between, durationMs } from '../../core/time'

const PAUSE = durationMs(250)
/** More than is shown of a running text anywhere. */
const LONGEST = 2000

/** Passes the end of a growing text on a few times a second; the last of it comes with the reply anyway. */
export class ThrottledText {
  #last: TimeMs | undefined

  constructor(
    private readonly clock: Clock,
    private readonly onText: (text: string) => void,
  ) {}

  /** `text` is asked for only when it is passed on. */
  say(text: () => string): void {
    const now = this.clock.now()
    if (this.#last !== undefined && between(this.#last, now) < PAUSE) return
    this.#last = now
    this.onText(text().slice(-LONGEST))
  }
}

import type { Clock } from '../lib/core/clock'
import { type DurationMs, type TimeMs, timeMs } from '../lib/core/time'

/** A signed 32-bit count of milliseconds is the most a browser's timer holds. */
const LONGEST_TIMER = 2_147_483_647

/** The platform's clock: wall time never runs backwards within a worker's life. */
export class PlatformClock implements Clock {
  #latest = 0

  now(): TimeMs {
    this.#latest = Math.max(this.#latest, Date.now())
    return timeMs(this.#latest)
  }

  after(delay: DurationMs, run: () => void): () => void {
    const timer = setTimeout(run, Math.min(Math.max(delay, 0), LONGEST_TIMER))
    return () => {
      clearTimeout(timer)
    }
  }
}

import type { DurationMs, TimeMs } from './time'

/** Wall time and timers as a port: workers give the platform's, simulations a virtual one. */
export interface Clock {
  now(): TimeMs
  /** Calls `run` once, no earlier than `delay` from now. Answers how to cancel it. */
  after(delay: DurationMs, run: () => void): () => void
}

import type { Clock } from '../lib/core/clock'
import { type DurationMs, between, durationMs } from '../lib/core/time'

/** A timer this late means that the page or the machine slept: what was said meanwhile is still on its way. */
const SLEPT = durationMs(500)

/** Why it is silent: the worker is busy, or the process it lived in is gone with all that was in it. */
export type Silence = 'busy' | 'gone'

/** Watches foreign code that is to be heard of again and again; ends by itself once it was silent for too long. */
export class SliceWatch {
  #heard = 0
  #patience = durationMs(0)
  #stopped = false
  #cancel: () => void = () => undefined

  constructor(
    private readonly clock: Clock,
    /** Asks the frame, not its worker, for a sign of life. */
    private readonly isThere: () => Promise<boolean>,
    private readonly onSilent: (silence: Silence) => void,
  ) {}

  /** It was heard, and is to be heard again within `patience`. */
  heard(patience: DurationMs): void {
    if (this.#stopped) return
    this.#heard += 1
    this.#patience = patience
    this.#wait()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
  }

  #wait(): void {
    this.#cancel()
    const from = this.clock.now()
    const patience = this.#patience
    this.#cancel = this.clock.after(patience, () => {
      if (between(from, this.clock.now()) - patience > SLEPT) this.#wait()
      else void this.#judge()
    })
  }

  async #judge(): Promise<void> {
    const heard = this.#heard
    const there = await this.isThere()
    // What was posted before the frame's answer has arrived by now.
    if (this.#stopped || heard !== this.#heard) return
    this.stop()
    this.onSilent(there ? 'busy' : 'gone')
  }
}

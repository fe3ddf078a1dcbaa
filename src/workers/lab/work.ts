import type { Clock } from '../../lib/core/clock'
import { type TimeMs, between, durationMs } from '../../lib/core/time'
import type { LabPageApi, LabProgress } from '../api/lab'
import { breathe } from '../unhurried'

/** The page is told a few times a second. */
const NEWS = durationMs(120)

/** What somebody ended says. */
export const STOPPED = 'It was stopped.'
export const BUSY = 'The lab is at something else; wait for it, or stop it.'

/** Folded, or replayed, a stretch of rows at a time. */
export interface Steps {
  readonly row: number
  readonly done: boolean
  step(): void
}

/** One piece of long work at a time: it reports, breathes, and can be ended. */
export class LabWork {
  #current: AbortController | undefined
  #page: LabPageApi | undefined
  #toldAt: TimeMs | undefined

  constructor(private readonly clock: Clock) {}

  tell(page: LabPageApi): void {
    this.#page = page
  }

  /** Runs `work` unless other work is under way; `refuse` makes the answer of that. */
  async alone<T>(work: (signal: AbortSignal) => Promise<T>, refuse: (sentence: string) => T): Promise<T> {
    if (this.#current !== undefined) return refuse(BUSY)
    const control = new AbortController()
    this.#current = control
    this.#toldAt = undefined
    try {
      return await work(control.signal)
    } finally {
      this.#current = undefined
    }
  }

  stop(): void {
    this.#current?.abort()
  }

  /** Takes all steps, others having their turn between them; false when it was ended. */
  async through(
    steps: Steps,
    of: number,
    stage: LabProgress['stage'],
    signal: AbortSignal,
  ): Promise<boolean> {
    while (!steps.done) {
      steps.step()
      this.progress({ stage, done: steps.row, of })
      await breathe()
      if (signal.aborted) return false
    }
    return true
  }

  /** Tells the page, unless it was told just now. */
  progress(progress: LabProgress): void {
    const now = this.clock.now()
    if (this.#toldAt !== undefined && between(this.#toldAt, now) < NEWS) return
    this.#toldAt = now
    this.#page?.onProgress(progress)
  }
}

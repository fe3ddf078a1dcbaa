import type { RunIndex } from '../engine/events'

/**
 * Whether language models think, for a market that then plays no faster than the clock. A tick that is published
 * for a model counts from there on: what passes until its decision starts is no time to race through.
 */
export class ThinkingModels {
  /** Runs whose open decision is a language model's. */
  readonly #runs = new Set<RunIndex>()
  #announced = 0

  /** `onChange`: told only when the answer changes. Must not throw. */
  constructor(private readonly onChange: (thinking: boolean) => void) {}

  get any(): boolean {
    return this.#runs.size > 0 || this.#announced > 0
  }

  /** A tick that models will decide on waits to be offered. */
  announce(): void {
    this.#change(() => (this.#announced += 1))
  }

  /** An announced tick has been offered: whoever decides on it has started. */
  offered(): void {
    this.#change(() => (this.#announced -= 1))
  }

  started(run: RunIndex): void {
    this.#change(() => this.#runs.add(run))
  }

  ended(run: RunIndex): void {
    this.#change(() => this.#runs.delete(run))
  }

  #change(change: () => unknown): void {
    const before = this.any
    change()
    if (before !== this.any) this.onChange(this.any)
  }
}

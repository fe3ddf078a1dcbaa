import type { Clock } from '../core/clock'
import { type DurationMs, durationMs } from '../core/time'
import {
  type CommitBatch,
  type MatchHead,
  type MatchStore,
  type StoredDecision,
  type StoredEquity,
  type StoredPrompt,
  type StoredStep,
  StoreFailure,
} from './ports'

const RETRY_DELAYS: readonly DurationMs[] = [durationMs(50), durationMs(250), durationMs(1000)]

interface Waiter {
  /** Resolves once this many rows are durable. */
  readonly rows: number
  readonly resolve: () => void
  /** Who also wants to know when the writer halts first. */
  readonly halted?: (failure: StoreFailure) => void
}

/**
 * The one way of a match into storage. Rows queue in order and are committed in groups, each group in
 * one transaction; `durable()` resolves once all that was added before it is on disk. A store that
 * cannot write halts the writer: what is queued is kept, nothing after it is acknowledged, and
 * `retry()` offers the very same rows again.
 */
export class MatchWriter {
  #steps: StoredStep[] = []
  #decisions: StoredDecision[] = []
  #equity: StoredEquity[] = []
  #prompts: StoredPrompt[] = []
  #rowsAdded = 0
  #rowsDurable = 0
  #waiters: Waiter[] = []
  #committing = false
  #stuck: { readonly batch: CommitBatch; readonly rows: number; readonly failure: StoreFailure } | undefined

  constructor(
    private readonly store: MatchStore,
    private readonly clock: Clock,
    private readonly head: () => MatchHead,
    private readonly onHalt: (failure: StoreFailure) => void,
  ) {}

  /** True when nothing waits for the disk. */
  get idle(): boolean {
    return this.#rowsDurable === this.#rowsAdded
  }

  get halted(): boolean {
    return this.#stuck !== undefined
  }

  addStep(step: StoredStep): void {
    this.#steps.push(step)
    this.#rowAdded()
  }

  addDecision(decision: StoredDecision): void {
    this.#decisions.push(decision)
    this.#rowAdded()
  }

  /** Travels with the step that is added next and names it. */
  addPrompt(prompt: StoredPrompt): void {
    this.#prompts.push(prompt)
  }

  addEquity(equity: StoredEquity): void {
    this.#equity.push(equity)
    this.#rowAdded()
  }

  /** Resolves when everything added so far is durable; not while the writer is halted. */
  durable(): Promise<void> {
    if (this.idle) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.push({ rows: this.#rowsAdded, resolve }))
  }

  /** Like {@link durable}, but resolves with the failure when the writer halts first: for who must answer a person. */
  settled(): Promise<StoreFailure | undefined> {
    if (this.#stuck !== undefined) return Promise.resolve(this.#stuck.failure)
    if (this.idle) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      this.#waiters.push({ rows: this.#rowsAdded, resolve: () => resolve(undefined), halted: resolve })
    })
  }

  /** After a halt: offers the same rows to the store again, then what came since. */
  retry(): void {
    const stuck = this.#stuck
    if (stuck === undefined) return
    this.#stuck = undefined
    this.#committing = true
    void this.#commitAll(stuck.batch, stuck.rows)
  }

  /** The microtask lets a burst of rows share one transaction. */
  #rowAdded(): void {
    this.#rowsAdded += 1
    if (this.#committing || this.halted) return
    this.#committing = true
    void Promise.resolve().then(() => this.#commitAll(this.#takeBatch(), this.#rowsAdded))
  }

  async #commitAll(first: CommitBatch, firstRows: number): Promise<void> {
    let batch = first
    let rows = firstRows
    for (;;) {
      const failure = await this.#commitWithRetries(batch)
      if (failure !== undefined) {
        this.#stuck = { batch, rows, failure }
        this.#committing = false
        this.#tellHalted(failure)
        this.onHalt(failure)
        return
      }
      this.#rowsDurable = rows
      if (this.idle) this.#committing = false
      this.#wake()
      if (this.idle) return
      batch = this.#takeBatch()
      rows = this.#rowsAdded
    }
  }

  #takeBatch(): CommitBatch {
    const head = this.head()
    const batch = {
      matchId: head.matchId,
      steps: this.#steps,
      decisions: this.#decisions,
      equity: this.#equity,
      prompts: this.#prompts,
      head,
    }
    this.#steps = []
    this.#decisions = []
    this.#equity = []
    this.#prompts = []
    return batch
  }

  #wake(): void {
    const due = this.#waiters.filter((waiter) => waiter.rows <= this.#rowsDurable)
    this.#waiters = this.#waiters.filter((waiter) => waiter.rows > this.#rowsDurable)
    for (const waiter of due) waiter.resolve()
  }

  /** Those who wait for the disk go on waiting; those who asked to be told are told. */
  #tellHalted(failure: StoreFailure): void {
    const told = this.#waiters.filter((waiter) => waiter.halted !== undefined)
    this.#waiters = this.#waiters.filter((waiter) => waiter.halted === undefined)
    for (const waiter of told) waiter.halted?.(failure)
  }

  async #commitWithRetries(batch: CommitBatch): Promise<StoreFailure | undefined> {
    for (let attempt = 0; ; attempt += 1) {
      const failure = await this.store.commit(batch).then(() => undefined, asStoreFailure)
      const delay = RETRY_DELAYS[attempt]
      if (failure === undefined || failure.kind !== 'aborted' || delay === undefined) return failure
      await new Promise<void>((resolve) => this.clock.after(delay, resolve))
    }
  }
}

function asStoreFailure(cause: unknown): StoreFailure {
  if (cause instanceof StoreFailure) return cause
  const reason = cause instanceof Error ? cause.message : 'no reason given'
  return new StoreFailure('unavailable', `Storage failed: ${reason}.`)
}

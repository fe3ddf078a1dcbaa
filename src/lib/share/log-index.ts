import type { DecisionOutcome, InputEvent, ModelCallOutcome } from '../engine/events'
import type { RunModel } from '../engine/config'
import type { TimeMs } from '../core/time'

/** What a log says of a decision that has words. */
export interface LoggedDecision extends Pick<DecisionOutcome, 'outcome' | 'latency' | 'recordHash'> {
  /** Of the event that closed it. */
  readonly seq: number
  /** When its tick was published, if it was. */
  readonly published: TimeMs | undefined
  /** Its calls of language models that had settled by then, by ordinal. */
  readonly calls: ReadonlyMap<number, ModelCallOutcome>
}

/** What a log names of the words beside it. */
export class LogIndex {
  readonly #decisions = new Map<string, LoggedDecision>()
  readonly #prompts = new Set<string>()
  readonly #published = new Map<number, TimeMs>()
  readonly #calls = new Map<string, Map<number, ModelCallOutcome>>()
  #next = 0

  /** To be called with every event, in order. */
  follow(input: InputEvent): void {
    const seq = this.#next
    this.#next += 1
    if (input.type === 'MatchStarted') for (const { model } of input.config.runs) this.#name(model)
    if (input.type === 'TickPublished') this.#published.set(input.tick, input.time)
    if (input.type === 'ModelCallSettled') this.#keep(input.call)
    if (input.type === 'DecisionClosed') this.#close(input.decision, seq)
    if (input.type !== 'CommandIssued') return
    const { command } = input
    if (command.kind === 'add-run') this.#name(command.run.model)
    if (command.kind === 'reassign') this.#name(command.assignment.model)
  }

  /** Decisions whose words the log names. */
  get decisions(): number {
    return this.#decisions.size
  }

  /** Hashes of system prompts. */
  get prompts(): ReadonlySet<string> {
    return this.#prompts
  }

  /** Undefined when the log knows no such decision, or none that has words. */
  decision(run: number, tick: number): LoggedDecision | undefined {
    return this.#decisions.get(keyOf(run, tick))
  }

  #name(model: RunModel | undefined): void {
    if (model !== undefined) this.#prompts.add(model.promptHash)
  }

  #keep(call: ModelCallOutcome): void {
    const key = keyOf(call.run, call.tick)
    const calls = this.#calls.get(key) ?? new Map<number, ModelCallOutcome>()
    this.#calls.set(key, calls.set(call.ordinal, call))
  }

  #close({ run, tick, outcome, latency, recordHash }: DecisionOutcome, seq: number): void {
    const key = keyOf(run, tick)
    const calls = this.#calls.get(key) ?? new Map<number, ModelCallOutcome>()
    this.#calls.delete(key)
    if (recordHash === '') return
    const published = this.#published.get(tick)
    this.#decisions.set(key, { seq, outcome, latency, recordHash, published, calls })
  }
}

function keyOf(run: number, tick: number): string {
  return `${run}/${tick}`
}

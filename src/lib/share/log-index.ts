import type { Engine, Step } from '../engine/engine'

/** What a log names of the words beside it. */
export class LogIndex {
  readonly #records = new Map<string, string>()
  readonly #prompts = new Set<string>()

  /** To be called with every step, in order. */
  follow({ input }: Pick<Step, 'input'>): void {
    if (input.type === 'MatchStarted') for (const { model } of input.config.runs) this.#name(model)
    if (input.type === 'DecisionClosed' && input.decision.recordHash !== '') {
      const { run, tick, recordHash } = input.decision
      this.#records.set(keyOf(run, tick), recordHash)
    }
    if (input.type !== 'CommandIssued') return
    const { command } = input
    if (command.kind === 'add-run') this.#name(command.run.model)
    if (command.kind === 'reassign') this.#name(command.assignment.model)
  }

  /** Decisions whose words the log names. */
  get decisions(): number {
    return this.#records.size
  }

  /** Hashes of system prompts. */
  get prompts(): ReadonlySet<string> {
    return this.#prompts
  }

  /** The hash of a decision's words; undefined when the log knows no such decision. */
  recordHash(run: number, tick: number): string | undefined {
    return this.#records.get(keyOf(run, tick))
  }

  #name(model: Engine['runs'][number]['model']): void {
    if (model !== undefined) this.#prompts.add(model.promptHash)
  }
}

function keyOf(run: number, tick: number): string {
  return `${run}/${tick}`
}

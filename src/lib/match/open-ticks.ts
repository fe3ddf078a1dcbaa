import type { RunConfig } from '../engine/config'
import { type RunIndex, runIndex } from '../engine/events'
import type { Engine } from '../engine/engine'
import type { LoggedStep } from '../engine/log/step-codec'

/** Follows, per agent run, the ticks addressed to it whose decision was neither closed nor skipped. */
export class OpenTicks {
  readonly #ticks = new Map<RunIndex, readonly number[]>()

  constructor(private readonly engine: Engine) {}

  /** To be called right after the engine has folded the step. */
  follow(step: LoggedStep): void {
    const { input } = step
    if (input.type === 'TickPublished') {
      for (const run of agentRuns(this.engine.runs)) {
        this.#ticks.set(run, [...this.of(run), input.tick])
      }
    }
    if (input.type === 'TickSkipped') this.#remove(input.run, input.tick)
    if (input.type === 'DecisionClosed') this.#remove(input.decision.run, input.decision.tick)
  }

  /** Oldest first: the one in flight, then the pending one. */
  of(run: RunIndex): readonly number[] {
    return this.#ticks.get(run) ?? []
  }

  #remove(run: RunIndex, tick: number): void {
    this.#ticks.set(
      run,
      this.of(run).filter((open) => open !== tick),
    )
  }
}

/** The competitors that decide; the benchmark does not. */
export function agentRuns(runs: readonly RunConfig[]): readonly RunIndex[] {
  return runs.flatMap((run, index) => (run.role === 'agent' ? [runIndex(index)] : []))
}

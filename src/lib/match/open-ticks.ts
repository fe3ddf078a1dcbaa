import type { MatchConfig } from '../engine/config'
import { type RunIndex, runIndex } from '../engine/events'
import type { Step } from '../engine/engine'

/** Follows, per agent run, the ticks addressed to it whose decision was neither closed nor skipped. */
export class OpenTicks {
  readonly #ticks = new Map<RunIndex, number[]>()

  constructor(private readonly agents: readonly RunIndex[]) {
    for (const run of agents) this.#ticks.set(run, [])
  }

  follow(step: Step): void {
    const { input } = step
    if (input.type === 'TickPublished') {
      for (const run of this.agents) this.of(run).push(input.tick)
    }
    if (input.type === 'TickSkipped') this.#remove(input.run, input.tick)
    if (input.type === 'DecisionClosed') this.#remove(input.decision.run, input.decision.tick)
  }

  /** Oldest first: the one in flight, then the pending one. */
  of(run: RunIndex): number[] {
    return this.#ticks.get(run) ?? []
  }

  #remove(run: RunIndex, tick: number): void {
    const ticks = this.of(run)
    const at = ticks.indexOf(tick)
    if (at >= 0) ticks.splice(at, 1)
  }
}

/** The competitors that decide; the benchmark does not. */
export function agentRuns(config: MatchConfig): readonly RunIndex[] {
  return config.runs.flatMap((run, index) => (run.role === 'agent' ? [runIndex(index)] : []))
}

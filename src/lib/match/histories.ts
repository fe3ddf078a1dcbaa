import type { DecisionRecord } from '../agents/decision'
import type { TimeMs } from '../core/time'
import type { Engine } from '../engine/engine'
import type { LoggedStep } from '../engine/log/step-codec'
import type { RunIndex } from '../engine/events'
import { agentRuns } from './open-ticks'
import type { PastTick } from './ports'
import { type Scene, sceneOf } from './scenes'

/** What a language model is told of earlier ticks never needs more. */
export const RECORDS_KEPT = 120
const SCENES_KEPT = 12

/**
 * What the runs with a language model did and saw, grown step by step: the memory a new agent of such a run
 * begins with. A tick belongs to it when a model decided on it, or should have. Where models may play, every
 * agent's scenes are kept until it decided: a model may take over with a tick already published.
 */
export class Histories {
  readonly #past = new Map<RunIndex, readonly PastTick[]>()
  /** By run and tick: seen, and not decided yet. */
  readonly #open = new Map<string, Scene>()

  constructor(private readonly engine: Engine) {}

  /** Oldest first. */
  of(run: RunIndex): readonly PastTick[] {
    return this.#past.get(run) ?? []
  }

  /** To be called right after the engine has folded the step. */
  follow({ input }: LoggedStep, record?: DecisionRecord): void {
    if (input.type === 'TickPublished') this.#see(input.tick, input.time)
    if (input.type === 'TickSkipped') this.#open.delete(keyOf(input.run, input.tick))
    if (input.type !== 'DecisionClosed') return
    const key = keyOf(input.decision.run, input.decision.tick)
    const scene = this.#open.get(key)
    this.#open.delete(key)
    if (scene === undefined || record === undefined) return
    const isModel = record.model !== undefined || this.engine.runs[input.decision.run]?.model !== undefined
    if (isModel) this.#remember(input.decision.run, { record, scene })
  }

  #see(tick: number, time: TimeMs): void {
    const { engine } = this
    if (engine.config.decisions === undefined) return
    const runs = agentRuns(engine.runs)
    const snapshot = engine.packedSnapshot(time)
    for (const run of runs) this.#open.set(keyOf(run, tick), sceneOf(engine, run, time, snapshot))
  }

  #remember(run: RunIndex, past: PastTick): void {
    const kept = [...this.of(run), past].slice(-RECORDS_KEPT)
    const bare = kept.length - SCENES_KEPT
    this.#past.set(
      run,
      kept.map((tick, index) => (index < bare ? { record: tick.record } : tick)),
    )
  }
}

function keyOf(run: RunIndex, tick: number): string {
  return `${run}/${tick}`
}

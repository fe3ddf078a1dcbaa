import type { Clock } from '../core/clock'
import { InvariantError } from '../core/result'
import type { DurationMs, TimeMs } from '../core/time'
import type { DecisionRecord } from '../agents/decision'
import type { RunConfig } from '../engine/config'
import type { Engine } from '../engine/engine'
import type { OperatorCommand, RunIndex, SkipReason } from '../engine/events'
import { AgentSlot, type SeenTick } from './agent-slot'
import type { Histories } from './histories'
import { agentRuns } from './open-ticks'
import type { AgentAssignment, AgentFactory, AgentHost } from './ports'
import type { PromptBook } from './prompt-book'
import { sceneOf } from './scenes'

export interface CrewParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly agents: AgentFactory
  readonly histories: Histories
  readonly prompts: PromptBook
}

/** What the crew needs of its session, and tells it. None may throw. */
export interface CrewEvents {
  /** `config`: the run as it is when the agent is given its place. */
  hostOf(run: RunIndex, config: RunConfig): AgentHost
  obstacleTo(run: RunIndex): SkipReason | undefined
  /** Wall time a decision that starts now may take. */
  budgetOf(run: RunIndex): DurationMs
  decisionClosed(run: RunIndex, record: DecisionRecord): void
  tickSkipped(run: RunIndex, tick: number, reason: SkipReason): void
  /** Whether any language model is deciding, when that changed. */
  modelsThinking(thinking: boolean): void
}

/** The agents of a match: a slot for each, whoever fills it now. */
export class AgentCrew {
  readonly #slots = new Map<RunIndex, AgentSlot>()
  /** Runs whose open decision is a language model's. */
  readonly #thinking = new Set<RunIndex>()

  constructor(
    private readonly parts: CrewParts,
    private readonly events: CrewEvents,
  ) {
    for (const run of agentRuns(parts.engine.runs)) this.#enlist(run)
  }

  get slots(): readonly AgentSlot[] {
    return [...this.#slots.values()]
  }

  slot(run: RunIndex): AgentSlot | undefined {
    return this.#slots.get(run)
  }

  get modelsThinking(): boolean {
    return this.#thinking.size > 0
  }

  /** What a tick published at `time` shows each agent. To be asked before anything else is folded. */
  ticksAt(time: TimeMs): ReadonlyMap<RunIndex, SeenTick> {
    const { engine } = this.parts
    const { tick } = engine
    const snapshot = engine.packedSnapshot(time)
    const seen = this.slots.map(({ run }): [RunIndex, SeenTick] => {
      return [run, { tick, matchTime: time, ...sceneOf(engine, run, time, snapshot) }]
    })
    return new Map(seen)
  }

  offer(ticks: ReadonlyMap<RunIndex, SeenTick>): void {
    for (const [run, tick] of ticks) this.#slots.get(run)?.offer(tick)
  }

  /** Does what a command that the engine has just folded means for the agents. */
  follow(command: OperatorCommand): void {
    if (command.kind === 'add-run') {
      for (const run of agentRuns(this.parts.engine.runs)) if (!this.#slots.has(run)) this.#enlist(run)
    }
    if (command.kind === 'reassign') {
      const { run } = command
      this.#slots.get(run)?.handOver(() => this.#spawn(run))
    }
  }

  #enlist(run: RunIndex): void {
    const slot = new AgentSlot(run, this.#spawn(run), this.parts.clock, {
      obstacleTo: (asked) => this.events.obstacleTo(asked),
      budgetOf: (started) => this.events.budgetOf(started),
      decisionStarted: (started) => this.#noteThinking(started, this.#hasModel(started)),
      decisionClosed: (closed, record) => {
        this.events.decisionClosed(closed, record)
        this.#noteThinking(closed, false)
      },
      tickSkipped: (skipped, tick, reason) => this.events.tickSkipped(skipped, tick, reason),
    })
    this.#slots.set(run, slot)
  }

  #spawn(run: RunIndex): ReturnType<AgentFactory['spawn']> {
    const assignment = this.#assignmentOf(run)
    return this.parts.agents.spawn(assignment, this.events.hostOf(run, assignment.runConfig))
  }

  /** Its history is read when it is needed: a worker that is replaced begins with all that was done by then. */
  #assignmentOf(run: RunIndex): AgentAssignment {
    const { engine, prompts, histories } = this.parts
    const runConfig = engine.runs[run]
    const prompt = runConfig === undefined ? undefined : prompts.of(runConfig)
    if (runConfig === undefined || prompt === undefined)
      throw new InvariantError('an agent without its prompt')
    return {
      ...{ run, config: engine.config, runConfig, prompt },
      get history() {
        return histories.of(run)
      },
    }
  }

  #hasModel(run: RunIndex): boolean {
    return this.parts.engine.runs[run]?.model !== undefined
  }

  #noteThinking(run: RunIndex, thinking: boolean): void {
    const before = this.modelsThinking
    if (thinking) this.#thinking.add(run)
    else this.#thinking.delete(run)
    if (before !== this.modelsThinking) this.events.modelsThinking(this.modelsThinking)
  }
}

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
import { ThinkingModels } from './thinking-models'

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
  /** See {@link AgentCrew.modelsThinking}; told when it changed. */
  modelsThinking(thinking: boolean): void
}

/** A tick as each agent is to see it. */
export interface PublishedTick {
  readonly seen: ReadonlyMap<RunIndex, SeenTick>
  /** Whether a language model will decide on it. */
  readonly isForModels: boolean
}

/** The agents of a match: a slot for each, whoever fills it now. */
export class AgentCrew {
  readonly #slots = new Map<RunIndex, AgentSlot>()
  readonly #thinking: ThinkingModels

  constructor(
    private readonly parts: CrewParts,
    private readonly events: CrewEvents,
  ) {
    this.#thinking = new ThinkingModels((thinking) => events.modelsThinking(thinking))
    for (const run of agentRuns(parts.engine.runs)) this.#enlist(run)
  }

  get slots(): readonly AgentSlot[] {
    return [...this.#slots.values()]
  }

  slot(run: RunIndex): AgentSlot | undefined {
    return this.#slots.get(run)
  }

  /** Whether a language model is deciding, or about to: a tick it will decide on is being stored. */
  get modelsThinking(): boolean {
    return this.#thinking.any
  }

  /**
   * What a tick published at `time` shows each agent, to be offered once it is durable. To be asked before
   * anything else is folded.
   */
  ticksAt(time: TimeMs): PublishedTick {
    const { engine } = this.parts
    const { tick } = engine
    const snapshot = engine.packedSnapshot(time)
    const seen = this.slots.map(({ run }): [RunIndex, SeenTick] => {
      return [run, { tick, matchTime: time, ...sceneOf(engine, run, time, snapshot) }]
    })
    const isForModels = this.slots.some(({ run }) => this.#isModelReady(run))
    if (isForModels) this.#thinking.announce()
    return { seen: new Map(seen), isForModels }
  }

  offer({ seen, isForModels }: PublishedTick): void {
    for (const [run, tick] of seen) this.#slots.get(run)?.offer(tick)
    if (isForModels) this.#thinking.offered()
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
      decisionStarted: (started) => {
        if (this.#hasModel(started)) this.#thinking.started(started)
      },
      decisionClosed: (closed, record) => {
        this.events.decisionClosed(closed, record)
        this.#thinking.ended(closed)
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

  #isModelReady(run: RunIndex): boolean {
    return this.#hasModel(run) && this.events.obstacleTo(run) === undefined
  }
}

/** A whole match in one process: demo market, house agents, a store in memory, all on a virtual clock. */
import type { TradeRequest } from '$lib/agents/decision'
import type { MatchConfig } from '$lib/engine/config'
import type { RunIndex, SignalOutcome } from '$lib/engine/events'
import type { LoggedStep } from '$lib/engine/log/step-codec'
import { DemoFeed } from '$lib/feeds/demo/demo-feed'
import type { AgentFactory, CommitBatch, FeedPort, StoreFailure } from '$lib/match/ports'
import { type RestoredMatch, restoreMatch } from '$lib/match/restore'
import { MatchSession, type SessionPorts } from '$lib/match/session'
import { MatchLibrary } from '$lib/storage/match-library'
import { BackedMatchStore } from '$lib/storage/match-store'
import { MemoryBackend } from '$lib/storage/memory-backend'
import { type CommitFate, FaultyStore, WRITTEN } from '../../fixtures/simulation/faulty-store'
import { AT_ONCE, type AgentFate, InProcessAgents } from '../../fixtures/simulation/in-process-agents'
import { MortalClock } from '../../fixtures/simulation/mortal-clock'
import { ScriptedModels } from '../../fixtures/scripted-models'
import { lead } from '../../fixtures/store-fixtures'
import { VirtualClock } from '../../fixtures/virtual-clock'
import { demoMatch, ms, stepOf } from './fixtures'

export interface Conditions {
  fateOf(run: RunIndex, tick: number): AgentFate
  ofCommit(batch: CommitBatch): CommitFate
  feed(clock: MortalClock): FeedPort
  /** Who plays, where the house agents are not enough. */
  agents?(house: AgentFactory, clock: MortalClock): AgentFactory
}

const KIND: Conditions = {
  fateOf: () => AT_ONCE,
  ofCommit: () => WRITTEN,
  feed: (clock) => new DemoFeed(clock),
}

/** One place where matches are played, by one process after the other. */
export class TestArena {
  readonly clock = new VirtualClock()
  readonly library: MatchLibrary
  readonly halts: StoreFailure[] = []
  readonly answers: {
    readonly run: RunIndex
    readonly request: TradeRequest
    readonly outcome: SignalOutcome
  }[] = []
  readonly conditions: Conditions
  readonly models = new ScriptedModels()
  readonly #backend = new MemoryBackend()
  agents: InProcessAgents | undefined
  #process: MortalClock | undefined

  constructor(
    readonly config: MatchConfig = demoMatch(),
    conditions: Partial<Conditions> = {},
    private readonly prompts: ReadonlyMap<string, string> = new Map(),
  ) {
    this.library = new MatchLibrary(this.#backend)
    this.conditions = { ...KIND, ...conditions }
  }

  async start(): Promise<MatchSession> {
    return MatchSession.start(this.config, this.prompts, await this.#ports(), (failure) =>
      this.halts.push(failure),
    )
  }

  /** The process dies without a word. */
  crash(): void {
    this.#process?.die()
  }

  async resume(standing = false): Promise<MatchSession> {
    const restored = await this.restore()
    return MatchSession.resume(restored, await this.#ports(), (failure) => this.halts.push(failure), standing)
  }

  async restore(): Promise<RestoredMatch> {
    const stored = await this.library.loadMatch(this.config.matchId)
    if (!stored.ok) throw stored.error
    const decisions = await this.library.decisions(this.config.matchId)
    if (!decisions.ok) throw decisions.error
    const match = restoreMatch(stored.value.steps, decisions.value, stored.value.prompts)
    if (!match.ok) throw new Error(match.error)
    return match.value
  }

  /** As a damaged disk would. */
  forgetPrompts(): Promise<void> {
    return this.#backend.transact('write', ['prompts'], (transaction) =>
      transaction.removeRange('prompts', ['', ''], ['\uffff', '']),
    )
  }

  /** The log as it lies in the store. */
  async steps(): Promise<readonly LoggedStep[]> {
    const stored = await this.library.loadMatch(this.config.matchId)
    if (!stored.ok) throw stored.error
    return stored.value.steps.map(({ record }) => stepOf(record))
  }

  async #ports(): Promise<SessionPorts> {
    const clock = new MortalClock(this.clock)
    this.#process = clock
    this.agents = new InProcessAgents({
      clock,
      fateOf: (run, tick) => this.conditions.fateOf(run, tick),
      mailTime: () => ms(0),
      answered: (run, request, outcome) => this.answers.push({ run, request, outcome }),
    })
    const disk = new BackedMatchStore(this.#backend, this.config, await lead(this.#backend))
    const store = new FaultyStore(disk, {
      clock,
      fateOf: (batch) => this.conditions.ofCommit(batch),
      written: () => undefined,
      crash: () => clock.die(),
      dead: () => clock.dead,
    })
    const { models, conditions } = this
    const agents = this.conditions.agents?.(this.agents, clock) ?? this.agents
    return { clock, feed: conditions.feed(clock), agents, models, store }
  }
}

export const ended = (steps: readonly LoggedStep[]): LoggedStep | undefined =>
  steps.find(({ input }) => input.type === 'CommandIssued' && input.command.kind === 'end')

export const fillsOf = (steps: readonly LoggedStep[]): number =>
  steps.flatMap(({ derived }) => derived.filter(({ type }) => type === 'OrderFilled')).length

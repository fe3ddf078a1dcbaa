import * as Comlink from 'comlink'
import type { Clock } from '../lib/core/clock'
import { type DurationMs, between, durationMs } from '../lib/core/time'
import type { DecisionRecord } from '../lib/agents/decision'
import { effectiveDecisions } from '../lib/match/decision-budget'
import {
  type AgentAssignment,
  type AgentHost,
  AgentLost,
  type AgentPort,
  type AgentTick,
} from '../lib/match/ports'
import type { AgentSetup, AgentWorkerApi } from './api/agent'
import { WorkerWatch } from './watch'

/** Waits before a worker that dies again and again is started once more. */
const RESTART_DELAYS: readonly DurationMs[] = [0, 500, 2000, 10_000].map(durationMs)

/**
 * An agent's worker behind a port. A worker that crashes, or misses its pings, is ended and replaced;
 * the decision it had is rejected with {@link AgentLost}. Nothing is lost with it: what an agent
 * knows comes with each tick, and what it remembers with its setup.
 */
export class WorkerAgentPort implements AgentPort {
  #remote: Promise<Comlink.Remote<AgentWorkerApi>>
  /** Counts the workers this agent has had: what an earlier one still reports is nobody's any more. */
  #life = 0
  #endLife: () => void = () => undefined
  #rejectLost: (cause: AgentLost) => void = () => undefined
  #lost: Promise<never> = this.#newLost()
  #deaths = 0
  restarts = 0
  restarting = false
  #stopped = false

  constructor(
    private readonly assignment: AgentAssignment,
    private readonly host: AgentHost,
    private readonly spawn: (name: string) => Promise<Worker>,
    private readonly clock: Clock,
    private readonly onRestart: (reason: string) => void,
  ) {
    this.#remote = this.#launch()
  }

  async decide(tick: AgentTick): Promise<DecisionRecord> {
    const lost = this.#lost
    const askedAt = this.clock.now()
    const answered = this.#remote.then((remote) => {
      // A worker that is being started has less time left than was given.
      const waited = between(askedAt, this.clock.now())
      const budget = durationMs(Math.max(0, tick.budget - waited))
      return remote.decide(Comlink.transfer({ ...tick, budget }, [tick.snapshot.buffer]))
    })
    const record = await Promise.race([answered, lost])
    this.#deaths = 0
    return record
  }

  abandon(tick: number): void {
    void this.#remote.then((remote) => remote.abandon(tick)).catch(() => undefined)
  }

  stop(): void {
    this.#stopped = true
    this.#endLife()
  }

  /** A worker that cannot even be started counts as one that died. */
  #launch(): Promise<Comlink.Remote<AgentWorkerApi>> {
    this.#life += 1
    const life = this.#life
    const started = this.#start(life)
    started.catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : 'no reason given'
      this.#replace(life, `Its worker could not be started: ${reason}.`)
    })
    return started
  }

  async #start(life: number): Promise<Comlink.Remote<AgentWorkerApi>> {
    const worker = await this.spawn(`agent ${this.assignment.runConfig.name}`)
    const remote = Comlink.wrap<AgentWorkerApi>(worker)
    const watch = new WorkerWatch(
      worker,
      () => remote.ping(),
      this.clock,
      (reason) => this.#replace(life, reason),
    )
    const { port1, port2 } = new MessageChannel()
    Comlink.expose(this.host, port1)
    this.#endLife = (): void => {
      watch.stop()
      worker.terminate()
      port1.close()
    }
    if (this.#stopped) this.#endLife()
    else await remote.setup(setupOf(this.assignment), Comlink.transfer(port2, [port2]))
    this.restarting = false
    return remote
  }

  #replace(life: number, reason: string): void {
    if (this.#stopped || life !== this.#life) return
    this.#endLife()
    const delay = RESTART_DELAYS[Math.min(this.#deaths, RESTART_DELAYS.length - 1)] ?? durationMs(0)
    this.#deaths += 1
    this.restarts += 1
    this.restarting = true
    this.#remote = new Promise((resolve, reject) => {
      this.clock.after(delay, () => void this.#launch().then(resolve, reject))
    })
    this.#remote.catch(() => undefined) // told by #launch; nobody may be asking
    const rejectLost = this.#rejectLost
    this.#lost = this.#newLost()
    rejectLost(new AgentLost(reason))
    this.onRestart(reason)
  }

  #newLost(): Promise<never> {
    const lost = new Promise<never>((_, reject) => {
      this.#rejectLost = reject
    })
    lost.catch(() => undefined) // nobody may be waiting when a worker is lost
    return lost
  }
}

function setupOf({ run, config, runConfig, prompt, history }: AgentAssignment): AgentSetup {
  const { name, brain, labels, model } = runConfig
  const seed = `${config.demo?.seed ?? config.matchId}/${run}`
  const exits = config.formatVersion >= 3
  const setup = { name, brain, products: config.products, seed, labels, exits }
  const decisions = effectiveDecisions(config)
  if (model === undefined || decisions === undefined) return setup
  return {
    ...setup,
    chat: { nodeName: model.nodeName, modelId: model.modelId, prompt, decisions, history },
  }
}

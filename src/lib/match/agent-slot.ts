import type { Clock } from '../core/clock'
import { thinkingTime } from '../core/thinking-time'
import { type DurationMs, type TimeMs, between, durationMs, timeMs } from '../core/time'
import type { DecisionRecord } from '../agents/decision'
import type { RunIndex, SkipReason } from '../engine/events'
import type { AgentPort, AgentTick } from './ports'
import { isSoundRecord } from './sound-record'

/** What a tick shows an agent. How long its decision may take is known only when it starts. */
export type SeenTick = Omit<AgentTick, 'budget'>

const UNSOUND = 'What the agent handed in could not be read. What it traded stands; the next tick asks again.'

/** What a slot tells its session. None may throw. */
export interface AgentSlotEvents {
  /** Asked whenever a decision would start: why it must not, if so. */
  obstacleTo(run: RunIndex): SkipReason | undefined
  /** Wall time a decision that starts now may take. */
  budgetOf(run: RunIndex): DurationMs
  decisionStarted(run: RunIndex): void
  decisionClosed(run: RunIndex, record: DecisionRecord): void
  tickSkipped(run: RunIndex, tick: number, reason: SkipReason): void
}

/**
 * One agent's place in the match: one decision in flight and one pending tick, of which the latest wins.
 * A decision has a deadline in wall time; past it the decision is closed and its late trades are refused.
 * The slot outlives its agent's worker: a lost worker closes the decision and the pending tick starts
 * on the replacement. It also outlives the agent: one given in its place takes over between two decisions.
 */
export class AgentSlot {
  #inFlight: AgentTick | undefined
  #pending: SeenTick | undefined
  #startedAt: TimeMs = timeMs(0)
  #cancelDeadline: () => void = () => undefined
  #stopped = false
  #port: AgentPort
  #successor: (() => AgentPort) | undefined
  /** Of the agents that were here before. */
  #earlierRestarts = 0
  lastLatency: DurationMs | undefined
  lastProblem = ''

  constructor(
    readonly run: RunIndex,
    port: AgentPort,
    private readonly clock: Clock,
    private readonly events: AgentSlotEvents,
  ) {
    this.#port = port
  }

  get stopped(): boolean {
    return this.#stopped
  }

  /** Whether its worker was lost and the replacement has not answered yet. */
  get restarting(): boolean {
    return this.#port.restarting
  }

  get restarts(): number {
    return this.#earlierRestarts + this.#port.restarts
  }

  get thinking(): boolean {
    return this.#inFlight !== undefined
  }

  /** Whether trades of this tick's decision may still be made. */
  isOpen(tick: number): boolean {
    return this.#inFlight?.tick === tick
  }

  /** Milliseconds of wall time since the open decision's snapshot; 0 when none is open. */
  openFor(): DurationMs {
    return this.#inFlight === undefined ? durationMs(0) : between(this.#startedAt, this.clock.now())
  }

  /** Milliseconds the open decision may still think and have its record heard; 0 when none is open. */
  timeLeft(): DurationMs {
    const budget = this.#inFlight?.budget ?? durationMs(0)
    return durationMs(Math.max(0, thinkingTime(budget) - this.openFor()))
  }

  /** Gives the place to another agent: now, or when the open decision has ended. */
  handOver(successor: () => AgentPort): void {
    if (this.#stopped) return
    this.#successor = successor
    if (this.#inFlight === undefined) this.#takeOver()
  }

  /** The snapshot is copied for the agent when its decision starts. */
  offer(tick: SeenTick): void {
    if (this.#stopped) return
    if (this.#inFlight === undefined) {
      this.#start(tick)
      return
    }
    this.#skipPending('superseded')
    this.#pending = tick
  }

  /** Closes the open decision as abandoned and forgets the pending tick. */
  stop(): void {
    this.#stopped = true
    this.#skipPending('match-ended')
    const open = this.#inFlight
    if (open !== undefined) {
      this.#port.abandon(open.tick)
      this.#close(open, this.#problemRecord(open, 'abandoned', 'The match ended before the decision did.'))
    }
    this.#port.stop()
  }

  /** Lets the worker go without closing anything: another writer has the match. */
  release(): void {
    this.#stopped = true
    this.#cancelDeadline()
    this.#inFlight = undefined
    this.#pending = undefined
    this.#port.stop()
  }

  #takeOver(): void {
    const successor = this.#successor
    if (successor === undefined) return
    this.#successor = undefined
    this.#earlierRestarts = this.restarts
    this.#port.stop()
    this.#port = successor()
    this.lastProblem = ''
  }

  #skipPending(reason: SkipReason): void {
    if (this.#pending === undefined) return
    this.events.tickSkipped(this.run, this.#pending.tick, reason)
    this.#pending = undefined
  }

  #start(seen: SeenTick): void {
    const obstacle = this.events.obstacleTo(this.run)
    if (obstacle !== undefined) {
      this.events.tickSkipped(this.run, seen.tick, obstacle)
      return
    }
    const tick = { ...seen, budget: this.events.budgetOf(this.run) }
    this.#inFlight = tick
    this.#startedAt = this.clock.now()
    this.#cancelDeadline = this.clock.after(tick.budget, () => this.#timeOut(tick))
    this.events.decisionStarted(this.run)
    this.#port.decide({ ...tick, snapshot: tick.snapshot.slice() }).then(
      (record: unknown) => this.#handIn(tick, record),
      (cause: unknown) => this.#lost(tick, cause),
    )
  }

  #timeOut(tick: AgentTick): void {
    this.#port.abandon(tick.tick)
    const spent = Math.round(tick.budget / 1000)
    this.#close(
      tick,
      this.#problemRecord(tick, 'timed-out', `No decision within ${spent} s; the tick was closed.`),
    )
  }

  /** A record that storage would refuse, for one agent's odd words, must not stop the match of all. */
  #handIn(tick: AgentTick, record: unknown): void {
    const isSound = isSoundRecord(record) && record.tick === tick.tick && record.matchTime === tick.matchTime
    this.#close(tick, isSound ? record : this.#problemRecord(tick, 'failed', UNSOUND))
  }

  /** Its worker died or hung and was replaced, or its brain threw. */
  #lost(tick: AgentTick, cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : 'The agent failed without a reason.'
    this.#close(tick, this.#problemRecord(tick, 'failed', reason))
  }

  /** Only the first end of a decision counts; whatever arrives later is dropped. */
  #close(tick: AgentTick, record: DecisionRecord): void {
    if (this.#inFlight !== tick) return
    this.#cancelDeadline()
    this.#inFlight = undefined
    this.lastLatency = record.latency
    this.lastProblem = record.problem ?? ''
    this.events.decisionClosed(this.run, record)
    const next = this.#pending
    this.#pending = undefined
    if (this.#stopped) return
    this.#takeOver()
    if (next !== undefined) this.#start(next)
  }

  #problemRecord(tick: AgentTick, outcome: DecisionRecord['outcome'], problem: string): DecisionRecord {
    return {
      tick: tick.tick,
      matchTime: tick.matchTime,
      outcome,
      exchanges: [],
      response: '',
      reasoning: '',
      problem,
      latency: this.openFor(),
    }
  }
}

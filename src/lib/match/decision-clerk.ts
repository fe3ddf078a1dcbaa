import type { TimeMs } from '../core/time'
import type { DecisionRecord } from '../agents/decision'
import type { RunIndex, SkipReason } from '../engine/events'
import { abandonedRecord } from './abandoned-record'
import { hashOfDecision } from './decision-hash'
import type { Journal } from './journal'
import type { OpenTicks } from './open-ticks'

/** Writes how each tick ended for each agent: decided, or skipped and why. */
export class DecisionClerk {
  constructor(
    private readonly journal: Journal,
    private readonly openTicks: OpenTicks,
    private readonly matchTime: () => TimeMs,
  ) {}

  closed(run: RunIndex, record: DecisionRecord): void {
    const { tick, outcome, latency } = record
    const decision = { run, tick, outcome, latency, recordHash: hashOfDecision(record) }
    const time = this.matchTime()
    this.journal.writeDecision({ type: 'DecisionClosed', time, decision }, { run, tick, record })
  }

  skipped(run: RunIndex, tick: number, reason: SkipReason): void {
    this.journal.write({ type: 'TickSkipped', time: this.matchTime(), run, tick, reason })
  }

  /** Whatever of the run was neither decided nor skipped. */
  skipOpen(run: RunIndex, reason: SkipReason): void {
    for (const tick of this.openTicks.of(run)) this.skipped(run, tick, reason)
  }

  /** What was open when the match was left at `leftAt` is closed, never run again. */
  abandonOpen(run: RunIndex, leftAt: TimeMs): void {
    const [inFlight] = this.openTicks.of(run)
    if (inFlight === undefined) return
    this.closed(run, abandonedRecord(inFlight, leftAt))
    this.skipOpen(run, 'worker-restarting')
  }
}

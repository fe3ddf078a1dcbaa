import type { DecisionRecord } from '../agents/decision'
import type { DurationMs } from '../core/time'
import { Engine } from '../engine/engine'
import type { RunIndex } from '../engine/events'
import type { LoggedStep } from '../engine/log/step-codec'
import { NO_COUNTERS } from '../market/feed-event'
import { OpenTicks } from '../match/open-ticks'
import { Chronicle } from '../match/view/chronicle'
import { type AgentLife, describeMatch } from '../match/view/match-view'
import type { MatchView } from '../../workers/api/view'

/** A match folded up to some event, with what the page shows of it. Goes forward only. */
export class ReplayFold {
  readonly engine = new Engine()
  readonly chronicle = new Chronicle(this.engine)
  readonly #openTicks = new OpenTicks(this.engine)
  readonly #latencies = new Map<RunIndex, DurationMs>()
  #feedDetail = ''
  #feedSince = 0

  /** The step after the last; `record`: the words of the decision it closes, if they are known. */
  take({ input }: LoggedStep, record: DecisionRecord | undefined): void {
    const step = this.engine.derive(input)
    this.#openTicks.follow(step)
    this.chronicle.follow(step, record)
    if (input.type === 'FeedStateChanged') {
      this.#feedDetail = input.detail
      this.#feedSince = this.engine.time
    }
    if (input.type === 'DecisionClosed') this.#latencies.set(input.decision.run, input.decision.latency)
  }

  /** What the page showed then, as far as the log knows it. `digest`: of the segments sealed by then. */
  view(digest: string): MatchView {
    const { engine, chronicle } = this
    const isOver = engine.status === 'ended'
    const view = describeMatch(engine, chronicle, {
      role: 'leader',
      durable: true,
      notice: '',
      nextTickAt: undefined,
      digest,
      feedDetail: this.#feedDetail,
      feedSince: this.#feedSince,
      counters: NO_COUNTERS,
      matchTime: engine.time,
      speed: engine.config.demo?.speed ?? 1,
      looksFresh: (product) => !isOver && engine.isFresh(product, engine.time),
      agent: (run) => (isOver ? undefined : this.#lifeOf(run)),
    })
    return { ...view, feed: { ...view.feed, label: 'Replay' } }
  }

  /** Undefined for the benchmark. */
  #lifeOf(run: RunIndex): AgentLife | undefined {
    if (this.engine.runs[run]?.role !== 'agent') return undefined
    const lastLatency = this.#latencies.get(run)
    return { status: this.#statusOf(run), detail: '', restarts: 0, lastLatency, speaking: undefined }
  }

  #statusOf(run: RunIndex): AgentLife['status'] {
    if (this.#openTicks.of(run).length > 0) return 'thinking'
    return this.engine.isBenched(run) ? 'benched' : 'waiting'
  }
}

import { type Result, err, ok } from '../../core/result'
import type { Engine } from '../../engine/engine'
import type { RunIndex } from '../../engine/events'
import type { AgentStatus, MatchView, ViewFrame } from '../../../workers/api/view'
import type { AgentSlot } from '../agent-slot'
import type { Obstacle } from '../obstacles'
import type { RestoredMatch } from '../restore'
import type { MatchSession } from '../session'
import type { FrameStream } from './frame-stream'
import { type AgentLife, type LiveState, describeMatch } from './match-view'
import { describeStill } from './still-view'

/** A match on show: the one that runs, or one of the past. */
export interface Stage {
  /** The next frame, or undefined while steps wait for the disk: what is not durable is not shown. */
  frame(stream: FrameStream): ViewFrame | undefined
  /** The match's fold, once all that is in it is on disk. */
  fold(): Promise<Result<Engine, string>>
}

/** The running match. `notice` is the hub's sentence about it, empty when all is well. */
export class RunningStage implements Stage {
  #lastView: MatchView
  #feedSince = 0
  #feedState = ''

  constructor(
    private readonly session: MatchSession,
    private readonly durable: boolean,
    private readonly notice: () => string,
  ) {
    // Should the store refuse even what comes first, this is what the match was before it.
    this.#lastView = session.opening
  }

  frame(stream: FrameStream): ViewFrame | undefined {
    const { session } = this
    if (session.halted) return this.#haltedFrame(stream)
    if (!session.writer.idle) return undefined
    this.#lastView = describeMatch(session.engine, session.chronicle, this.#liveState())
    return stream.next(this.#lastView, session.chronicle)
  }

  async fold(): Promise<Result<Engine, string>> {
    const failure = await this.session.writer.settled()
    return failure === undefined ? ok(this.session.engine) : err(failure.message)
  }

  /** Steps the store refused did not happen yet: the picture stays as it last was on disk. */
  #haltedFrame(stream: FrameStream): ViewFrame | undefined {
    const last = this.#lastView
    const match = { ...last.match, status: 'halted', notice: this.notice() } as const
    return stream.still({ ...last, match })
  }

  #liveState(): LiveState {
    const { session } = this
    const { feedState } = session.engine
    if (this.#feedState !== feedState) {
      this.#feedState = feedState
      this.#feedSince = session.engine.time
    }
    return {
      role: 'leader',
      durable: this.durable,
      notice: this.notice(),
      nextTickAt: session.schedule.nextAt,
      digest: session.log.digest,
      feedDetail: session.feedDetail,
      feedSince: this.#feedSince,
      counters: session.feedCounters(),
      matchTime: session.engine.status === 'running' ? session.matchTime() : session.engine.time,
      looksFresh: (product) => session.looksFresh(product),
      speed: session.speed,
      agent: (run) => lifeOf(session, run),
    }
  }
}

/** A match of the past, as its log left it. */
export class PastStage implements Stage {
  readonly #view: MatchView

  constructor(
    private readonly restored: RestoredMatch,
    durable: boolean,
  ) {
    this.#view = describeStill(restored, durable, 'A match of the past.')
  }

  frame(stream: FrameStream): ViewFrame {
    return stream.next(this.#view, this.restored.chronicle)
  }

  fold(): Promise<Result<Engine, string>> {
    return Promise.resolve(ok(this.restored.engine))
  }
}

function lifeOf(session: MatchSession, run: RunIndex): AgentLife | undefined {
  const slot = session.crew.slot(run)
  if (slot === undefined) return undefined
  const obstacle = session.models.obstacleTo(run)
  return {
    status: statusOf(slot, obstacle),
    detail: slot.stopped ? slot.lastProblem : (obstacle?.sentence ?? slot.lastProblem),
    restarts: slot.restarts,
    lastLatency: slot.lastLatency,
    speaking: session.models.speaking(run),
  }
}

/** What an agent does comes before what keeps it from doing more. */
function statusOf(slot: AgentSlot, obstacle: Obstacle | undefined): AgentStatus {
  if (slot.stopped) return 'stopped'
  if (slot.restarting) return 'restarting'
  if (slot.thinking) return 'thinking'
  return obstacle?.reason ?? 'waiting'
}

import { NO_COUNTERS } from '../../market/feed-event'
import type { MatchView } from '../../../workers/api/view'
import type { Engine } from '../../engine/engine'
import type { EventLog } from '../../engine/log/event-log'
import type { Chronicle } from './chronicle'
import { describeMatch } from './match-view'

interface ToldMatch {
  readonly engine: Engine
  readonly log: EventLog
  readonly chronicle: Chronicle
}

/** A match that nobody conducts, as its log left it. `feedDetail` is the sentence about its market. */
export function describeStill(
  { engine, log, chronicle }: ToldMatch,
  durable: boolean,
  feedDetail: string,
): MatchView {
  return describeMatch(engine, chronicle, {
    role: 'leader',
    durable,
    notice: '',
    nextTickAt: undefined,
    digest: log.digest,
    feedDetail,
    feedSince: engine.time,
    counters: NO_COUNTERS,
    matchTime: engine.time,
    speed: engine.config.demo?.speed ?? 1,
    looksFresh: () => false,
    agent: () => undefined,
  })
}

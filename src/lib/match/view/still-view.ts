import { NO_COUNTERS } from '../../market/feed-event'
import type { MatchView } from '../../../workers/api/view'
import type { Engine } from '../../engine/engine'
import type { EventLog } from '../../engine/log/event-log'
import { describeMatch } from './match-view'

/** A match that nobody conducts, as its log left it. `feedDetail` is the sentence about its market. */
export function describeStill(
  engine: Engine,
  log: EventLog,
  durable: boolean,
  feedDetail: string,
): MatchView {
  return describeMatch(engine.config, engine, {
    role: 'leader',
    durable,
    notice: '',
    halted: false,
    nextTickAt: undefined,
    digest: log.digest,
    feedDetail,
    feedSince: engine.time,
    counters: NO_COUNTERS,
    matchTime: engine.time,
    looksFresh: () => false,
    agent: () => undefined,
  })
}

import { decimalToString } from '../core/decimal'
import type { TimeMs } from '../core/time'
import type { MatchConfig } from '../engine/config'
import type { Engine } from '../engine/engine'
import { runIndex } from '../engine/events'
import type { EventLog } from '../engine/log/event-log'
import type { MatchHead } from './ports'

/** The row a list of matches reads, as of the engine's present state. */
export function describeHead(
  engine: Engine,
  log: EventLog,
  config: MatchConfig,
  wallTime: TimeMs,
): MatchHead {
  return {
    matchId: config.matchId,
    status: engine.status,
    seq: engine.seq,
    tick: engine.tick,
    matchTime: engine.time,
    wallTime,
    digest: log.digest,
    standings: engine.runs.map((run, index) => ({
      name: run.name,
      role: run.role,
      color: run.color,
      equity: decimalToString(engine.portfolio(runIndex(index), engine.time).equity),
      trades: engine.tradeCount(runIndex(index)),
    })),
  }
}

import type { MatchList } from '../lib/storage/match-library'
import { limitsTitle } from '../lib/match/view/limit-words'
import type { MatchListRow } from './api/view'

/** Past and present matches as the page lists them, newest first. */
export function listRows(list: MatchList): readonly MatchListRow[] {
  return list.matches.map(({ matchId, config, head, bytes }) => ({
    id: matchId,
    status: head.status,
    source: config.source,
    startedAt: config.startedAt,
    matchTime: head.matchTime,
    ticks: head.tick,
    products: config.products.map((spec) => spec.id),
    rules: config.rules.preset,
    risk: config.formatVersion < 3 ? '' : limitsTitle(config.rules.risk),
    bytes,
    standings: head.standings,
  }))
}

/** A result that an address holds: how it is written, and what of it is drawn. Pure. */
import type { ResultSummary } from '../../../workers/api/replay'
import type { EquityPoint } from '../../../workers/api/view'
import { type AgentIdentity, identify } from '../agent-color'
import type { RaceData } from '../chart/race-data'
import { withEnd } from './curve-end'
import { byValue } from '../standings'

/** Where the page itself is; of `location`. */
export interface PageAddress {
  readonly origin: string
  readonly pathname: string
}

/** The address that shows a result to whoever opens it. */
export function summaryAddress({ origin, pathname }: PageAddress, code: string): string {
  return `${origin}${pathname}#/replay?summary=${encodeURIComponent(code)}`
}

/** The address that opens a match file which some host serves; its own address goes to the end. */
export function hostedAddress({ origin, pathname }: PageAddress): string {
  return `${origin}${pathname}#/replay?url=https://…`
}

export interface SummaryRow {
  readonly agent: AgentIdentity
  /** 1 for the best; the benchmark has none. */
  readonly rank: number | undefined
  readonly equity: string
  /** Fraction of what it began with. */
  readonly profitRatio: number
  readonly trades: number
}

/** Best first, the benchmark in its place by value. */
export function summaryRows({ standings, initialCash }: ResultSummary): readonly SummaryRow[] {
  const identities = identitiesOf(standings)
  const start = Number(initialCash)
  let rank = 0
  return byValue(standings.map((standing, run) => ({ ...standing, run }))).flatMap((row) => {
    const agent = identities[row.run]
    if (agent === undefined) return []
    const { equity, trades } = row
    const profitRatio = start === 0 ? 0 : Number(equity) / start - 1
    return [{ agent, rank: agent.benchmark ? undefined : (rank += 1), equity, profitRatio, trades }]
  })
}

/** Its curves for the race chart. */
export function summaryRace(summary: ResultSummary): RaceData {
  const { standings, curves, digest, initialCash, endedAt } = summary
  const end: EquityPoint = { time: endedAt, values: standings.map(({ equity }) => Number(equity)) }
  return {
    matchId: digest,
    lines: identitiesOf(standings),
    points: withEnd(curves, end),
    unit: 'dollar',
    start: Number(initialCash),
    named: summaryRows(summary)
      .map(({ agent }) => agent.run)
      .slice(0, 7),
    highlight: undefined,
  }
}

function identitiesOf(standings: ResultSummary['standings']): readonly AgentIdentity[] {
  return identify(standings.map((standing, run) => ({ ...standing, run })))
}

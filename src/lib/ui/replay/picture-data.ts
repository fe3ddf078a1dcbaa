/** What a picture of a result says and draws, worked out without a canvas. */
import type { Frame } from '../chart/pen'
import type { EquityPoint, MatchView } from '../../../workers/api/view'
import type { AgentIdentity } from '../agent-color'
import { racePoints } from '../chart/race-data'
import { moneyText, signedPercentText } from '../format'
import { byValue } from '../standings'
import { dateText, spanText } from '../time-format'

export interface PictureData {
  readonly products: string
  readonly when: string
  /** What it is, and what it is not. */
  readonly honest: string
  /** Best first, as many as fit. */
  readonly rows: readonly PictureRow[]
  /** How many more there are, in words; empty for none. */
  readonly more: string
  /** In roster order. */
  readonly lines: readonly AgentIdentity[]
  readonly points: readonly EquityPoint[]
  /** Where everybody began, USD. */
  readonly start: number
}

export interface PictureRow {
  readonly agent: AgentIdentity
  /** Such as "1"; empty for the benchmark. */
  readonly rank: string
  readonly value: string
  readonly change: string
  readonly sign: number
}

const PROOF = 'A picture proves nothing: the match file can be run again and verified.'
/** As many rows as the picture has room for. */
const MOST_ROWS = 8
const MOST_PRODUCTS = 5

/** The match at the moment of `view`. */
export function pictureData(
  view: MatchView,
  identities: readonly AgentIdentity[],
  equity: readonly EquityPoint[],
): PictureData {
  const { match } = view
  const ranked = byValue(view.agents)
  const rows = ranked.slice(0, MOST_ROWS).flatMap((row): readonly PictureRow[] => {
    const agent = identities[row.run]
    if (agent === undefined) return []
    const rank = row.rank === undefined ? '' : String(row.rank)
    const change = signedPercentText(row.profitRatio)
    return [{ agent, rank, value: moneyText(row.equity), change, sign: Math.sign(row.profitRatio) }]
  })
  return {
    products: productsText(match.products.map(({ id }) => id)),
    when: `${dateText(match.startedAt)}, ${spanText(match.matchTime - match.startedAt)} of market time`,
    honest: `${match.source === 'demo' ? 'Simulated money and prices' : 'Simulated money'}. ${PROOF}`,
    rows,
    more: ranked.length > rows.length ? `and ${ranked.length - rows.length} more` : '',
    lines: identities,
    points: racePoints(equity, view, 'match'),
    start: Number(match.initialCash),
  }
}

function productsText(ids: readonly string[]): string {
  const rest = ids.length - MOST_PRODUCTS
  return ids.slice(0, MOST_PRODUCTS).join(' · ') + (rest > 0 ? ` · ${rest} more` : '')
}

/** How instants and dollars become pixels within a box. */
export interface Scale {
  x(time: number): number
  y(value: number): number
}

/** All points within the box, the start among them, with a little air above and below. */
export function scaleOf(points: readonly EquityPoint[], start: number, frame: Frame): Scale {
  const values = points.flatMap((point) => point.values)
  const low = values.reduce((least, value) => Math.min(least, value), start)
  const high = values.reduce((most, value) => Math.max(most, value), start)
  const air = (high - low || 1) * 0.08
  const first = points[0]?.time ?? 0
  const span = (points.at(-1)?.time ?? 0) - first || 1
  const range = high - low + 2 * air
  return {
    x: (time) => frame.left + ((time - first) / span) * frame.width,
    y: (value) => frame.top + (1 - (value - low + air) / range) * frame.height,
  }
}

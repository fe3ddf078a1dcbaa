/** What the price chart draws, worked out of a frame without a chart. Numbers here are for drawing only. */
import { decimalToNumber } from '../../core/decimal'
import type { ProductSpec } from '../../core/product'
import type { MarketRow, MatchView, PositionRow, TradeRow } from '../../../workers/api/view'
import type { AgentIdentity } from '../agent-color'
import { nearestFirst } from '../exit-text'
import { placesOf } from '../places'

export interface StopData {
  /** Of match and product: another one is drawn from nothing. */
  readonly key: string
  /** The product's price step and the decimal places it needs. */
  readonly increment: number
  readonly places: number
  /** Oldest first, no two in one second. */
  readonly points: readonly PricePoint[]
  /** Nearest to the price first. */
  readonly lines: readonly StopLine[]
  /** Oldest first. */
  readonly marks: readonly TradeMark[]
  /** Whether the scale makes room for the lines, or for the price alone. */
  readonly fit: ChartFit
}

export type ChartFit = 'stops' | 'price'

export interface PricePoint {
  /** Epoch milliseconds. */
  readonly time: number
  readonly value: number
}

/** A price at which somebody's position is sold. */
export interface StopLine {
  /** The same for the same stop in every frame. */
  readonly key: string
  readonly agent: AgentIdentity
  readonly title: string
  readonly value: number
  readonly distance: number
}

export interface TradeMark {
  readonly id: number
  readonly time: number
  readonly value: number
  readonly kind: TradeMarkKind
  readonly agent: AgentIdentity
}

export type TradeMarkKind = 'buy' | 'sell' | 'sold-by-rule'

/** More lines or marks than these hide the price. */
const MOST_LINES = 24
const MOST_MARKS = 60
/** A stop further from the price than this would press the price flat. */
const REACH = 0.15

export function stopData(
  view: MatchView,
  product: number,
  identities: readonly AgentIdentity[],
  trades: readonly TradeRow[],
  fit: ChartFit,
): StopData {
  const spec = view.match.products[product]
  const row = view.market.find((each) => each.product === product)
  const points = pricePoints(row, spec)
  const increment = incrementOf(spec)
  return {
    key: `${view.match.id}:${product}`,
    increment,
    places: placesOf(spec),
    points,
    lines: stopLines(holdersOf(view.positions, product), identities, increment),
    marks: tradeMarks(trades, product, points, identities),
    fit,
  }
}

export function holdersOf(positions: readonly PositionRow[], product: number): readonly PositionRow[] {
  return positions.filter((row) => row.product === product)
}

/** Who is nearest to a stop first; who has none comes last. */
export function soonestFirst(holders: readonly PositionRow[]): readonly PositionRow[] {
  const nearest = ({ exits }: PositionRow): number => {
    if (exits === undefined) return Infinity
    return Math.min(Number.MAX_VALUE, ...exits.lines.map((line) => Math.abs(line.distance)))
  }
  const keyed = holders.map((row) => ({ row, distance: nearest(row) }))
  return keyed
    .sort((a, b) => (a.distance < b.distance ? -1 : a.distance > b.distance ? 1 : 0))
    .map(({ row }) => row)
}

/**
 * The product to show where nobody chose: the one with the most exits, else the most held, else the first.
 * What is on show stays while it is as telling, so that the picture does not jump.
 */
export function offeredProduct(shown: number, positions: readonly PositionRow[], products: number): number {
  const tellings = Array.from({ length: products }, (_, product) => tellingOf(positions, product))
  const busiest = tellings.reduce((best, each, product) => (each > (tellings[best] ?? 0) ? product : best), 0)
  const now = tellings[shown] ?? 0
  const isAsTelling = now >= 1 || (now > 0 && (tellings[busiest] ?? 0) < 1)
  return isAsTelling ? shown : busiest
}

/** How many exits there are; below one, how many hold it without any. */
function tellingOf(positions: readonly PositionRow[], product: number): number {
  const held = holdersOf(positions, product)
  const exits = held.reduce((sum, row) => sum + (row.exits?.lines.length ?? 0), 0)
  return exits + held.length / (positions.length + 1)
}

/** The lowest and highest value the scale must show beside the price itself. */
export function linesInReach({ lines, fit }: StopData): readonly number[] {
  if (fit === 'price') return []
  return lines.filter((line) => Math.abs(line.distance) <= REACH).map((line) => line.value)
}

/** The axis counts seconds: of two closes within one, the later stands. */
function pricePoints(row: MarketRow | undefined, spec: ProductSpec | undefined): readonly PricePoint[] {
  const increment = incrementOf(spec)
  const points: PricePoint[] = []
  row?.closes.forEach((ticks, index) => {
    const time = row.closeTimes[index]
    const last = points.at(-1)
    if (time === undefined) return
    if (last !== undefined && Math.floor(last.time / 1000) >= Math.floor(time / 1000)) points.pop()
    points.push({ time, value: ticks * increment })
  })
  return points
}

function stopLines(
  holders: readonly PositionRow[],
  identities: readonly AgentIdentity[],
  increment: number,
): readonly StopLine[] {
  const lines = holders.flatMap((row) => {
    const agent = identities[row.run]
    if (agent === undefined) return []
    return (row.exits?.lines ?? []).map(({ rule, title, level, distance }) => ({
      key: `${row.run}:${rule}`,
      agent,
      title,
      value: level * increment,
      distance,
    }))
  })
  return nearestFirst(lines).slice(0, MOST_LINES)
}

/** The product's trades since the first point, each at the point nearest in time. */
function tradeMarks(
  trades: readonly TradeRow[],
  product: number,
  points: readonly PricePoint[],
  identities: readonly AgentIdentity[],
): readonly TradeMark[] {
  const from = points[0]?.time ?? Infinity
  const marks: TradeMark[] = []
  for (let index = trades.length - 1; index >= 0 && marks.length < MOST_MARKS; index -= 1) {
    const row = trades[index]
    if (row === undefined || row.time < from) break
    const agent = identities[row.run]
    if (row.product !== product || agent === undefined) continue
    const kind = row.side === 'buy' ? 'buy' : row.by === undefined ? 'sell' : 'sold-by-rule'
    marks.push({ id: row.id, time: nearestTime(points, row.time), value: Number(row.price), kind, agent })
  }
  return marks.reverse()
}

function nearestTime(points: readonly PricePoint[], time: number): number {
  let nearest = points[0]?.time ?? time
  for (const point of points) {
    if (Math.abs(point.time - time) <= Math.abs(nearest - time)) nearest = point.time
  }
  return nearest
}

function incrementOf(spec: ProductSpec | undefined): number {
  return spec === undefined ? 0.01 : decimalToNumber(spec.quoteIncrement)
}

/** What the price chart draws, worked out of a frame without a chart. Numbers here are for drawing only. */
import { decimalToNumber } from '../../core/decimal'
import type { ProductSpec } from '../../core/product'
import type { ExitLine, MarketRow, MatchView, PositionRow, TradeRow } from '../../../workers/api/view'
import type { AgentIdentity } from '../agent-color'
import { nearestFirst } from '../exit-text'
import { placesOf } from '../places'
import { type TradeMark, tradeMarks, withFills } from './trade-marks'

export interface StopData {
  /** Of match and product: another one is drawn from nothing. */
  readonly key: string
  /** The product's price step and the decimal places it needs. */
  readonly increment: number
  readonly places: number
  /** Closes and fills, oldest first, no two in one second. */
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

/** A price at which positions are sold by one rule. */
export interface StopLine {
  /** The same for the same stop in every frame. */
  readonly key: string
  /** Whose: one or more. */
  readonly agents: readonly AgentIdentity[]
  readonly rule: ExitLine['rule']
  readonly title: string
  readonly value: number
  readonly distance: number
}

/** More lines than these hide the price. */
const MOST_LINES = 24
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
  const increment = incrementOf(spec)
  const closes = closePoints(row, increment)
  const own = trades.filter((trade) => trade.product === product)
  const marks = tradeMarks(own, closes, identities)
  return {
    key: `${view.match.id}:${product}`,
    increment,
    places: placesOf(spec),
    points: withFills(closes, marks),
    lines: stopLines(holdersOf(view.positions, product), identities, increment),
    marks,
    fit,
  }
}

export function holdersOf(positions: readonly PositionRow[], product: number): readonly PositionRow[] {
  return positions.filter((row) => row.product === product)
}

/** Whose stop has fired first, then who is nearest to one; who has none comes last. */
export function soonestFirst(holders: readonly PositionRow[]): readonly PositionRow[] {
  const nearest = ({ exits }: PositionRow): number => {
    if (exits === undefined) return Infinity
    if (exits.waiting) return -1
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
function closePoints(row: MarketRow | undefined, increment: number): readonly PricePoint[] {
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

/** Stops of one rule at one price are one line, whoever's they are. */
function stopLines(
  holders: readonly PositionRow[],
  identities: readonly AgentIdentity[],
  increment: number,
): readonly StopLine[] {
  const lines = new Map<string, StopLine>()
  for (const { run, exits } of holders) {
    const agent = identities[run]
    if (agent === undefined) continue
    for (const { rule, title, level, distance } of exits?.lines ?? []) {
      const same = lines.get(`${rule}:${level}`)
      const { key = `${run}:${rule}`, agents = [] } = same ?? {}
      const value = level * increment
      lines.set(`${rule}:${level}`, { key, agents: [...agents, agent], rule, title, value, distance })
    }
  }
  return nearestFirst([...lines.values()]).slice(0, MOST_LINES)
}

function incrementOf(spec: ProductSpec | undefined): number {
  return spec === undefined ? 0.01 : decimalToNumber(spec.quoteIncrement)
}

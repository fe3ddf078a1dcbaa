/** Trades on the price chart, worked out without a chart. */
import type { TradeRow } from '../../../workers/api/view'
import type { AgentIdentity } from '../agent-color'
import type { PricePoint } from './stop-data'

/** Trades of one kind in one second. */
export interface TradeMark {
  /** Of the newest of them. */
  readonly id: number
  readonly time: number
  /** What the newest of them was filled at. */
  readonly value: number
  readonly kind: TradeMarkKind
  /** Whose, each once. */
  readonly agents: readonly AgentIdentity[]
}

export type TradeMarkKind = 'buy' | 'sell' | 'sold-by-rule'

/** More marks than these hide the price. */
const MOST_MARKS = 60
/** More names than these say less than their number. */
const MOST_NAMES = 3

/** The newest trades since the first close, oldest first. `trades`: of one product. */
export function tradeMarks(
  trades: readonly TradeRow[],
  closes: readonly PricePoint[],
  identities: readonly AgentIdentity[],
): readonly TradeMark[] {
  const from = closes[0]?.time ?? Infinity
  const until = closes.at(-1)?.time ?? 0
  const marks = new Map<string, TradeMark>()
  for (let index = trades.length - 1; index >= 0 && marks.size < MOST_MARKS; index -= 1) {
    const row = trades[index]
    if (row === undefined || row.time < from) break
    const agent = identities[row.run]
    if (agent === undefined) continue
    const kind = kindOf(row)
    // The last close is the present price, whose time may lie before a fill on the same ticker.
    const time = Math.min(row.time, until)
    const key = `${kind}:${secondOf(time)}`
    const { id = row.id, value = Number(row.price), agents = [] } = marks.get(key) ?? {}
    const all = agents.includes(agent) ? agents : [agent, ...agents]
    marks.set(key, { id, time, value, kind, agents: all })
  }
  return [...marks.values()].sort((a, b) => a.time - b.time || a.id - b.id)
}

/**
 * Closes with the fills between them, so that the line passes through every mark. Where both fall in one
 * second the close stands, which is a price of the market; only a sale by a rule, and never the present
 * price, gives way to its fill.
 */
export function withFills(closes: readonly PricePoint[], marks: readonly TradeMark[]): readonly PricePoint[] {
  const points = new Map<number, PricePoint>()
  const add = ({ time, value }: PricePoint): void => void points.set(secondOf(time), { time, value })
  for (const mark of marks) if (mark.kind !== 'sold-by-rule') add(mark)
  closes.forEach(add)
  for (const mark of marks) if (mark.kind === 'sold-by-rule') add(mark)
  const present = closes.at(-1)
  if (present !== undefined) add(present)
  return [...points.values()].sort((a, b) => a.time - b.time)
}

/** `B`, `B S`, or `8×` for many. */
export function markText({ agents }: TradeMark): string {
  return agents.length > MOST_NAMES ? `${agents.length}×` : agents.map(({ mark }) => mark).join(' ')
}

/**
 * The marks whose names stand clear of one another; the newest come first.
 * @param at where a mark stands, in pixels from the left
 * @param widthOf of a name, in pixels
 */
export function namedMarks(
  marks: readonly TradeMark[],
  at: (mark: TradeMark) => number,
  widthOf: (text: string) => number,
): ReadonlySet<TradeMark> {
  const named = new Set<TradeMark>()
  let free = Infinity
  for (const mark of marks.toReversed()) {
    const half = widthOf(markText(mark)) / 2
    const middle = at(mark)
    if (middle + half > free) continue
    named.add(mark)
    free = middle - half
  }
  return named
}

function kindOf({ side, by }: TradeRow): TradeMarkKind {
  if (side === 'buy') return 'buy'
  return by === undefined ? 'sell' : 'sold-by-rule'
}

function secondOf(time: number): number {
  return Math.floor(time / 1000)
}

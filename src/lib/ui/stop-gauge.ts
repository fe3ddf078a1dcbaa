/** How near an agent is to what sells its holdings, or stops it, without its doing. */
import { decimalToNumber } from '../core/decimal'
import type { ProductSpec } from '../core/product'
import type { AgentRow, ExitLine, PositionRow, RiskLimitRow, TradeRow } from '../../workers/api/view'
import { countText, percentText } from './format'
import { isHalted } from './risk-order'

export interface StopGauge {
  /** Such as `SOL stop 0.21 % away`. */
  readonly text: string
  /** 0 far away … 1 there. */
  readonly used: number
  /** Whose price it hangs on; undefined for what hangs on all that an agent has. */
  readonly product: number | undefined
}

interface Nearness extends StopGauge {
  /** What is left, as a fraction. */
  readonly room: number
}

/** Where a stop gives no start to measure from, this far above it counts as far away. */
const FAR = 0.05

/**
 * What is nearest of an agent's stops, by the price's way to them, and of the limits that end its trading, by
 * how much of them is used; undefined where there is none.
 */
export function nearestStop(
  row: AgentRow,
  positions: readonly PositionRow[],
  products: readonly ProductSpec[],
): StopGauge | undefined {
  if (isHalted(row)) return { text: 'buying stopped, re-arm it', used: 1, product: undefined }
  const stops = positions.flatMap((each) => (each.run === row.run ? ofPosition(row, each, products) : []))
  const nearest = stops.sort((a, b) => a.room - b.room || b.used - a.used).slice(0, 1)
  const limits = (row.risk?.limits ?? []).flatMap((limit) => ofRun(row, limit))
  return [...nearest, ...limits].sort((a, b) => b.used - a.used)[0]
}

function ofPosition(
  row: AgentRow,
  { product, exits, averageCost }: PositionRow,
  products: readonly ProductSpec[],
): readonly Nearness[] {
  const spec = products[product]
  if (spec === undefined || exits === undefined) return []
  if (exits.waiting) {
    return [{ text: `${spec.base} sale waits for a fresh price`, used: 1, product, room: 0 }]
  }
  return exits.lines.flatMap((line): readonly Nearness[] => {
    if (line.rule === 'take-profit') return []
    const room = Math.max(0, -line.distance)
    const text = room === 0 ? `${spec.base} at its stop` : `${spec.base} stop ${percentText(room)} away`
    const start = startOf(
      line,
      row,
      Number(averageCost) / (line.level * decimalToNumber(spec.quoteIncrement)),
    )
    return [{ text, product, room, used: partFallen(start, 1 / (1 + line.distance)) }]
  })
}

/**
 * Where the way to a stop began, as a multiple of the stop's level: at the peak or the cost that a limit
 * counts from, at the cost where the agent itself set the stop.
 */
function startOf({ rule }: ExitLine, { risk }: AgentRow, cost: number): number {
  const { trailingStopBasisPoints, productDrawdownBasisPoints } = risk?.rules ?? {}
  const limit = rule === 'trailing-stop' ? trailingStopBasisPoints : productDrawdownBasisPoints
  const start = rule === 'stop-loss' || limit === undefined ? cost : 1 / (1 - limit / 10_000)
  return start > 1 && Number.isFinite(start) ? start : 1 + FAR
}

/** How much of the way from its start down to the stop, which is 1, a price has gone. */
function partFallen(start: number, price: number): number {
  return Math.min(1, Math.max(0, (start - price) / (start - 1)))
}

const RUN_LIMITS: ReadonlyMap<string, string> = new Map([
  ['daily-loss', 'daily loss'],
  ['run-drawdown', 'drawdown'],
])

function ofRun({ risk }: AgentRow, { rule, used }: RiskLimitRow): readonly Nearness[] {
  if (used === undefined) return []
  const name = RUN_LIMITS.get(rule)
  const limit = rule === 'daily-loss' ? risk?.rules.dailyLossBasisPoints : risk?.rules.runDrawdownBasisPoints
  if (name === undefined || limit === undefined) return []
  const room = (limit / 10_000) * (1 - used)
  return [{ text: `${name}: ${percentText(room)} left`, used, product: undefined, room }]
}

/** Which of these agents is nearest to a stop of what it holds; undefined where none has one. */
export function nearestToStop(
  gauges: ReadonlyMap<number, StopGauge | undefined>,
  agents: readonly AgentRow[],
): number | undefined {
  const near = agents.flatMap(({ run }) => {
    const gauge = gauges.get(run)
    return gauge?.product === undefined ? [] : [{ run, used: gauge.used }]
  })
  return near.sort((a, b) => b.used - a.used)[0]?.run
}

/** Wall milliseconds for which a sale by a stop or limit is news. */
const NEWS_MS = 6000

/**
 * Of each agent the last sale by a stop or limit that is news at `matchTime`.
 * @param speed match milliseconds per wall millisecond
 */
export function freshSales(
  trades: readonly TradeRow[],
  matchTime: number,
  speed: number,
): ReadonlyMap<number, TradeRow> {
  const since = matchTime - NEWS_MS * speed
  const sales = new Map<number, TradeRow>()
  for (let index = trades.length - 1; index >= 0; index -= 1) {
    const row = trades[index]
    if (row === undefined || row.time < since) break
    if (row.by !== undefined && !sales.has(row.run)) sales.set(row.run, row)
  }
  return sales
}

/** `Trailing stop sold 308 SOL`. */
export function saleText(sale: TradeRow, products: readonly ProductSpec[]): string {
  return `${sale.by ?? ''} sold ${roughQuantity(sale.quantity)} ${products[sale.product]?.base ?? ''}`.trim()
}

/** To three digits, or to whole ones. */
function roughQuantity(text: string): string {
  const value = Number(text.replaceAll(',', ''))
  if (value >= 100) return countText(value)
  const short = String(Number(value.toPrecision(3)))
  return /^[\d.]+$/.test(short) ? short : text
}

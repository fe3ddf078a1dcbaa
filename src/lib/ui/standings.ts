/** Order and leading sentence of the leaderboard. */
import { type Decimal, DECIMAL_ZERO, decimalToString, subtractDecimal } from '../core/decimal'
import type { AgentRow } from '../../workers/api/view'
import { exactAmount, moneyText } from './format'

/** Best first by exact equity; the benchmark stands in its place by value. Ties keep their order. */
export function byValue<Row extends { readonly equity: string }>(rows: readonly Row[]): readonly Row[] {
  const keyed = rows.map((row) => ({ row, equity: exactAmount(row.equity) }))
  return keyed.sort((a, b) => compare(b.equity, a.equity)).map(({ row }) => row)
}

/** The best `most` of a match, the benchmark always among them. */
export function podium<Row extends { readonly equity: string; readonly role: AgentRow['role'] }>(
  rows: readonly Row[],
  most: number,
): readonly Row[] {
  const ranked = byValue(rows)
  const benchmarks = ranked.filter(({ role }) => role === 'benchmark').length
  const agents = ranked.filter(({ role }) => role === 'agent').slice(0, most - benchmarks)
  return ranked.filter((row) => row.role === 'benchmark' || agents.includes(row))
}

/** Who leads, by how much, in one sentence; empty before there is anything to say. */
export function leaderSentence(agents: readonly AgentRow[]): string {
  const [first, second] = byValue(agents.filter((agent) => agent.role === 'agent'))
  if (first === undefined || first.trades + (second?.trades ?? 0) === 0) return ''
  const benchmark = agents.find((agent) => agent.role === 'benchmark')
  const against = benchmark === undefined ? '' : benchmarkClause(first, benchmark)
  if (second === undefined) return `${first.name} ${against}`.trim()
  const lead = difference(first.equity, second.equity)
  if (lead === DECIMAL_ZERO) return `${first.name} and ${second.name} are level`
  const ahead = `${first.name} leads by ${moneyText(decimalToString(lead))}`
  return against === '' ? ahead : `${ahead}, ${against}`
}

function benchmarkClause(leader: AgentRow, benchmark: AgentRow): string {
  const edge = difference(leader.equity, benchmark.equity)
  if (edge === DECIMAL_ZERO) return 'level with buy and hold'
  const amount = moneyText(decimalToString((edge < 0n ? -edge : edge) as Decimal))
  return edge > 0n ? `${amount} ahead of buy and hold` : `${amount} behind buy and hold`
}

function difference(a: string, b: string): Decimal {
  return subtractDecimal(exactAmount(a), exactAmount(b))
}

function compare(a: Decimal, b: Decimal): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** What the risk panel shows, and in which order. */
import { type Decimal, DECIMAL_ZERO, addDecimal, decimalToString } from '../core/decimal'
import type { AgentRow, MatchView, RiskLimitRow } from '../../workers/api/view'
import { exactAmount, moneyText } from './format'

interface Worth {
  /** USD, decimal text: above zero saved, below cost. */
  readonly amount: string
}

/** By what they saved or cost, whichever it was. */
export function biggestFirst<Row extends Worth>(rows: readonly Row[]): readonly Row[] {
  const keyed = rows.map((row) => ({ row, size: sizeOf(exactAmount(row.amount)) }))
  return keyed.sort((a, b) => (a.size < b.size ? 1 : a.size > b.size ? -1 : 0)).map(({ row }) => row)
}

/** All of them in one sentence; empty where a row says it already. */
export function totalText(rows: readonly Worth[]): string {
  if (rows.length < 2) return ''
  const total = rows.reduce((sum, row) => addDecimal(sum, exactAmount(row.amount)), DECIMAL_ZERO)
  if (total === DECIMAL_ZERO) return 'In all, limits and stops made no difference.'
  const money = moneyText(decimalToString(sizeOf(total)))
  return `In all, limits and stops ${total > 0n ? 'saved' : 'cost'} ${money}.`
}

/** Those a risk layer watches: halted ones first, then those that hold something where not all are shown. */
export function watchedAgents(agents: readonly AgentRow[], shown: number): readonly AgentRow[] {
  const watched = agents.filter((row) => row.risk !== undefined)
  const crowded = watched.length > shown
  const weight = (row: AgentRow): number => (isHalted(row) ? 2 : crowded && row.positions > 0 ? 1 : 0)
  return watched.sort((a, b) => weight(b) - weight(a))
}

export function isHalted({ risk }: AgentRow): boolean {
  return risk !== undefined && risk.halted !== ''
}

/** The limit with the least room left, of those that measure something. */
export function nearestLimit(limits: readonly RiskLimitRow[]): RiskLimitRow | undefined {
  const measured = limits.filter((row) => row.used !== undefined)
  return measured.reduce<RiskLimitRow | undefined>(
    (nearest, row) => ((row.used ?? 0) > (nearest?.used ?? -1) ? row : nearest),
    undefined,
  )
}

/** Whether limits are set or exits were used: without either there is nothing to tell. */
export function hasRisk({ agents, positions, risk }: MatchView): boolean {
  return (
    agents.some((row) => isHalted(row) || (row.risk?.limits.length ?? 0) > 0) ||
    positions.some((row) => row.exits !== undefined) ||
    risk.worth.length > 0 ||
    risk.verdicts.length > 0
  )
}

/** Limits of a match as the strip says them: `Guarded limits`; empty for matches from before there were any. */
export function limitsText(title: string): string {
  if (title === 'Classic') return 'no limits'
  return title === '' || title.endsWith('limits') ? title.toLowerCase() : `${title} limits`
}

function sizeOf(value: Decimal): Decimal {
  return (value < 0n ? -value : value) as Decimal
}

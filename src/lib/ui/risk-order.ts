/** What the risk panel shows, and in which order. */
import { type Decimal, DECIMAL_ZERO, addDecimal, decimalToString } from '../core/decimal'
import type { RuleName } from '../core/risk-rules'
import type { AgentRow, MatchView, RiskLimitRow, RiskWorthRow } from '../../workers/api/view'
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
  return `In all, limits and stops ${outcomeText(sumOf(rows))}.`
}

/** The score of a match's limits and stops in a few words; empty while none made a difference. */
export function scoreText(rows: readonly Worth[], isOver: boolean): string {
  const total = sumOf(rows)
  if (total === DECIMAL_ZERO) return ''
  return `Limits and stops ${outcomeText(total)}${isOver ? '' : ' so far'}`
}

/** What each rule was worth to all agents together. `run` is that of one of them. */
export function worthByRule(rows: readonly RiskWorthRow[]): readonly RiskWorthRow[] {
  const firsts = new Map(rows.toReversed().map((row) => [row.rule, row]))
  return [...firsts.values()].map((first) => {
    const of = rows.filter((row) => row.rule === first.rule)
    const total = sumOf(of)
    const verdicts = of.reduce((sum, row) => sum + row.verdicts, 0)
    const sentence = `${first.title} ${outcomeText(total)}.`
    return { ...first, verdicts, amount: decimalToString(total), sentence }
  })
}

function outcomeText(total: Decimal): string {
  if (total === DECIMAL_ZERO) return 'made no difference'
  return `${total > 0n ? 'saved' : 'cost'} ${moneyText(decimalToString(sizeOf(total)))}`
}

function sumOf(rows: readonly Worth[]): Decimal {
  return rows.reduce((sum, row) => addDecimal(sum, exactAmount(row.amount)), DECIMAL_ZERO)
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

const STOPPING: ReadonlySet<string> = new Set<RuleName>([
  'trailing-stop',
  'product-drawdown',
  'run-drawdown',
  'daily-loss',
])

/** Whether reaching a limit sells something or stops its agent; others are quotas, which may well be used up. */
export function isStopping({ rule }: RiskLimitRow): boolean {
  return STOPPING.has(rule)
}

/** Where a limit stands, also where there is nothing to measure. */
export function limitStateText({ rule, state }: RiskLimitRow): string {
  if (state !== '') return state
  return rule === 'price-collar' ? 'looks at every order' : 'not in use now'
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
export function limitsHeading(title: string): string {
  if (title === 'Classic') return 'no limits'
  return title === '' || title.endsWith('limits') ? title.toLowerCase() : `${title} limits`
}

function sizeOf(value: Decimal): Decimal {
  return (value < 0n ? -value : value) as Decimal
}

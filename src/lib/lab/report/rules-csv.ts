import { type Cell, csv } from '../../core/csv'
import { figure } from './tables'
import type { RuleWorthReport, RuleWorthRow, VariantFigures } from '../rule-worth/types'

const HEADS = [
  ...['run', 'rule', 'limit', 'refused', 'cut', 'sales', 'saved'],
  ...['final_equity', 'total_return', 'max_drawdown', 'sharpe', 'tvar_95', 'trades'],
]

/**
 * A row for each run: `as run`, `no limits`, then of each rule `without` it, where its verdicts stand too, and
 * `alone`. An exit the strategy set itself has a row `verdicts`. Amounts in USD, parts as fractions; what is not
 * defined is empty.
 */
export function rulesCsv({ asRun, unlimited, rows }: RuleWorthReport): string {
  const named = rows.flatMap((row) => [
    rowOf(row.without === undefined ? 'verdicts' : 'without', row, row.without),
    ...(row.alone === undefined
      ? []
      : [[{ text: 'alone' }, ...nameOf(row), ...blank(4), ...figuresOf(row.alone)]]),
  ])
  const whole = [
    ['as run', asRun],
    ['no limits', unlimited],
  ] as const
  const first = whole.map(([run, figures]) => [{ text: run }, ...blank(6), ...figuresOf(figures)])
  return csv([HEADS, ...first, ...named])
}

function rowOf(run: string, row: RuleWorthRow, figures: VariantFigures | undefined): readonly Cell[] {
  const { refused, resized, sales, saved } = row
  return [{ text: run }, ...nameOf(row), refused, resized, sales, figure(saved), ...figuresOf(figures)]
}

function nameOf({ title, limit }: RuleWorthRow): readonly Cell[] {
  return [{ text: title }, { text: limit }]
}

function figuresOf(figures: VariantFigures | undefined): readonly Cell[] {
  if (figures === undefined) return blank(6)
  const { equity, totalReturn, maxDrawdown, sharpe, tailLoss, trades } = figures
  return [equity, totalReturn, maxDrawdown, sharpe, tailLoss, trades].map(figure)
}

function blank(count: number): readonly Cell[] {
  return Array.from({ length: count }, () => '')
}

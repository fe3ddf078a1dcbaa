/** What each rule was worth, as the lines of a table. Pure. */
import type { RuleWorthReport, RuleWorthRow, VariantFigures } from '../../../workers/api/lab'
import { countText } from '../format'
import { signedDollars } from './figure-text'

export interface WorthLine {
  readonly key: string
  readonly name: string
  /** Refused, cut, sold; empty where the line is no rule's. */
  readonly verdicts: readonly string[]
  /** `+$1,204.00`; empty where the line is no rule's. */
  readonly saved: string
  /** −1, 0 or 1. */
  readonly tone: number
  readonly figures: VariantFigures | undefined
}

const NO_VERDICTS = { verdicts: ['', '', ''], saved: '', tone: 0 } as const

/** The run as it was and without limits, then of each rule two lines: without it, and it alone. */
export function worthLines({ asRun, unlimited, rows }: RuleWorthReport): readonly WorthLine[] {
  return [
    { key: 'as run', name: 'As run', ...NO_VERDICTS, figures: asRun },
    { key: 'none', name: 'No limits', ...NO_VERDICTS, figures: unlimited },
    ...rows.flatMap(linesOf),
  ]
}

function linesOf(row: RuleWorthRow): readonly WorthLine[] {
  const { rule, title, limit, saved, without, alone } = row
  const name = limit === '' ? title : `${title} ${limit}`
  const told: WorthLine = {
    key: rule,
    name: without === undefined ? name : `Without ${name}`,
    verdicts: [row.refused, row.resized, row.sales].map(countText),
    saved: signedDollars(saved),
    tone: Math.sign(saved),
    figures: without,
  }
  if (alone === undefined) return [told]
  return [told, { key: `${rule} alone`, name: `${name} alone`, ...NO_VERDICTS, figures: alone }]
}

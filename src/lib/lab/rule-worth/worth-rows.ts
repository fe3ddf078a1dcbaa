import { ruleTitle } from '../../accounts/risk-text'
import { decimalToNumber } from '../../core/decimal'
import { limitText } from '../../core/limit-text'
import type { RiskRules } from '../../core/risk-rules'
import type { RuleWorth } from '../../engine/verdict-book'
import { ruleSentence } from './rule-words'
import type { RuleWorthRow, VariantFigures } from './types'
import { alone, limitsSet, without } from './variants'
import { NO_VERDICTS, type VerdictCounts } from './verdict-counts'

/** What the agent sets for a position of its own, and no limit of ours. */
const EXITS = ['stop-loss', 'take-profit', 'time-stop'] as const

export interface WorthParts {
  readonly rules: RiskRules
  readonly counts: ReadonlyMap<string, VerdictCounts>
  readonly worth: readonly RuleWorth[]
  readonly asRun: VariantFigures
  /** Of the run under these limits; undefined when it was not made. */
  readonly figuresOf: (rules: RiskRules) => VariantFigures | undefined
}

/** A row for each limit that was set, and for each kind of exit that sold something. */
export function worthRows({ rules, counts, worth, asRun, figuresOf }: WorthParts): readonly RuleWorthRow[] {
  const told = (rule: string): VerdictCounts & { readonly saved: number } => ({
    ...(counts.get(rule) ?? NO_VERDICTS),
    saved: worth.reduce((sum, one) => (one.rule === rule ? sum + decimalToNumber(one.amount) : sum), 0),
  })
  const limits = limitsSet(rules).map((spec) => ({
    ...{
      rule: spec.rule,
      title: spec.title,
      limit: limitText(spec, rules[spec.field] ?? 0),
      ...told(spec.rule),
    },
    without: figuresOf(without(rules, [spec])),
    alone: figuresOf(alone(rules, spec)),
  }))
  const exits = EXITS.filter((rule) => counts.has(rule)).map((rule) => ({
    ...{ rule, title: ruleTitle(rule), limit: '', ...told(rule) },
    ...{ without: undefined, alone: undefined },
  }))
  return [...limits, ...exits].map((row) => ({ ...row, sentence: ruleSentence(row, asRun) }))
}

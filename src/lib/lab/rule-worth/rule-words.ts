import { groupDigits } from '../../core/group-digits'
import { spanText } from '../../core/span-text'
import { dollarText, percentText } from '../report/figure-text'
import type { RuleWorthReport, RuleWorthRow, VariantFigures } from './types'

type Told = Omit<RuleWorthRow, 'sentence'>

/**
 * `Trailing stop 5 %: 14 sales, which one by one saved $1,204.00. Without it the run ends at $99,800.00 instead of $101,204.00,
 * its deepest fall 6.10 % instead of 4.20 %.`
 */
export function ruleSentence(row: Told, asRun: VariantFigures): string {
  const name = row.limit === '' ? row.title : `${row.title} ${row.limit}`
  const deeds = row.refused + row.resized + row.sales
  const did = deeds > 0 ? `${deedsText(row)}, which ${savedText(row.saved, deeds)}.` : 'never acted.'
  return [`${name}: ${did}`, ...withoutText(row, asRun)].join(' ')
}

/** What the figures of a report rest on. */
export function ruleNotes(decisions: RuleWorthReport['decisions'], sampling: number): readonly string[] {
  return [
    decisions === 'again'
      ? 'Each row is a backtest of its own on the same bars, in which the strategy decided anew.'
      : 'Each row is a backtest of its own on the same bars, in which the decisions of this run were settled again: whoever made them might have decided otherwise.',
    'Saved: what the trades that a rule refused, cut or made would have lost, until the run next traded there or ended. Of blocked trades without fees.',
    'It adds up verdict by verdict, and knows nothing of what would have been traded next: that is what the runs without the rule tell.',
    'How risk is measured (model, window, level) stays the same in all of them, and so do exits the strategy set itself.',
    `Sharpe ratio and TVaR 95 % are of returns ${spanText(sampling * 1000)} apart.`,
  ]
}

function deedsText({ refused, resized, sales }: Told): string {
  const deeds = [
    ...counted(refused, 'refusal'),
    ...(resized === 0 ? [] : [`${groupDigits(String(resized))} cut`]),
    ...counted(sales, 'sale'),
  ]
  return deeds.join(', ')
}

function counted(count: number, one: string): readonly string[] {
  return count === 0 ? [] : [`${groupDigits(String(count))} ${count === 1 ? one : `${one}s`}`]
}

/** What they add up to is not what the run would have made without them: that comes after. */
function savedText(dollars: number, deeds: number): string {
  if (Math.abs(dollars) < 0.005) return 'neither saved nor cost anything'
  const all = deeds === 1 ? '' : 'one by one '
  return dollars > 0 ? `${all}saved ${dollarText(dollars)}` : `${all}cost ${dollarText(-dollars)}`
}

function withoutText({ without }: Told, asRun: VariantFigures): readonly string[] {
  if (without === undefined) return []
  if (isSame(without, asRun)) return ['Without it the run ends the same.']
  const end = insteadText(dollarText(without.equity), dollarText(asRun.equity))
  const fall = insteadText(percentText(without.maxDrawdown), percentText(asRun.maxDrawdown))
  return [`Without it the run ends at ${end}, its deepest fall ${fall}.`]
}

function insteadText(here: string, there: string): string {
  return here === there ? `${here}, as it is` : `${here} instead of ${there}`
}

function isSame(a: VariantFigures, b: VariantFigures): boolean {
  return a.equity === b.equity && a.maxDrawdown === b.maxDrawdown && a.trades === b.trades
}

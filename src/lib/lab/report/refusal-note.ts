import { nameInClause } from '../../accounts/risk-text'
import { groupDigits } from '../../core/group-digits'
import { BY_NO_RULE } from '../../engine/block/run-from-log'

/**
 * By what so many of a run's orders were refused: `57 orders were refused: 56 by tail risk, 1 as too small …`.
 * Empty without any. `refused`: how often, by the risk rule's name in the log; under {@link BY_NO_RULE} all others.
 */
export function refusalNote(refused: ReadonlyMap<string, number>): string {
  const all = [...refused.values()].reduce((sum, count) => sum + count, 0)
  if (all === 0) return ''
  const isOne = refused.size === 1
  const parts = [...refused].sort(mostFirst).map(([rule, count]) => {
    const by = rule === BY_NO_RULE ? NO_RULE_TEXT : `by ${nameInClause(rule)}`
    return isOne ? by : `${countText(count)} ${by}`
  })
  const what = `${all === 1 ? 'One order was' : `${countText(all)} orders were`} refused`
  return `${what}${isOne ? '' : ':'} ${parts.join(', ')}.`
}

const NO_RULE_TEXT = 'as too small for the exchange, or because there was nothing to pay or to sell with'

function mostFirst(a: readonly [string, number], b: readonly [string, number]): number {
  return Number(a[0] === BY_NO_RULE) - Number(b[0] === BY_NO_RULE) || b[1] - a[1]
}

function countText(count: number): string {
  return groupDigits(String(count))
}

/** What the match's language models have cost against what they may cost. */
import {
  DECIMAL_ONE,
  DECIMAL_ZERO,
  addDecimal,
  decimalToNumber,
  decimalToString,
  parseDecimal,
} from '../core/decimal'
import type { MatchSummary } from '../../workers/api/view'

export interface Spend {
  readonly cost: string
  /** Undefined when there is no cap. */
  readonly cap: string | undefined
  /** 0 … 1 of the cap, for drawing. */
  readonly share: number
  /** Nothing is left: no model is called. */
  readonly spent: boolean
}

/** Undefined for a match without language models. */
export function spendOf(match: MatchSummary | undefined): Spend | undefined {
  if (match?.modelCost === undefined) return undefined
  const cost = parseDecimal(match.modelCost)
  const cap = match.spendCap === undefined ? undefined : parseDecimal(match.spendCap)
  if (!cost.ok || cap?.ok !== true) return { cost: match.modelCost, cap: undefined, share: 0, spent: false }
  const spent = cost.value >= cap.value
  const share = cap.value === DECIMAL_ZERO ? 1 : decimalToNumber(cost.value) / decimalToNumber(cap.value)
  return { cost: match.modelCost, cap: match.spendCap, share: Math.min(1, share), spent }
}

/** The cap, a dollar higher. */
export function raisedCap(cap: string): string {
  const parsed = parseDecimal(cap)
  return parsed.ok ? decimalToString(addDecimal(parsed.value, DECIMAL_ONE)) : '1'
}

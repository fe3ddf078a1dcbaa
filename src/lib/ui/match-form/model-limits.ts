/** What language models may cost and do in a match: as typed, and the checks. Pure. */
import { decimal, decimalToString, parseDecimal } from '../../core/decimal'
import { groupDigits } from '../../core/group-digits'
import { type Result, err, ok } from '../../core/result'
import { noNumber, plainNumber } from '../../core/written-number'
import type { DecisionChoices } from '../../../workers/api/match'

export type LimitName = keyof DecisionChoices

/** One bound of a decision: how it is asked for, and what it may be. */
export interface LimitField {
  readonly name: LimitName
  readonly label: string
  readonly hint: string
  readonly least: number
  readonly most: number
}

export const LIMIT_FIELDS: readonly LimitField[] = [
  { name: 'turns', label: 'Most turns', hint: 'Calls of the model in one decision.', least: 1, most: 20 },
  { name: 'toolCalls', label: 'Most tool calls', hint: 'In one decision.', least: 0, most: 40 },
  { name: 'trades', label: 'Most trades', hint: 'In one decision.', least: 0, most: 20 },
  {
    name: 'deadlineSeconds',
    label: 'Deadline',
    hint: 'Seconds; never more than 80 % of the interval.',
    least: 5,
    most: 600,
  },
  {
    name: 'memoryTokens',
    label: 'Memory',
    hint: 'Prompt tokens; beyond, older ticks are condensed.',
    least: 4000,
    most: 1_000_000,
  },
  {
    name: 'outputTokens',
    label: 'Answer length',
    hint: 'Tokens of one answer, reasoning included.',
    least: 256,
    most: 65_536,
  },
]

export const DEFAULT_LIMITS: Readonly<Record<LimitName, string>> = {
  turns: '6',
  toolCalls: '8',
  trades: '5',
  deadlineSeconds: '45',
  memoryTokens: '24,000',
  outputTokens: '4,096',
}

export const DEFAULT_SPEND_CAP = '1.00'
const MOST_SPEND = decimal('1000')

/** @returns one bound as a whole number, or a sentence */
export function checkLimit({ label, least, most }: LimitField, text: string): Result<number, string> {
  const plain = plainNumber(text)
  const value = /^\d{1,9}$/.test(plain) ? Number(plain) : undefined
  if (value === undefined || value < least || value > most) {
    return err(`${label}: a whole number from ${grouped(least)} to ${grouped(most)}.`)
  }
  return ok(value)
}

/** @returns dollars as plain decimal text, or a sentence; nothing is a cap, too: no model is called */
export function checkSpendCap(text: string): Result<string, string> {
  const written = plainNumber(text)
  const parsed = parseDecimal(written)
  if (!parsed.ok) return err(noNumber(written, 'Give the most the models may cost in dollars, such as 1.00.'))
  if (parsed.value < 0n || parsed.value > MOST_SPEND) return err('Give a cap from $0 to $1,000.')
  const plain = decimalToString(parsed.value)
  return /\.\d{7}/.test(plain) ? err('Give the cap with at most six decimals.') : ok(plain)
}

function grouped(value: number): string {
  return groupDigits(String(value))
}

import { type Result, ok } from '../core/result'
import { durationMs } from '../core/time'
import type { DecisionSettings } from '../engine/config'
import type { DecisionChoices } from '../../workers/api/match'
import { wholeNumber } from './whole-number'

const MS_PER_SECOND = 1000

type Choice = keyof DecisionChoices

/** What holds when nothing is chosen, and what may be chosen, both ends included. */
const CHOICES: Readonly<
  Record<Choice, { what: string; unit: string; standard: number; least: number; most: number }>
> = {
  turns: { what: 'Turns per decision', unit: 'turns', standard: 6, least: 1, most: 20 },
  toolCalls: { what: 'Tool calls per decision', unit: 'calls', standard: 8, least: 0, most: 40 },
  trades: { what: 'Trades per decision', unit: 'trades', standard: 5, least: 0, most: 20 },
  deadlineSeconds: { what: 'The deadline', unit: 'seconds', standard: 45, least: 5, most: 600 },
  memoryTokens: { what: 'The memory', unit: 'tokens', standard: 24_000, least: 4000, most: 1_000_000 },
  outputTokens: { what: 'The longest answer', unit: 'tokens', standard: 4096, least: 256, most: 65_536 },
}

/** The bounds of language models' decisions in a new match, checked. */
export function chooseDecisions(choices: DecisionChoices = {}): Result<DecisionSettings, string> {
  const chosen = new Map<Choice, number>()
  for (const choice of Object.keys(CHOICES) as Choice[]) {
    const { what, unit, standard, least, most } = CHOICES[choice]
    const value = wholeNumber(what, choices[choice] ?? standard, least, most, unit)
    if (!value.ok) return value
    chosen.set(choice, value.value)
  }
  const of = (choice: Choice): number => chosen.get(choice) ?? CHOICES[choice].standard
  return ok({
    turns: of('turns'),
    toolCalls: of('toolCalls'),
    trades: of('trades'),
    deadline: durationMs(of('deadlineSeconds') * MS_PER_SECOND),
    memoryTokens: of('memoryTokens'),
    outputTokens: of('outputTokens'),
  })
}

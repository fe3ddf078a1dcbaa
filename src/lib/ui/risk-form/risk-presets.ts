/** The named sets of limits and what they mean, in a line each. */
import { RISK_PRESETS, type RiskPreset } from '../../core/risk-rules'
import { limitsText } from '../../core/limit-text'
import { unbroken } from '../../core/unbroken'
import type { RiskChoice } from './risk-form'

interface RiskOption {
  readonly value: RiskChoice
  readonly text: string
  readonly meaning: string
}

export const RISK_OPTIONS: readonly RiskOption[] = [
  {
    value: 'classic',
    // The rules of the market may be classic, too.
    text: 'Classic (no limits)',
    meaning: 'As in the first arena. Agents may still give stops of their own.',
  },
  preset('guarded', 'Guarded', 'Room to trade, with a net below it'),
  preset('strict', 'Strict', 'Short leashes on positions, orders and losses'),
  preset('institutional', 'Institutional', 'As a desk is run, by what the tail may cost'),
  {
    value: 'own',
    text: 'Own limits',
    meaning: 'What you fill in below; an empty field is off.',
  },
]

function preset(value: RiskPreset, text: string, purpose: string): RiskOption {
  return { value, text, meaning: unbroken(`${purpose}: ${limitsText(RISK_PRESETS[value])}.`) }
}

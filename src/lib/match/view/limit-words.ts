import type { RuleFigures } from '../../accounts/portfolio-view'
import { limitText, nameInClause, ruleSentence } from '../../accounts/risk-text'
import { RISK_FIELDS, type RiskPreset, type RiskRules, riskPresetOf } from '../../core/risk-rules'

const TITLES: Readonly<Record<RiskPreset | 'own', string>> = {
  classic: 'Classic',
  guarded: 'Guarded',
  strict: 'Strict',
  own: 'Own limits',
}

/** A set of limits by its name: "Guarded", or "Own limits" for one that has none. */
export function limitsTitle(rules: RiskRules): string {
  return TITLES[riskPresetOf(rules)]
}

/** How somebody plays who has these limits: "under Guarded limits", "without limits", "under own limits". */
export function underLimits(rules: RiskRules): string {
  const preset = riskPresetOf(rules)
  if (preset === 'classic') return 'without limits'
  return preset === 'own' ? 'under own limits' : `under ${TITLES[preset]} limits`
}

/** Why a run buys nothing until it is re-armed. */
export function haltedSentence(figures: RuleFigures): string {
  return `${capital(ruleSentence(figures))}.`
}

/** What a change of one run's limits says; without rules, those of its match hold again. */
export function limitsSentence(rules: RiskRules | undefined): string {
  if (rules === undefined) return 'From now on the limits of the match hold for it.'
  const set = listedLimits(rules)
  return `From now on it plays ${underLimits(rules)}${set === '' ? '' : `: ${set}`}.`
}

/** Every limit that is set: "trailing stop 5 %, order rate 6 orders a minute"; empty without any. */
function listedLimits(rules: RiskRules): string {
  return RISK_FIELDS.flatMap((spec) => {
    const value = rules[spec.field]
    if (value === undefined) return []
    return [`${nameInClause(spec.rule)} ${limitText(spec, value)}`]
  }).join(', ')
}

/** A clause as a sentence begins with it. */
export function capital(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`
}

import type { RuleFigures } from '../../accounts/portfolio-view'
import { ruleSentence } from '../../accounts/risk-text'
import { limitsText } from '../../core/limit-text'
import { plainRules } from '../../core/plain-rules'
import { type RiskPreset, type RiskRules, riskPresetOf } from '../../core/risk-rules'
import { unbroken } from '../../core/unbroken'

const TITLES: Readonly<Record<RiskPreset | 'own', string>> = {
  classic: 'Classic',
  guarded: 'Guarded',
  strict: 'Strict',
  institutional: 'Institutional',
  own: 'Own limits',
}

/** A set of limits by its name: "Guarded", or "Own limits" for one that has none. */
export function limitsTitle(rules: RiskRules): string {
  return TITLES[presetOf(rules)]
}

/** How somebody plays who has these limits: "under Guarded limits", "without limits", "under own limits". */
export function underLimits(rules: RiskRules): string {
  const preset = presetOf(rules)
  if (preset === 'classic') return 'without limits'
  return preset === 'own' ? 'under own limits' : `under ${TITLES[preset]} limits`
}

/**
 * As {@link underLimits}; limits of one's own with what they change of those of the match: "under own limits:
 * trailing stop 0.5 %".
 */
export function limitsBeside(base: RiskRules, rules: RiskRules): string {
  if (presetOf(rules) !== 'own') return underLimits(rules)
  const changed = limitsText(rules, base)
  if (changed === '') return 'under the limits of the match'
  return unbroken(`under own limits: ${changed}`)
}

/** Why a run buys nothing until it is re-armed, to the one who can do that. */
export function haltedSentence(figures: RuleFigures): string {
  return unbroken(`${capital(ruleSentence(figures, undefined, 'you re-arm it'))}.`)
}

/** What a change of one run's limits says; without rules, those of its match hold again. */
export function limitsSentence(rules: RiskRules | undefined): string {
  if (rules === undefined) return 'From now on the limits of the match hold for it.'
  return unbroken(`From now on it ${playsUnder(rules)}.`)
}

/** What the limits say that an agent brings into the match. */
export function broughtLimitsSentence(rules: RiskRules): string {
  return unbroken(`It ${playsUnder(rules)}.`)
}

/** Settings that no limit uses are none of one's own. */
function presetOf(rules: RiskRules): RiskPreset | 'own' {
  return riskPresetOf(plainRules(rules))
}

function playsUnder(rules: RiskRules): string {
  const set = limitsText(rules)
  return `plays ${underLimits(rules)}${set === '' ? '' : `: ${set}`}`
}

/** A clause as a sentence begins with it. */
export function capital(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`
}

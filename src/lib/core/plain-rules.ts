/** Which settings matter to a set of limits. */
import {
  DEFAULT_RISK_SETTINGS,
  RISK_FIELDS,
  RISK_LIMITS,
  type RiskField,
  type RiskFieldSpec,
  type RiskRules,
} from './risk-rules'

const ESTIMATE: readonly RiskField[] = ['riskModel', 'riskWindow']
const TAIL: readonly RiskField[] = ['tailRiskLevel', 'tailRiskHorizon', ...ESTIMATE, 'tailRiskAction']

/** The settings a limit is measured by, in the order they are read in. */
const USES: Readonly<Partial<Record<RiskField, readonly RiskField[]>>> = {
  tailRiskBasisPoints: TAIL,
  volatilityTargetBasisPoints: ESTIMATE,
  correlatedExposureBasisPoints: ESTIMATE,
}

const { window, level, horizon } = DEFAULT_RISK_SETTINGS

/** What a setting is where it is left out. */
const DEFAULTS: RiskRules = {
  ...{ riskModel: 1, riskWindow: window },
  ...{ tailRiskLevel: level, tailRiskHorizon: horizon, tailRiskAction: 1 },
}

/** The settings a limit is measured by; empty where it needs none. */
export function settingsOf(limit: RiskField): readonly RiskFieldSpec[] {
  return (USES[limit] ?? []).flatMap((name) => RISK_FIELDS.find(({ field }) => field === name) ?? [])
}

/** What holds: the field's value, or of a setting that is left out its default. */
export function valueIn(rules: RiskRules, field: RiskField): number | undefined {
  return rules[field] ?? DEFAULTS[field]
}

/** The settings that a limit which is set is measured by. */
export function usedSettings(rules: RiskRules): ReadonlySet<RiskField> {
  const limits = RISK_LIMITS.filter(({ field }) => rules[field] !== undefined)
  return new Set(limits.flatMap(({ field }) => USES[field] ?? []))
}

/** The same limits without what changes nothing: settings at their defaults, and those that no limit uses. */
export function plainRules(rules: RiskRules): RiskRules {
  const used = usedSettings(rules)
  const kept = RISK_FIELDS.filter(({ field, kind }) => {
    if (rules[field] === undefined) return false
    return kind === 'limit' || (used.has(field) && rules[field] !== DEFAULTS[field])
  })
  return Object.fromEntries(kept.map(({ field }) => [field, rules[field]]))
}

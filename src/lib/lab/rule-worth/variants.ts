import { RISK_FIELDS, RISK_LIMITS, type RiskFieldSpec, type RiskRules } from '../../core/risk-rules'

/** Limits that are set, in the order of all of them. Settings are not: they bind nothing. */
export function limitsSet(rules: RiskRules): readonly RiskFieldSpec[] {
  return RISK_LIMITS.filter(({ field }) => rules[field] !== undefined)
}

/** Without the limits named; settings stay, so that what is left is measured as it was. */
export function without(rules: RiskRules, limits: readonly RiskFieldSpec[]): RiskRules {
  const dropped = new Set(limits.map(({ field }) => field))
  return Object.fromEntries(
    RISK_FIELDS.flatMap(({ field }) => {
      const value = rules[field]
      return value === undefined || dropped.has(field) ? [] : [[field, value] as const]
    }),
  )
}

/** Equal for rules that bind alike. */
export function keyOf(rules: RiskRules): string {
  return limitsSet(rules)
    .map(({ field }) => `${field} ${rules[field] ?? ''}`)
    .join()
}

/** Every set of limits to be run, each once: as it was, none, each left out, each alone. */
export function variantsOf(rules: RiskRules): readonly RiskRules[] {
  const limits = limitsSet(rules)
  const all = [
    rules,
    without(rules, limits),
    ...limits.flatMap((limit) => [without(rules, [limit]), alone(rules, limit)]),
  ]
  const byKey = new Map<string, RiskRules>()
  for (const one of all) if (!byKey.has(keyOf(one))) byKey.set(keyOf(one), one)
  return [...byKey.values()]
}

export function alone(rules: RiskRules, limit: RiskFieldSpec): RiskRules {
  return without(
    rules,
    limitsSet(rules).filter(({ field }) => field !== limit.field),
  )
}

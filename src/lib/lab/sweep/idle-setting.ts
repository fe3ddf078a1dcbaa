import { limitName } from '../../core/limit-text'
import { settingsOf, usedSettings } from '../../core/plain-rules'
import { riskParameter, rulesWith } from '../../core/risk-parameter'
import { RISK_LIMITS, type RiskField, type RiskRules } from '../../core/risk-rules'
import type { AxisValues } from './axis'

/** A sentence when an axis varies how risk is measured, and no limit is measured so: all its sets would be alike. */
export function idleSetting(rules: RiskRules, axes: readonly AxisValues[]): string | undefined {
  const varied = Object.fromEntries(axes.map(({ spec, values }) => [spec.name, values[0] ?? spec.initial]))
  const used = usedSettings(rulesWith(rules, varied))
  for (const axis of axes) {
    const spec = riskParameter(axis.spec.name)?.spec
    if (spec?.kind !== 'setting' || used.has(spec.field)) continue
    return `${spec.title} changes nothing without a limit that is measured by it: set or vary ${limitsBy(spec.field)}.`
  }
  return undefined
}

function limitsBy(setting: RiskField): string {
  const names = RISK_LIMITS.filter((limit) => settingsOf(limit.field).some(({ field }) => field === setting))
  return names.map(limitName).join(' or ')
}

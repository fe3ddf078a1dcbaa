import { parseLimit } from '../core/limit-text'
import { type Result, err, ok } from '../core/result'
import { RISK_FIELDS, type RiskField, type RiskRules, sameRules } from '../core/risk-rules'
import type { RunConfig } from '../engine/config'
import type { RiskChoices } from '../../workers/api/agents'

/** Of a match: what is not chosen is off. Whatever cannot be a limit is a sentence. */
export function parseRiskRules(choices: RiskChoices | undefined): Result<RiskRules, string> {
  return parseRiskOverlay({}, choices)
}

/** Of an agent: what is not chosen is as in `base`, and `off` is off. */
export function parseRiskOverlay(
  base: RiskRules,
  choices: RiskChoices | undefined = {},
): Result<RiskRules, string> {
  const unknown = Object.keys(choices).find((key) => !RISK_FIELDS.some(({ field }) => field === key))
  if (unknown !== undefined) return err(`There is no limit called “${unknown.slice(0, 40)}”.`)
  const rules: { -readonly [field in RiskField]?: number } = {}
  for (const spec of RISK_FIELDS) {
    const text = choices[spec.field]?.trim() ?? ''
    const inherited = base[spec.field]
    if (text === '' && inherited !== undefined) rules[spec.field] = inherited
    if (text === '' || text === 'off') continue
    const limit = parseLimit(spec, text)
    if (!limit.ok) return limit
    rules[spec.field] = limit.value
  }
  return ok(rules as RiskRules)
}

/** What an agent's own limits make of its run in a match with the limits `base`. */
export function ownRisk(
  base: RiskRules,
  choices: RiskChoices | undefined,
  name: string,
): Result<Pick<RunConfig, 'risk'>, string> {
  const rules = parseRiskOverlay(base, choices)
  if (!rules.ok) return err(`The limits of ${name}: ${rules.error}`)
  return ok(sameRules(rules.value, base) ? {} : { risk: rules.value })
}

/** Whether an agent asks for nothing but the limits of its match. */
export function hasNoLimits(choices: RiskChoices = {}): boolean {
  return Object.values(choices).every((text) => text.trim() === '')
}

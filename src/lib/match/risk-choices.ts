import { parseLimit } from '../core/limit-text'
import { plainRules } from '../core/plain-rules'
import { type Result, err, ok } from '../core/result'
import { RISK_FIELDS, type RiskField, type RiskRules, sameRules } from '../core/risk-rules'
import type { RunConfig } from '../engine/config'
import type { RiskChoices } from '../../workers/api/agents'

/** Of a match: what is not chosen is off. Whatever cannot be a limit is a sentence. */
export function parseRiskRules(choices: RiskChoices | undefined): Result<RiskRules, string> {
  return parseRiskOverlay({}, choices)
}

/**
 * Of an agent: what is not chosen is as in `base`, and a limit that is `off` is off. Settings nothing uses are left
 * out.
 */
export function parseRiskOverlay(
  base: RiskRules,
  choices: RiskChoices | undefined = {},
): Result<RiskRules, string> {
  const texts = readTexts(choices)
  if (!texts.ok) return texts
  const rules: { -readonly [field in RiskField]?: number } = {}
  for (const spec of RISK_FIELDS) {
    const text = texts.value.get(spec.field) ?? ''
    const inherited = base[spec.field]
    if (text === '' && inherited !== undefined) rules[spec.field] = inherited
    if (text === '' || (spec.kind === 'limit' && text.toLowerCase() === 'off')) continue
    const limit = parseLimit(spec, text)
    if (!limit.ok) return limit
    rules[spec.field] = limit.value
  }
  return ok(plainRules(rules as RiskRules))
}

/** What was given for which limit, trimmed. It comes from outside: its type is a promise. */
function readTexts(choices: unknown): Result<ReadonlyMap<string, string>, string> {
  if (typeof choices !== 'object' || choices === null || Array.isArray(choices)) {
    return err('Limits must be given by their names.')
  }
  const texts = new Map<string, string>()
  for (const [key, given] of Object.entries(choices) as [string, unknown][]) {
    const spec = RISK_FIELDS.find(({ field }) => field === key)
    if (spec === undefined) return err(`There is no limit called “${key.slice(0, 40)}”.`)
    if (given === undefined) continue
    if (typeof given !== 'string') return err(`${spec.title} must be given as text, such as “5” or “off”.`)
    texts.set(key, given.trim())
  }
  return ok(texts)
}

/** What an agent's own limits make of its run in a match with the limits `base`. */
export function ownRisk(
  base: RiskRules,
  choices: RiskChoices | undefined,
  name: string,
): Result<Pick<RunConfig, 'risk'>, string> {
  const rules = parseRiskOverlay(base, choices)
  if (!rules.ok) return err(`The limits of ${name}: ${rules.error}`)
  return ok(sameRules(rules.value, plainRules(base)) ? {} : { risk: rules.value })
}

/** Whether an agent asks for nothing but the limits of its match. */
export function hasNoLimits(choices: RiskChoices = {}): boolean {
  const texts = readTexts(choices)
  return texts.ok && [...texts.value.values()].every((text) => text === '')
}

/** Limits as they are typed into a form, and the checks that turn them into choices. Pure. */
import { limitName, limitText, parseLimit, settingsText, writtenLimit } from '../../core/limit-text'
import { plainRules, usedSettings, valueIn } from '../../core/plain-rules'
import { type Result, err, ok } from '../../core/result'
import {
  RISK_FIELDS,
  RISK_LIMITS,
  RISK_PRESETS,
  type RiskField,
  type RiskFieldSpec,
  type RiskPreset,
  type RiskRules,
  sameRules,
} from '../../core/risk-rules'
import { unbroken } from '../../core/unbroken'
import type { RiskChoices } from '../../../workers/api/agents'

/** What an agent's own limit says that is not to hold. */
export const OFF = 'off'

export type RiskChoice = RiskPreset | 'own'

/** The limits of a match: a set by its name, and the text of each field. */
export interface RiskForm {
  readonly choice: RiskChoice
  readonly texts: RiskChoices
}

/** A sentence for each field that cannot be used as it is. */
export type RiskErrors = Readonly<Partial<Record<RiskField, string>>>

/** Whose limits they are. Only those of an agent can be `off`: of a match, what is empty is. */
export type RiskScope = 'match' | 'agent'

const SETTINGS = RISK_FIELDS.filter(({ kind }) => kind === 'setting')

export const DEFAULT_RISK: RiskForm = { choice: 'classic', texts: {} }

/** A named set fills in its figures; `own` keeps those that are there. */
export function withChoice({ texts }: RiskForm, choice: RiskChoice): RiskForm {
  return { choice, texts: choice === 'own' ? texts : textsOf(RISK_PRESETS[choice]) }
}

/** What somebody typed is a limit of their own. */
export function withText({ texts }: RiskForm, field: RiskField, text: string): RiskForm {
  return { choice: 'own', texts: { ...texts, [field]: text } }
}

/** Limits as people write them; what is off is left out. */
export function textsOf(rules: RiskRules): RiskChoices {
  return choicesOf((spec) => {
    const value = rules[spec.field]
    return value === undefined ? '' : writtenLimit(spec, value)
  })
}

/**
 * The limits in their plain form, without the empty ones and, of a match, without settings that no limit uses;
 * or a sentence for each field at fault.
 */
export function checkRisk(texts: RiskChoices, scope: RiskScope): Result<RiskChoices, RiskErrors> {
  const shown = shownSettings(texts, scope)
  const fields = RISK_FIELDS.filter(({ kind, field }) => kind === 'limit' || shown.has(field))
  const checks = fields.map((spec) => [spec.field, checkText(spec, texts[spec.field], scope)] as const)
  const faults = checks.flatMap(([field, check]) => (check.ok ? [] : [[field, check.error] as const]))
  if (faults.length > 0) return err(Object.fromEntries(faults))
  const given = checks.flatMap(([field, check]) =>
    check.ok && check.value !== '' ? [[field, check.value] as const] : [],
  )
  return ok(Object.fromEntries(given))
}

function checkText(spec: RiskFieldSpec, text = '', scope: RiskScope): Result<string, string> {
  const written = text.trim()
  if (written === '') return ok('')
  if (scope === 'agent' && spec.kind === 'limit' && isOff(written)) return ok(OFF)
  const limit = parseLimit(spec, written)
  return limit.ok ? ok(writtenLimit(spec, limit.value)) : err(unbroken(limit.error))
}

/**
 * The settings that matter: of a match those which its limits use, of an agent all, for limits of the match may use
 * them.
 */
export function shownSettings(texts: RiskChoices, scope: RiskScope): ReadonlySet<RiskField> {
  if (scope === 'agent') return new Set(SETTINGS.map(({ field }) => field))
  // A limit that cannot be read is one that somebody is typing.
  const typed = RISK_LIMITS.filter(({ field }) => (texts[field] ?? '').trim() !== '')
  return usedSettings(Object.fromEntries(typed.map(({ field }) => [field, 1])))
}

/** Settings in words: of a match all that matter, of an agent those of its own; empty where nothing can be told. */
export function settingsLine(texts: RiskChoices, scope: RiskScope): string {
  if (scope === 'agent') return choicesText(onlySettings(texts))
  const checked = checkRisk(texts, scope)
  const rules = checked.ok ? rulesOf(checked.value) : {}
  return unbroken(RISK_LIMITS.map(({ field }) => settingsText(rules, field)).join(''))
}

function onlySettings(texts: RiskChoices): RiskChoices {
  return Object.fromEntries(SETTINGS.map(({ field }) => [field, texts[field] ?? '']))
}

/** What an empty field stands for: nothing limited, a setting's default, or whatever the match has. */
export function emptyMeans(spec: RiskFieldSpec, scope: RiskScope): string {
  if (scope === 'agent') return 'as in match'
  const value = valueIn({}, spec.field)
  return value === undefined ? OFF : writtenLimit(spec, value)
}

/** Whether a field of an agent says that the limit does not hold for it. */
export function isOff(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === OFF
}

/** For a request or a profile: nothing at all where nothing is limited. */
export function riskPart(choices: RiskChoices = {}): { readonly risk?: RiskChoices } {
  return Object.keys(choices).length === 0 ? {} : { risk: choices }
}

/** `trailing stop 2 %, price collar off`; empty where nothing is limited. What is no limit stays as it is. */
export function choicesText(choices: RiskChoices = {}): string {
  const parts = RISK_FIELDS.flatMap((spec) => {
    const text = choices[spec.field]?.trim() ?? ''
    return text === '' ? [] : [`${limitName(spec)} ${choiceText(spec, text)}`]
  })
  return unbroken(parts.join(', '))
}

function choiceText(spec: RiskFieldSpec, text: string): string {
  if (isOff(text)) return OFF
  const limit = parseLimit(spec, text)
  return limit.ok ? limitText(spec, limit.value) : text
}

/** Whether `rules` are what an agent with these limits of its own has in a match with the limits `base`. */
export function isUnder(rules: RiskRules, base: RiskRules, own: RiskChoices = {}): boolean {
  return sameRules(plainRules(rules), overlaid(base, own))
}

/** The limits of a match that {@link checkRisk} found in order. */
export function rulesOf(choices: RiskChoices): RiskRules {
  return overlaid({}, choices)
}

function overlaid(base: RiskRules, own: RiskChoices): RiskRules {
  const values = RISK_FIELDS.map((spec) => {
    return [spec.field, wanted(spec, base, own[spec.field]?.trim() ?? '')] as const
  })
  return plainRules(Object.fromEntries(values.filter(([, value]) => value !== undefined)))
}

function wanted(spec: RiskFieldSpec, base: RiskRules, own: string): number | undefined {
  if (own === '') return base[spec.field]
  const limit = isOff(own) ? undefined : parseLimit(spec, own)
  return limit?.ok === true ? limit.value : undefined
}

function choicesOf(text: (spec: RiskFieldSpec) => string): RiskChoices {
  const entries = RISK_FIELDS.map((spec) => [spec.field, text(spec)] as const)
  return Object.fromEntries(entries.filter(([, written]) => written !== ''))
}

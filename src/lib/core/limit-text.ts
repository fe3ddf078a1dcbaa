import { DECIMAL_ONE, type Decimal, decimalToString, parseDecimal } from './decimal'
import { groupDigits } from './group-digits'
import { settingsOf, valueIn } from './plain-rules'
import { type Result, assertNever, err, ok } from './result'
import {
  RISK_LIMITS,
  type RiskField,
  type RiskFieldSpec,
  type RiskRules,
  type RiskUnit,
  faultOfLimit,
} from './risk-rules'
import { spanText } from './span-text'
import { noNumber, plainNumber } from './written-number'

/** What of a limit's unit one of what people write is: a percent, an order, a second. */
const PER_WRITTEN: Readonly<Record<Exclude<RiskUnit, 'choice'>, bigint>> = {
  'basis-points': 100n,
  orders: 1n,
  milliseconds: 1000n,
  returns: 1n,
}

/** Choices that read otherwise than they are written in files. */
const CHOICE_TEXTS: ReadonlyMap<string, string> = new Map([
  ['ewma', 'EWMA'],
  ['student-t', 'Student-t'],
])

/** Choices only matter to a unit that has some. */
type Unit = Pick<RiskFieldSpec, 'unit'> & Partial<Pick<RiskFieldSpec, 'choices'>>

/**
 * A limit as people write it, `0.5` or `0.5 %` for a part, `6` orders, `600` seconds, `1440` returns, or one of
 * its choices in any case, exactly in its unit. Whatever cannot be one is a sentence.
 */
export function parseLimit(spec: RiskFieldSpec, text: string): Result<number, string> {
  return spec.unit === 'choice' ? parseChoice(spec, text) : parseNumber(spec, spec.unit, text)
}

function parseChoice(spec: RiskFieldSpec, text: string): Result<number, string> {
  const written = text.trim().toLowerCase().replaceAll(' ', '-')
  const value = spec.choices.indexOf(written) + 1
  const fault = faultOfLimit(spec, value)
  return fault === undefined ? ok(value) : err(fault)
}

function parseNumber(
  spec: RiskFieldSpec,
  unit: keyof typeof PER_WRITTEN,
  text: string,
): Result<number, string> {
  const bare = unit === 'basis-points' ? text.replace(/%\s*$/, '') : text
  const plain = bare.includes('$') ? bare : plainNumber(bare)
  const amount = parseDecimal(plain)
  const scaled = amount.ok ? amount.value * PER_WRITTEN[unit] : undefined
  const isWhole = scaled !== undefined && scaled % DECIMAL_ONE === 0n
  const value = isWhole ? Number(scaled / DECIMAL_ONE) : Number.NaN
  const fault = faultOfLimit(spec, value)
  if (fault === undefined) return ok(value)
  return err(amount.ok ? fault : unreadable(spec, plain, fault))
}

/** What to say of a text that is no number. Orders and returns have no parts, so that no example with a point fits it. */
function unreadable({ unit }: Unit, plain: string, fault: string): string {
  if (unit === 'orders' || unit === 'returns') return fault
  if (unit === 'milliseconds' && /^[\d.,]+\s*[a-z]/i.test(plain) && !/^[\d.]+e[\d+-]/i.test(plain)) {
    return 'Write it in seconds, such as 600 for 10 min.'
  }
  return noNumber(plain, fault)
}

/** A limit's value as people write it, such that {@link parseLimit} takes it for the same: `0.5`, `6`, `cut`. */
export function writtenLimit({ unit, choices }: Unit, value: number): string {
  if (unit === 'choice') return choices?.[value - 1] ?? String(value)
  return decimalToString(((BigInt(value) * DECIMAL_ONE) / PER_WRITTEN[unit]) as Decimal)
}

/** A limit's value as people read it: `5 %`, `6 orders a minute`, `10 min`, `1,440 returns`, `EWMA`. */
export function limitText(spec: Unit, value: number): string {
  switch (spec.unit) {
    case 'basis-points':
      return `${writtenLimit(spec, value)} %`
    case 'milliseconds':
      return spanText(value)
    case 'orders':
      return `${groupDigits(String(value))} ${value === 1 ? 'order' : 'orders'} a minute`
    case 'returns':
      return `${groupDigits(String(value))} returns`
    case 'choice':
      return choiceText(writtenLimit(spec, value))
    default:
      return assertNever(spec.unit)
  }
}

/** One of a field's choices as people read it: `EWMA` for `ewma`. */
export function choiceText(choice: string): string {
  return CHOICE_TEXTS.get(choice) ?? choice
}

/** A limit's name within a sentence: `trailing stop`. */
export function limitName({ title }: Pick<RiskFieldSpec, 'title'>): string {
  return `${title.charAt(0).toLowerCase()}${title.slice(1)}`
}

/**
 * Every limit that is set, the first that is estimated with the settings it is estimated by: `trailing stop 5 %,
 * tail risk 5 % (99 %, 1 h, historical, 1,440 returns, cut)`; empty without any. With `base` only those that differ
 * from it: `trailing stop 2 %, price collar off`.
 */
export function limitsText(rules: RiskRules, base: RiskRules = {}): string {
  return RISK_LIMITS.filter((spec) => differs(spec, rules, base))
    .map((spec) => `${limitName(spec)} ${limitIn(rules, spec)}`)
    .join(', ')
}

/** Whether it is another limit, or tells of other settings. */
function differs({ field }: RiskFieldSpec, rules: RiskRules, base: RiskRules): boolean {
  if (rules[field] !== base[field]) return true
  const told = settingsText(rules, field) === '' ? [] : settingsOf(field)
  return told.some((setting) => valueIn(rules, setting.field) !== valueIn(base, setting.field))
}

/** A limit of a set with the settings that are told with it, or that it is off. */
function limitIn(rules: RiskRules, spec: RiskFieldSpec): string {
  const value = rules[spec.field]
  if (value === undefined) return 'off'
  const settings = settingsText(rules, spec.field)
  return `${limitText(spec, value)}${settings === '' ? '' : ` (${settings})`}`
}

/** How a limit of the set is estimated, unless it is told of a limit before: `99 %, 1 h, normal, 1,440 returns, cut`. */
export function settingsText(rules: RiskRules, limit: RiskField): string {
  const first = RISK_LIMITS.find(({ field }) => rules[field] !== undefined && settingsOf(field).length > 0)
  if (first?.field !== limit) return ''
  return settingsOf(limit)
    .flatMap((spec) => {
      const value = valueIn(rules, spec.field)
      return value === undefined ? [] : [limitText(spec, value)]
    })
    .join(', ')
}

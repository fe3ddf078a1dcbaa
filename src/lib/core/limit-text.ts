import { DECIMAL_ONE, type Decimal, decimalToString, parseDecimal } from './decimal'
import { groupDigits } from './group-digits'
import { type Result, err, ok } from './result'
import { RISK_FIELDS, type RiskFieldSpec, type RiskRules, type RiskUnit, faultOfLimit } from './risk-rules'
import { spanText } from './span-text'
import { noNumber, plainNumber } from './written-number'

/** What of a limit's unit one of what people write is: a percent, an order, a second. */
const PER_WRITTEN: Readonly<Record<RiskUnit, bigint>> = {
  'basis-points': 100n,
  orders: 1n,
  milliseconds: 1000n,
}

type Unit = Pick<RiskFieldSpec, 'unit'>

/**
 * A limit as people write it, `0.5` or `0.5 %` for a part, `6` orders, `600` seconds, exactly in its unit.
 * Whatever cannot be one is a sentence.
 */
export function parseLimit(spec: RiskFieldSpec, text: string): Result<number, string> {
  const bare = spec.unit === 'basis-points' ? text.replace(/%\s*$/, '') : text
  const plain = bare.includes('$') ? bare : plainNumber(bare)
  const amount = parseDecimal(plain)
  const scaled = amount.ok ? amount.value * PER_WRITTEN[spec.unit] : undefined
  const isWhole = scaled !== undefined && scaled % DECIMAL_ONE === 0n
  const value = isWhole ? Number(scaled / DECIMAL_ONE) : Number.NaN
  const fault = faultOfLimit(spec, value)
  if (fault === undefined) return ok(value)
  return err(amount.ok ? fault : unreadable(spec, plain, fault))
}

/** What to say of a text that is no number. An order has no parts, so that no example with a point fits it. */
function unreadable({ unit }: Unit, plain: string, fault: string): string {
  if (unit === 'orders') return fault
  if (unit === 'milliseconds' && /^[\d.,]+\s*[a-z]/i.test(plain) && !/^[\d.]+e[\d+-]/i.test(plain)) {
    return 'Write it in seconds, such as 600 for 10 min.'
  }
  return noNumber(plain, fault)
}

/** A limit's value as people write it, such that {@link parseLimit} takes it for the same: `0.5`, `6`, `600`. */
export function writtenLimit({ unit }: Unit, value: number): string {
  return decimalToString(((BigInt(value) * DECIMAL_ONE) / PER_WRITTEN[unit]) as Decimal)
}

/** A limit's value as people read it: `5 %`, `6 orders a minute`, `10 min`. */
export function limitText({ unit }: Unit, value: number): string {
  if (unit === 'basis-points') return `${writtenLimit({ unit }, value)} %`
  if (unit === 'milliseconds') return spanText(value)
  return `${groupDigits(String(value))} ${value === 1 ? 'order' : 'orders'} a minute`
}

/** A limit's name within a sentence: `trailing stop`. */
export function limitName({ title }: Pick<RiskFieldSpec, 'title'>): string {
  return `${title.charAt(0).toLowerCase()}${title.slice(1)}`
}

/**
 * Every limit that is set: `trailing stop 5 %, order rate 6 orders a minute`; empty without any. With `base`
 * only those that differ from it: `trailing stop 2 %, price collar off`.
 */
export function limitsText(rules: RiskRules, base: RiskRules = {}): string {
  return RISK_FIELDS.flatMap((spec) => {
    const value = rules[spec.field]
    if (value === base[spec.field]) return []
    return [`${limitName(spec)} ${value === undefined ? 'off' : limitText(spec, value)}`]
  }).join(', ')
}

import { DECIMAL_ONE, type Decimal, decimalToString, parseDecimal } from './decimal'
import { type Result, err, ok } from './result'
import { type RiskFieldSpec, type RiskUnit, faultOfLimit } from './risk-rules'
import { noNumber, plainNumber } from './written-number'

/** What of a limit's unit one of what people write is: a percent, an order, a second. */
const PER_WRITTEN: Readonly<Record<RiskUnit, bigint>> = {
  'basis-points': 100n,
  orders: 1n,
  milliseconds: 1000n,
}

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
  return err(amount.ok ? fault : noNumber(plain, fault))
}

/** A limit's value as people write it, such that {@link parseLimit} takes it for the same: `0.5`, `6`, `600`. */
export function writtenLimit({ unit }: Pick<RiskFieldSpec, 'unit'>, value: number): string {
  return decimalToString(((BigInt(value) * DECIMAL_ONE) / PER_WRITTEN[unit]) as Decimal)
}

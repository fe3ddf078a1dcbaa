/** Parts of a configuration as JSON for files: field by field, amounts as decimal text. */
import { decimalToString } from '../core/decimal'
import type { Json } from '../core/json'
import type { ProductSpec } from '../core/product'
import { RISK_FIELDS, type RiskRules } from '../core/risk-rules'
import type { FeeSchedule } from './config'

type Members = Readonly<Record<string, Json>>

export function specJson(spec: ProductSpec): Readonly<Record<keyof ProductSpec, string>> {
  return {
    ...{ id: spec.id, base: spec.base, quote: spec.quote },
    quoteIncrement: decimalToString(spec.quoteIncrement),
    baseIncrement: decimalToString(spec.baseIncrement),
    minMarketFunds: decimalToString(spec.minMarketFunds),
  }
}

export function riskJson(rules: RiskRules): Members {
  const set = RISK_FIELDS.flatMap(({ field }): [string, Json][] => {
    const value = rules[field]
    return value === undefined ? [] : [[field, value]]
  })
  return Object.fromEntries(set)
}

export function feesJson(fees: FeeSchedule): Members {
  if (fees.type === 'none') return { type: fees.type }
  if (fees.type === 'flat') return { type: fees.type, basisPoints: fees.basisPoints }
  const tiers = fees.tiers.map(({ fromVolume, takerBasisPoints }) => {
    return { fromVolume: decimalToString(fromVolume), takerBasisPoints }
  })
  return { type: fees.type, tiers }
}

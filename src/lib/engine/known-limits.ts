import { RISK_FIELDS, type RiskFieldSpec, type RiskRules } from '../core/risk-rules'
import type { FormatVersion } from './config'

/** What new matches and backtests are made with. */
export const NEWEST_FORMAT: FormatVersion = 4

/** How many of the fields each format version knows; the newest knows all. */
const KNOWN_FIELDS: Readonly<Record<FormatVersion, number>> = { 1: 2, 2: 2, 3: 10, 4: RISK_FIELDS.length }

/** The limits, and settings of limits, that matches of a format version know, in the order of their encoding. */
export function knownFields(formatVersion: FormatVersion): readonly RiskFieldSpec[] {
  return RISK_FIELDS.slice(0, KNOWN_FIELDS[formatVersion])
}

/** The first of the fields set that matches of this format version do not know, or undefined. */
export function unknownLimit(rules: RiskRules, formatVersion: FormatVersion): RiskFieldSpec | undefined {
  return RISK_FIELDS.slice(KNOWN_FIELDS[formatVersion]).find(({ field }) => rules[field] !== undefined)
}

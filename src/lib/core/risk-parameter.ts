/** Limits of the risk layer as numbers that a search may vary, beside a strategy's own. */
import { choiceText, limitText } from './limit-text'
import { valueIn } from './plain-rules'
import { assertNever } from './result'
import {
  RISK_FIELDS,
  RISK_PRESETS,
  type RiskField,
  type RiskFieldSpec,
  type RiskRules,
  type RiskUnit,
} from './risk-rules'

/** A limit, or a setting of limits, counted as people write it: per cent, orders, seconds, returns, 1 … n of choices. */
export interface RiskParameter {
  /** `risk:` and the field. */
  readonly name: string
  readonly spec: RiskFieldSpec
  /** With the unit: `Trailing stop (%)`. */
  readonly label: string
  readonly help: string
  readonly min: number
  readonly max: number
  readonly step: number
  readonly initial: number
}

const PREFIX = 'risk:'

/** What of a field's unit one of what is written is. */
const PER_WRITTEN: Readonly<Record<RiskUnit, number>> = {
  'basis-points': 100,
  orders: 1,
  milliseconds: 1000,
  returns: 1,
  choice: 1,
}

/** Where a limit begins that is in no set: in the order in which sets are asked. */
const BEGINNINGS = (['guarded', 'institutional', 'strict'] as const).map((preset) => RISK_PRESETS[preset])

export const RISK_PARAMETERS: readonly RiskParameter[] = RISK_FIELDS.map(parameterOf)

/** Undefined for the name of anything else. */
export function riskParameter(name: string): RiskParameter | undefined {
  return name.startsWith(PREFIX) ? RISK_PARAMETERS.find((one) => one.name === name) : undefined
}

/** Limits with those that `values` names in place of what they were; names of anything else are passed over. */
export function rulesWith(rules: RiskRules, values: Readonly<Record<string, number>>): RiskRules {
  const changed = Object.entries(values).flatMap(([name, value]) => {
    const spec = riskParameter(name)?.spec
    return spec === undefined ? [] : [[spec.field, unitsOf(spec, value)] as const]
  })
  return { ...rules, ...Object.fromEntries(changed) }
}

/** The values that are no limits: a strategy's own. */
export function withoutRisk(values: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith(PREFIX)))
}

/** A written value in the field's own unit. */
export function unitsOf({ unit }: RiskFieldSpec, written: number): number {
  return Math.round(written * PER_WRITTEN[unit])
}

/** A written value as people read it: `5 %`, `10 min`, `EWMA`. */
export function riskValueText(spec: RiskFieldSpec, written: number): string {
  return limitText(spec, unitsOf(spec, written))
}

function parameterOf(spec: RiskFieldSpec): RiskParameter {
  const { field, unit, title, least, most } = spec
  const per = PER_WRITTEN[unit]
  const first = BEGINNINGS.find((rules) => rules[field] !== undefined) ?? {}
  const name = unitName(unit)
  return {
    ...{ name: nameOf(field), spec },
    label: name === '' ? title : `${title} (${name})`,
    help: helpOf(spec),
    // Whole seconds: nobody searches among milliseconds.
    min: unit === 'milliseconds' ? 1 : least / per,
    max: most / per,
    step: unit === 'basis-points' ? 1 / per : 1,
    initial: (valueIn(first, field) ?? least) / per,
  }
}

function nameOf(field: RiskField): string {
  return `${PREFIX}${field}`
}

function unitName(unit: RiskUnit): string {
  switch (unit) {
    case 'basis-points':
      return '%'
    case 'orders':
      return 'a minute'
    case 'milliseconds':
      return 's'
    case 'returns':
    case 'choice':
      return ''
    default:
      return assertNever(unit)
  }
}

function helpOf({ choices, kind }: RiskFieldSpec): string {
  if (choices.length > 0)
    return `${choices.map((choice, at) => `${at + 1} ${choiceText(choice)}`).join(', ')}.`
  return kind === 'limit'
    ? 'A limit outside the strategy, in place of the form’s.'
    : 'How the limits on tail risk, volatility and correlated exposure are measured.'
}

import { groupDigits } from './group-digits'
import type { DurationMs } from './time'

/**
 * Limits outside the agents: what is missing is off. Parts are whole basis points of what they are a part
 * of, spans are match time.
 */
export interface RiskRules {
  /** Largest part of equity in one product, right after a purchase. */
  readonly productExposureBasisPoints?: number
  /** Largest part of equity in all products together, right after a purchase. */
  readonly grossExposureBasisPoints?: number
  /** A position is sold when it falls by more than this from its peak, which trails from cost. */
  readonly trailingStopBasisPoints?: number
  /** A position is sold when it falls by more than this below its cost. */
  readonly productDrawdownBasisPoints?: number
  /** Everything is sold and buying stops when equity falls by more than this from its highest. */
  readonly runDrawdownBasisPoints?: number
  /** Everything is sold and buying stops when equity falls by more than this within a UTC day. */
  readonly dailyLossBasisPoints?: number
  /** An order is refused when its quote moved by more than this since the snapshot its agent saw. */
  readonly priceCollarBasisPoints?: number
  /** Most orders of an agent within 60 seconds. */
  readonly ordersPerMinute?: number
  /** After a sale at a loss, nothing is bought for so long. */
  readonly coolDown?: DurationMs
  /** A product just bought is not sold, one just sold not bought, for so long. */
  readonly reversalInterval?: DurationMs
}

export type RiskField = keyof RiskRules

export type RiskUnit = 'basis-points' | 'orders' | 'milliseconds'

/** One limit as forms, codecs and words know it. */
export interface RiskFieldSpec {
  readonly field: RiskField
  /** The rule's name in the log. */
  readonly rule: RuleName
  readonly title: string
  readonly unit: RiskUnit
  /** Largest value allowed, in the unit; the smallest is 1. */
  readonly most: number
}

/** What a `RiskEvent` may name as its rule, beside those every match has (`fresh-quote`, `no-short`, `no-leverage`). */
export type RuleName =
  | 'product-exposure'
  | 'gross-exposure'
  | 'trailing-stop'
  | 'product-drawdown'
  | 'run-drawdown'
  | 'daily-loss'
  | 'price-collar'
  | 'order-rate'
  | 'cool-down'
  | 'reversal'
  | 'stop-loss'
  | 'take-profit'
  | 'time-stop'

const WHOLE = 10_000
const DAY = 86_400_000
const MOST_ORDERS = 1000

/** In the order of the log's encoding: new limits go to the end. */
export const RISK_FIELDS: readonly RiskFieldSpec[] = [
  part('productExposureBasisPoints', 'product-exposure', 'Product exposure'),
  part('grossExposureBasisPoints', 'gross-exposure', 'Total exposure'),
  part('trailingStopBasisPoints', 'trailing-stop', 'Trailing stop'),
  part('productDrawdownBasisPoints', 'product-drawdown', 'Position loss limit'),
  part('runDrawdownBasisPoints', 'run-drawdown', 'Drawdown limit'),
  part('dailyLossBasisPoints', 'daily-loss', 'Daily loss limit'),
  part('priceCollarBasisPoints', 'price-collar', 'Price collar'),
  { field: 'ordersPerMinute', rule: 'order-rate', title: 'Order rate', unit: 'orders', most: MOST_ORDERS },
  span('coolDown', 'cool-down', 'Cool-down'),
  span('reversalInterval', 'reversal', 'Reversal wait'),
]

export type RiskPreset = 'classic' | 'guarded' | 'strict'

/** Named sets of limits. Classic has none, as the first arena. */
export const RISK_PRESETS: Readonly<Record<RiskPreset, RiskRules>> = {
  classic: {},
  guarded: {
    productExposureBasisPoints: 5000,
    trailingStopBasisPoints: 500,
    dailyLossBasisPoints: 1000,
    priceCollarBasisPoints: 50,
  },
  strict: {
    productExposureBasisPoints: 2500,
    grossExposureBasisPoints: 7500,
    trailingStopBasisPoints: 200,
    productDrawdownBasisPoints: 300,
    runDrawdownBasisPoints: 1000,
    dailyLossBasisPoints: 300,
    priceCollarBasisPoints: 20,
    ordersPerMinute: 6,
    coolDown: 600_000 as DurationMs,
    reversalInterval: 120_000 as DurationMs,
  },
}

/** The preset these limits are, or `own`. */
export function riskPresetOf(rules: RiskRules): RiskPreset | 'own' {
  for (const preset of ['classic', 'guarded', 'strict'] as const) {
    if (sameRules(rules, RISK_PRESETS[preset])) return preset
  }
  return 'own'
}

export function sameRules(a: RiskRules, b: RiskRules): boolean {
  return RISK_FIELDS.every(({ field }) => a[field] === b[field])
}

/** What is wrong with a limit's value, or undefined. `value` is in the limit's unit. */
export function faultOfLimit({ unit, most, title }: RiskFieldSpec, value: number): string | undefined {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return undefined
  if (unit === 'basis-points')
    return `${title} must be more than 0 % and at most ${most / 100} %, in steps of 0.01 %.`
  if (unit === 'orders') return `${title} must be a whole number from 1 to ${groupDigits(String(most))}.`
  return `${title} must be more than 0 and at most ${groupDigits(String(most / 1000))} seconds.`
}

/** What is wrong with a set of limits, or undefined. */
export function faultOfRules(rules: RiskRules): string | undefined {
  for (const spec of RISK_FIELDS) {
    const value = rules[spec.field]
    const fault = value === undefined ? undefined : faultOfLimit(spec, value)
    if (fault !== undefined) return fault
  }
  return undefined
}

function part(field: RiskField, rule: RuleName, title: string): RiskFieldSpec {
  return { field, rule, title, unit: 'basis-points', most: WHOLE }
}

function span(field: RiskField, rule: RuleName, title: string): RiskFieldSpec {
  return { field, rule, title, unit: 'milliseconds', most: DAY }
}

import { groupDigits } from './group-digits'
import { assertNever } from './result'
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
  /** A purchase is cancelled, or cut, when the portfolio's tail value at risk would pass this part of equity. */
  readonly tailRiskBasisPoints?: number
  /** A purchase is cut so that the portfolio's volatility in a year stays within this part of its value. */
  readonly volatilityTargetBasisPoints?: number
  /** Largest part of equity in a product and, by their correlation, in all that moves with it. */
  readonly correlatedExposureBasisPoints?: number
  /** How tails and volatilities are estimated, one of {@link RISK_MODELS} counted from 1; 1 where it is left out. */
  readonly riskModel?: number
  /** Newest returns that estimates rest on; {@link DEFAULT_RISK_SETTINGS} where it is left out. */
  readonly riskWindow?: number
  /** The part of outcomes that the tail begins beyond. */
  readonly tailRiskLevel?: number
  /** How far ahead losses are looked at. */
  readonly tailRiskHorizon?: DurationMs
  /** What becomes of a purchase that would pass the tail limit, one of {@link TAIL_ACTIONS} counted from 1. */
  readonly tailRiskAction?: number
}

/** Estimates of how returns are distributed. */
export const RISK_MODELS = ['normal', 'ewma', 'historical', 'student-t'] as const
export type RiskModelName = (typeof RISK_MODELS)[number]

export const TAIL_ACTIONS = ['cancel', 'cut'] as const
export type TailAction = (typeof TAIL_ACTIONS)[number]

/** How risk is estimated, in words and plain numbers. */
export interface RiskSettings {
  readonly model: RiskModelName
  /** Returns. */
  readonly window: number
  /** Basis points: 9900 is 99 %. */
  readonly level: number
  readonly horizon: DurationMs
  readonly action: TailAction
}

export const DEFAULT_RISK_SETTINGS: RiskSettings = {
  model: 'normal',
  window: 1440,
  level: 9900,
  horizon: 3_600_000 as DurationMs,
  action: 'cancel',
}

/** What the settings among the limits say. */
export function riskSettings(rules: RiskRules): RiskSettings {
  const { model, window, level, horizon, action } = DEFAULT_RISK_SETTINGS
  return {
    model: RISK_MODELS[(rules.riskModel ?? 1) - 1] ?? model,
    window: rules.riskWindow ?? window,
    level: rules.tailRiskLevel ?? level,
    horizon: rules.tailRiskHorizon ?? horizon,
    action: TAIL_ACTIONS[(rules.tailRiskAction ?? 1) - 1] ?? action,
  }
}

export type RiskField = keyof RiskRules

export type RiskUnit = 'basis-points' | 'orders' | 'milliseconds' | 'returns' | 'choice'

/** One limit, or one setting of limits, as forms, codecs and words know it. */
export interface RiskFieldSpec {
  readonly field: RiskField
  /** A limit binds by itself; a setting only says how limits are measured. */
  readonly kind: 'limit' | 'setting'
  /** The rule's name in the log: of a setting, the rule it belongs to first. */
  readonly rule: RuleName
  readonly title: string
  readonly unit: RiskUnit
  /** Smallest and largest value allowed, in the unit. */
  readonly least: number
  readonly most: number
  /** What the values of a choice stand for, from 1 on; empty for all other units. */
  readonly choices: readonly string[]
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
  | 'tail-risk'
  | 'volatility-target'
  | 'correlated-exposure'
  | 'stop-loss'
  | 'take-profit'
  | 'time-stop'

const WHOLE = 10_000
const DAY = 86_400_000
const MS_PER_SECOND = 1000
const MOST_ORDERS = 1000
/** A thousand percent a year. */
const MOST_VOLATILITY = 100_000
/** Below it the tail has too few cases, above it is no part. */
const [LEAST_LEVEL, MOST_LEVEL] = [5000, 9999]
/** Fewer returns than this estimate nothing; more than a week of minutes are another market. */
export const LEAST_RETURNS = 60
const MOST_RETURNS = 10_080

/** In the order of the log's encoding: new limits go to the end. */
export const RISK_FIELDS: readonly RiskFieldSpec[] = [
  part('productExposureBasisPoints', 'product-exposure', 'Product exposure'),
  part('grossExposureBasisPoints', 'gross-exposure', 'Total exposure'),
  part('trailingStopBasisPoints', 'trailing-stop', 'Trailing stop'),
  part('productDrawdownBasisPoints', 'product-drawdown', 'Position loss limit'),
  part('runDrawdownBasisPoints', 'run-drawdown', 'Drawdown limit'),
  part('dailyLossBasisPoints', 'daily-loss', 'Daily loss limit'),
  part('priceCollarBasisPoints', 'price-collar', 'Price collar'),
  { ...part('ordersPerMinute', 'order-rate', 'Order rate'), unit: 'orders', most: MOST_ORDERS },
  span('coolDown', 'cool-down', 'Cool-down'),
  span('reversalInterval', 'reversal', 'Reversal wait'),
  part('tailRiskBasisPoints', 'tail-risk', 'Tail risk'),
  { ...part('volatilityTargetBasisPoints', 'volatility-target', 'Volatility target'), most: MOST_VOLATILITY },
  part('correlatedExposureBasisPoints', 'correlated-exposure', 'Correlated exposure'),
  choice('riskModel', 'Risk model', RISK_MODELS),
  { ...setting('riskWindow', 'Risk window'), unit: 'returns', least: LEAST_RETURNS, most: MOST_RETURNS },
  { ...setting('tailRiskLevel', 'Tail level'), least: LEAST_LEVEL, most: MOST_LEVEL },
  { ...setting('tailRiskHorizon', 'Tail horizon'), unit: 'milliseconds', most: DAY },
  choice('tailRiskAction', 'Tail action', TAIL_ACTIONS),
]

/** Fields that bind by themselves. */
export const RISK_LIMITS: readonly RiskFieldSpec[] = RISK_FIELDS.filter(({ kind }) => kind === 'limit')

export type RiskPreset = 'classic' | 'guarded' | 'strict' | 'institutional'

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
  institutional: {
    runDrawdownBasisPoints: 1500,
    dailyLossBasisPoints: 800,
    priceCollarBasisPoints: 50,
    tailRiskBasisPoints: 200,
    volatilityTargetBasisPoints: 7500,
    correlatedExposureBasisPoints: 8000,
    tailRiskAction: 2,
  },
}

/** The preset these limits are, or `own`. */
export function riskPresetOf(rules: RiskRules): RiskPreset | 'own' {
  for (const preset of ['classic', 'guarded', 'strict', 'institutional'] as const) {
    if (sameRules(rules, RISK_PRESETS[preset])) return preset
  }
  return 'own'
}

export function sameRules(a: RiskRules, b: RiskRules): boolean {
  return RISK_FIELDS.every(({ field }) => a[field] === b[field])
}

/** What is wrong with a limit's value, or undefined. `value` is in the limit's unit. */
export function faultOfLimit(spec: RiskFieldSpec, value: number): string | undefined {
  const { least, most } = spec
  if (Number.isSafeInteger(value) && value >= least && value <= most) return undefined
  return faultText(spec)
}

function faultText({ unit, least, most, title, choices }: RiskFieldSpec): string {
  switch (unit) {
    case 'basis-points':
      return `${title} must be ${fromText(least)} % and at most ${most / 100} %, in steps of 0.01 %.`
    case 'orders':
    case 'returns':
      return `${title} must be a whole number from ${least} to ${groupDigits(String(most))}.`
    case 'milliseconds':
      return `${title} must be more than 0 and at most ${groupDigits(String(most / MS_PER_SECOND))} seconds.`
    case 'choice':
      return `${title} must be one of: ${choices.join(', ')}.`
    default:
      return assertNever(unit)
  }
}

function fromText(least: number): string {
  return least === 1 ? 'more than 0' : `at least ${least / 100}`
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
  return { field, kind: 'limit', rule, title, unit: 'basis-points', least: 1, most: WHOLE, choices: [] }
}

function span(field: RiskField, rule: RuleName, title: string): RiskFieldSpec {
  return { ...part(field, rule, title), unit: 'milliseconds', most: DAY }
}

function setting(field: RiskField, title: string): RiskFieldSpec {
  return { ...part(field, 'tail-risk', title), kind: 'setting' }
}

function choice(field: RiskField, title: string, choices: readonly string[]): RiskFieldSpec {
  return { ...setting(field, title), unit: 'choice', most: choices.length, choices }
}

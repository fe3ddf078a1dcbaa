/** A backtest's setup as a person can read it in a file, and back. */
import * as v from 'valibot'
import { LONGEST_PROMPT } from '../../core/agent-bounds'
import { type Decimal, decimalToString, parseDecimal } from '../../core/decimal'
import type { Json } from '../../core/json'
import { type RiskRules, RISK_FIELDS, faultOfRules } from '../../core/risk-rules'
import { assertNever } from '../../core/result'
import { durationMs } from '../../core/time'
import { feesJson, riskJson } from '../../engine/written-config'
import type { BacktestSetup, StrategyChoice } from '../backtest-setup'

type Members = Readonly<Record<string, Json>>

const LONGEST_CODE = 1_000_000
const MOST_PARAMETERS = 100
const MOST_DATASETS = 10
const MOST_TIERS = 50
/** Beyond it there are no dates, ms. */
const LATEST = 8.64e15

export function setupJson({ datasets, range, strategy, cash, fees, fills, risk }: BacktestSetup): Members {
  return {
    datasets: [...datasets],
    range: { from: range.from, to: range.to },
    strategy: strategyJson(strategy),
    cash: decimalToString(cash),
    fees: feesJson(fees),
    fills: { slippage: { ...fills.slippage }, latency: fills.latency },
    risk: riskJson(risk),
  }
}

function strategyJson(strategy: StrategyChoice): Members {
  switch (strategy.type) {
    case 'listed':
      return { type: strategy.type, id: strategy.id, parameters: { ...strategy.parameters } }
    case 'own':
      return {
        type: strategy.type,
        name: strategy.name,
        code: strategy.code,
        parameters: { ...strategy.parameters },
      }
    case 'recorded':
      return { type: strategy.type, name: strategy.name, matchId: strategy.matchId, run: strategy.run }
    case 'agent':
      return { ...strategy }
    default:
      return assertNever(strategy)
  }
}

export const shortText = v.pipe(v.string(), v.maxLength(1000))
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
export const instant = v.pipe(v.number(), v.safeInteger(), v.minValue(-LATEST), v.maxValue(LATEST))

const amount: v.GenericSchema<unknown, Decimal> = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parseDecimal(dataset.value)
    if (parsed.ok) return parsed.value
    addIssue({ message: parsed.error })
    return NEVER
  }),
)

const span = v.pipe(count, v.transform(durationMs))
const points = v.pipe(v.number(), v.finite(), v.minValue(0))

const parameters = v.pipe(
  v.record(shortText, v.pipe(v.number(), v.finite())),
  v.check((values) => Object.keys(values).length <= MOST_PARAMETERS, 'There are too many parameters'),
)

const strategy = v.variant('type', [
  v.strictObject({ type: v.literal('listed'), id: shortText, parameters }),
  v.strictObject({
    type: v.literal('own'),
    name: shortText,
    code: v.pipe(v.string(), v.maxLength(LONGEST_CODE)),
    parameters,
  }),
  v.strictObject({ type: v.literal('recorded'), name: shortText, matchId: shortText, run: count }),
  v.strictObject({
    ...{ type: v.literal('agent'), name: shortText, brain: shortText },
    prompt: v.pipe(v.string(), v.maxLength(LONGEST_PROMPT)),
    everyMinutes: v.pipe(count, v.minValue(1)),
    spendCap: shortText,
  }),
])

const fees = v.variant('type', [
  v.strictObject({ type: v.literal('none') }),
  v.strictObject({ type: v.literal('flat'), basisPoints: points }),
  v.strictObject({
    type: v.literal('tiers'),
    tiers: v.pipe(
      v.array(v.strictObject({ fromVolume: amount, takerBasisPoints: points })),
      v.maxLength(MOST_TIERS),
    ),
  }),
])

const slippage = v.variant('type', [
  v.strictObject({ type: v.literal('none') }),
  v.strictObject({ type: v.literal('half-spread'), basisPoints: points }),
  v.strictObject({ type: v.literal('quotes') }),
  v.strictObject({ type: v.literal('volume-share'), basisPoints: points }),
])

const limits = RISK_FIELDS.map(({ field }) => field)
const risk: v.GenericSchema<unknown, RiskRules> = v.pipe(
  v.record(v.picklist(limits), count),
  v.transform(rulesOf),
  v.check(
    (rules) => faultOfRules(rules) === undefined,
    ({ input }) => faultOfRules(input) ?? '',
  ),
)

function rulesOf(values: Readonly<Partial<Record<keyof RiskRules, number>>>): RiskRules {
  const { coolDown, reversalInterval, tailRiskHorizon, ...others } = values
  return {
    ...others,
    ...(coolDown === undefined ? {} : { coolDown: durationMs(coolDown) }),
    ...(reversalInterval === undefined ? {} : { reversalInterval: durationMs(reversalInterval) }),
    ...(tailRiskHorizon === undefined ? {} : { tailRiskHorizon: durationMs(tailRiskHorizon) }),
  }
}

export const setupSchema: v.GenericSchema<unknown, BacktestSetup> = v.strictObject({
  datasets: v.pipe(v.array(shortText), v.minLength(1), v.maxLength(MOST_DATASETS)),
  range: v.strictObject({ from: instant, to: instant }),
  strategy,
  cash: amount,
  fees,
  fills: v.strictObject({ slippage, latency: span }),
  risk,
})

/** A match's configuration as a stored row: every field checked, nothing unknown let through. */
import * as v from 'valibot'
import { type Decimal, parseDecimal } from '../core/decimal'
import { ProductId } from '../core/product'
import { type RiskRules, faultOfRules } from '../core/risk-rules'
import { type DurationMs, type TimeMs, durationMs, timeMs } from '../core/time'
import type { MatchConfig, RunConfig } from '../engine/config'
import type { RunAssignment } from '../engine/events'
import { unknownLimit } from '../engine/known-limits'

const MAX_TEXT = 1000
const MAX_PRODUCTS = 10
/** Runs a match begins with. */
export const MAX_RUNS = 100

export const shortText = v.pipe(v.string(), v.maxLength(MAX_TEXT))
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
export const instant = v.pipe(
  v.number(),
  v.safeInteger(),
  v.transform((value): TimeMs => timeMs(value)),
)
export const span = v.pipe(
  v.number(),
  v.safeInteger(),
  v.transform((value): DurationMs => durationMs(value)),
)
type Amount = v.GenericSchema<unknown, Decimal>

/** As the database holds amounts. */
const storedAmount: Amount = v.pipe(
  v.bigint(),
  v.transform((value) => value as Decimal),
)

/** As files hold them: decimal text. */
const writtenAmount: Amount = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parseDecimal(dataset.value)
    if (parsed.ok) return parsed.value
    addIssue({ message: parsed.error })
    return NEVER
  }),
)

const productId = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = ProductId.parse(dataset.value)
    if (parsed.ok) return parsed.value
    addIssue({ message: parsed.error })
    return NEVER
  }),
)

const specOf = (amount: Amount) =>
  v.strictObject({
    id: productId,
    base: shortText,
    quote: shortText,
    quoteIncrement: amount,
    baseIncrement: amount,
    minMarketFunds: amount,
  })

/** A product's increments as the database holds them. */
export const storedSpec = specOf(storedAmount)

const labels = v.strictObject({
  project: shortText,
  cost_center: shortText,
  owner: shortText,
  data_classification: v.picklist(['public', 'internal', 'confidential']),
  strategy_id: shortText,
  agent_run_id: shortText,
})

const model = v.strictObject({
  node: shortText,
  nodeName: shortText,
  provider: shortText,
  modelId: shortText,
  settings: shortText,
  promptHash: shortText,
})

export const riskSchema: v.GenericSchema<unknown, RiskRules> = v.pipe(
  v.strictObject({
    productExposureBasisPoints: v.exactOptional(count),
    grossExposureBasisPoints: v.exactOptional(count),
    trailingStopBasisPoints: v.exactOptional(count),
    productDrawdownBasisPoints: v.exactOptional(count),
    runDrawdownBasisPoints: v.exactOptional(count),
    dailyLossBasisPoints: v.exactOptional(count),
    priceCollarBasisPoints: v.exactOptional(count),
    ordersPerMinute: v.exactOptional(count),
    coolDown: v.exactOptional(span),
    reversalInterval: v.exactOptional(span),
    tailRiskBasisPoints: v.exactOptional(count),
    volatilityTargetBasisPoints: v.exactOptional(count),
    correlatedExposureBasisPoints: v.exactOptional(count),
    riskModel: v.exactOptional(count),
    riskWindow: v.exactOptional(count),
    tailRiskLevel: v.exactOptional(count),
    tailRiskHorizon: v.exactOptional(span),
    tailRiskAction: v.exactOptional(count),
  }),
  v.check((rules) => faultOfRules(rules) === undefined, 'A limit is out of its range.'),
)

export const runSchema: v.GenericSchema<unknown, RunConfig> = v.strictObject({
  name: shortText,
  role: v.picklist(['agent', 'benchmark']),
  labels,
  color: shortText,
  brain: shortText,
  strategyVersion: shortText,
  model: v.exactOptional(model),
  risk: v.exactOptional(riskSchema),
})

export const assignmentSchema: v.GenericSchema<unknown, RunAssignment> = v.strictObject({
  brain: shortText,
  strategyVersion: shortText,
  labels,
  color: shortText,
  model: v.exactOptional(model),
})

const feesOf = (amount: Amount) =>
  v.variant('type', [
    v.strictObject({ type: v.literal('none') }),
    v.strictObject({ type: v.literal('flat'), basisPoints: count }),
    v.strictObject({
      type: v.literal('tiers'),
      tiers: v.array(v.strictObject({ fromVolume: amount, takerBasisPoints: count })),
    }),
  ])

const rulesOf = (amount: Amount) =>
  v.strictObject({
    preset: v.picklist(['classic', 'realistic']),
    fees: feesOf(amount),
    risk: riskSchema,
  })

const decisions = v.strictObject({
  turns: count,
  toolCalls: count,
  trades: count,
  deadline: span,
  memoryTokens: count,
  outputTokens: count,
})

const configOf = (amount: Amount): v.GenericSchema<unknown, MatchConfig> =>
  v.pipe(
    v.strictObject({
      formatVersion: v.picklist([1, 2, 3, 4]),
      matchId: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_TEXT)),
      source: v.picklist(['coinbase', 'demo', 'recorded']),
      products: v.pipe(v.array(specOf(amount)), v.minLength(1), v.maxLength(MAX_PRODUCTS)),
      runs: v.pipe(v.array(runSchema), v.minLength(1), v.maxLength(MAX_RUNS)),
      rules: rulesOf(amount),
      initialCash: amount,
      interval: span,
      duration: v.exactOptional(span),
      startedAt: instant,
      decisions: v.exactOptional(decisions),
      spendCap: v.exactOptional(amount),
      demo: v.exactOptional(v.strictObject({ seed: shortText, speed: v.picklist([1, 10, 60]) })),
    }),
    v.check((config) => knowsItsLimits(config), 'A limit that matches of this format version do not know.'),
  )

function knowsItsLimits({
  formatVersion,
  rules,
  runs,
}: Pick<MatchConfig, 'formatVersion' | 'rules' | 'runs'>): boolean {
  const limits = [rules.risk, ...runs.map(({ risk }) => risk ?? {})]
  return limits.every((each) => unknownLimit(each, formatVersion) === undefined)
}

export const matchConfigSchema = configOf(storedAmount)

/** The same with amounts as decimal text. */
export const writtenConfigSchema = configOf(writtenAmount)

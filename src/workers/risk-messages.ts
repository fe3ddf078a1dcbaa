/** What tabs ask one another about risk. Another tab may run another version: all of it is looked at. */
import * as v from 'valibot'
import { RISK_MODELS, TAIL_ACTIONS } from '../lib/core/risk-rules'
import { type Result, err, ok } from '../lib/core/result'
import { type DurationMs, durationMs } from '../lib/core/time'
import type { RiskProfile, TradeRisk } from './api/risk'

const UNREADABLE = 'The tab that runs this match is of another version: reload both.'

/** NaN stands for what is not known. */
const figure = v.custom<number>((value) => typeof value === 'number')
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const span = v.pipe(
  count,
  v.transform((value): DurationMs => durationMs(value)),
)

const ideaSchema = v.strictObject({
  product: v.string(),
  side: v.picklist(['buy', 'sell']),
  quantity: v.string(),
})

const questionSchema = v.object({
  id: v.string(),
  question: v.object({
    run: count,
    model: v.optional(v.picklist(RISK_MODELS)),
    idea: v.optional(ideaSchema),
  }),
})

export type RiskQuestion = v.InferInput<typeof questionSchema>['question']

const answerSchema = v.object({
  id: v.string(),
  answer: v.variant('ok', [
    v.object({ ok: v.literal(true), value: v.unknown() }),
    v.object({ ok: v.literal(false), error: v.string() }),
  ]),
})

const profileSchema = v.object({
  settings: v.object({
    model: v.picklist(RISK_MODELS),
    window: count,
    level: count,
    horizon: span,
    action: v.picklist(TAIL_ACTIONS),
  }),
  equity: figure,
  cash: figure,
  exposure: figure,
  valueAtRisk: figure,
  tailValueAtRisk: figure,
  limit: v.union([v.number(), v.undefined()]),
  volatility: figure,
  holdings: v.array(
    v.object({
      id: v.string(),
      value: figure,
      contribution: figure,
      volatility: figure,
      young: v.boolean(),
    }),
  ),
  correlations: v.array(v.array(figure)),
  drawdown: figure,
  maxDrawdown: figure,
  returns: count,
  notes: v.array(v.string()),
})

const tradeRiskSchema = v.object({
  before: profileSchema,
  after: profileSchema,
  sentence: v.string(),
  verdict: v.string(),
})

/** Undefined for anything else. */
export function parseQuestion(data: unknown): v.InferOutput<typeof questionSchema> | undefined {
  const parsed = v.safeParse(questionSchema, data)
  return parsed.success ? parsed.output : undefined
}

/** Undefined for anything else. */
export function parseAnswer(
  data: unknown,
): { readonly id: string; readonly answer: Result<unknown, string> } | undefined {
  const parsed = v.safeParse(answerSchema, data)
  return parsed.success ? parsed.output : undefined
}

export function readProfile(answer: Result<unknown, string>): Result<RiskProfile, string> {
  return read(profileSchema, answer)
}

export function readTradeRisk(answer: Result<unknown, string>): Result<TradeRisk, string> {
  return read(tradeRiskSchema, answer)
}

function read<Output>(
  schema: v.GenericSchema<unknown, Output>,
  answer: Result<unknown, string>,
): Result<Output, string> {
  if (!answer.ok) return answer
  const parsed = v.safeParse(schema, answer.value)
  return parsed.success ? ok(parsed.output) : err(UNREADABLE)
}

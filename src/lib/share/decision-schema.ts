/** The shape of a decision's figures, as share/terse-decision leaves them. */
import * as v from 'valibot'
import { count, instant, shortText, span } from '../storage/config-schema'
import { ending } from '../storage/model-schema'

const whole = v.pipe(v.number(), v.safeInteger())

const took = v.strictObject({
  input: count,
  cachedInput: count,
  output: count,
  cost: shortText,
  latency: span,
})

const turn = v.strictObject({
  ending,
  queued: span,
  attempts: count,
  reasoning: count,
  calls: v.array(v.string()),
  took: v.exactOptional(took),
  estimated: v.exactOptional(v.boolean()),
})

const model = v.strictObject({
  node: shortText,
  modelId: shortText,
  template: count,
  condensed: whole,
  whole,
  promptHash: v.exactOptional(shortText),
  turns: v.array(turn),
})

const exchange = v.strictObject({ ok: v.boolean(), after: span, tool: v.exactOptional(v.string()) })

const record = v.strictObject({
  matchTime: v.exactOptional(instant),
  outcome: v.exactOptional(v.picklist(['completed', 'failed', 'timed-out', 'abandoned'])),
  latency: v.exactOptional(span),
  problem: v.exactOptional(v.string()),
  model: v.exactOptional(model),
  exchanges: v.array(exchange),
  closing: v.exactOptional(v.literal('apart')),
})

export const terseSchema = v.strictObject({ run: count, tick: count, record })

export type TerseShape = v.InferOutput<typeof terseSchema>
export type TerseRecord = TerseShape['record']
export type TerseModel = v.InferOutput<typeof model>
export type TerseTurn = v.InferOutput<typeof turn>

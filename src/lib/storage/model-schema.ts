/** What a language model said in a decision, as a stored row. */
import * as v from 'valibot'
import type { DecisionModel } from '../agents/decision'
import type { FaultKind, Finish, ModelToolCall, TokenUsage } from '../llm/completion'
import { count, shortText, span } from './config-schema'

const FINISHES = [
  'stop',
  'tool-calls',
  'length',
  'content-filter',
  'refusal',
] as const satisfies readonly Finish[]

const FAULTS = [
  'no-node',
  'no-key',
  'budget',
  'gateway-lost',
  'deadline',
  'aborted',
  'unauthorized',
  'no-credit',
  'forbidden',
  'unknown-model',
  'bad-request',
  'context-overflow',
  'rate-limited',
  'unavailable',
  'unreachable',
  'silent',
  'cut-short',
  'malformed',
] as const satisfies readonly FaultKind[]

const call: v.GenericSchema<unknown, ModelToolCall> = v.strictObject({
  id: v.string(),
  name: v.string(),
  arguments: v.string(),
  signature: v.exactOptional(v.string()),
})

const usage: v.GenericSchema<unknown, TokenUsage> = v.strictObject({
  input: count,
  cachedInput: count,
  output: count,
  reasoning: count,
  estimated: v.boolean(),
})

/** How a turn of a language model ended. */
export const ending = v.picklist([...FINISHES, ...FAULTS])

const turn = v.strictObject({
  words: v.string(),
  thinking: v.exactOptional(v.string()),
  calls: v.array(call),
  ending,
  usage,
  cost: shortText,
  latency: span,
  queued: span,
  attempts: count,
})

export const decisionModelSchema: v.GenericSchema<unknown, DecisionModel> = v.strictObject({
  node: shortText,
  modelId: shortText,
  template: count,
  promptHash: shortText,
  condensedFrom: count,
  wholeFrom: count,
  turns: v.array(turn),
})

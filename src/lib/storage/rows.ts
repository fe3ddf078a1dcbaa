/**
 * The rows of the database. Rows are checked by the same schema on their way in and out, so that what is
 * written can always be read, and what was tampered with is noticed.
 */
import * as v from 'valibot'
import type { RunIndex } from '../engine/events'
import type { MatchHead, StoredDecision } from '../match/ports'
import { count, instant, matchConfigSchema, shortText, span } from './config-schema'
import { decisionModelSchema } from './model-schema'

const MAX_DIGEST = 128
const matchId = v.pipe(v.string(), v.minLength(1))
const runIndex = v.pipe(
  count,
  v.transform((value) => value as RunIndex),
)

const standing = v.strictObject({
  name: shortText,
  role: v.picklist(['agent', 'benchmark']),
  color: shortText,
  equity: shortText,
  trades: count,
})

export const matchHeadSchema: v.GenericSchema<unknown, MatchHead> = v.strictObject({
  matchId,
  status: v.picklist(['running', 'paused', 'ended', 'halted']),
  seq: v.pipe(v.number(), v.safeInteger()),
  tick: v.pipe(v.number(), v.safeInteger()),
  matchTime: instant,
  wallTime: instant,
  digest: v.pipe(v.string(), v.maxLength(MAX_DIGEST)),
  standings: v.array(standing),
})

export const matchRowSchema = v.strictObject({
  matchId,
  head: matchHeadSchema,
  /** The log's range of `seq`, both ends included. */
  firstSeq: count,
  lastSeq: count,
  /** Wall time of the first commit and of the one that ended the match. */
  createdAt: instant,
  endedAt: v.exactOptional(instant),
  /** Size of the match's rows, as given to the store. */
  bytes: count,
  /** The writer's epoch at the last commit. */
  epoch: count,
})

export const configRowSchema = v.strictObject({ matchId, config: matchConfigSchema })

export const stepRowSchema = v.strictObject({ matchId, seq: count, record: v.instance(Uint8Array) })

const exchange = v.strictObject({
  tool: v.string(),
  input: v.string(),
  output: v.string(),
  ok: v.boolean(),
  after: span,
})

const decisionRecord: v.GenericSchema<unknown, StoredDecision['record']> = v.strictObject({
  tick: count,
  matchTime: instant,
  outcome: v.picklist(['completed', 'failed', 'timed-out', 'abandoned']),
  exchanges: v.array(exchange),
  response: v.string(),
  reasoning: v.string(),
  problem: v.exactOptional(v.string()),
  latency: span,
  model: v.exactOptional(decisionModelSchema),
})

const decision = v.strictObject({ run: runIndex, tick: count, record: decisionRecord })

/** A decision with its words, whatever match it is of. */
export const decisionSchema: v.GenericSchema<unknown, StoredDecision> = decision

export const decisionRowSchema = v.strictObject({ matchId, ...decision.entries })

export const equityRowSchema = v.strictObject({
  matchId,
  seq: count,
  time: instant,
  values: v.instance(Float64Array),
})

export const promptRowSchema = v.strictObject({ matchId, hash: shortText, text: v.string() })

export const lockRowSchema = v.strictObject({
  name: v.string(),
  /** Rises by one with every new holder. */
  epoch: count,
  /** Where the browser has no locks of its own: who holds this one, and until when (wall time). */
  lease: v.exactOptional(v.strictObject({ holder: v.string(), until: instant })),
})

export const settingRowSchema = v.strictObject({ key: v.string(), value: v.unknown() })

export type MatchRow = v.InferOutput<typeof matchRowSchema>
export type ConfigRow = v.InferOutput<typeof configRowSchema>
export type StepRow = v.InferOutput<typeof stepRowSchema>
export type DecisionRow = v.InferOutput<typeof decisionRowSchema>
export type EquityRow = v.InferOutput<typeof equityRowSchema>
export type PromptRow = v.InferOutput<typeof promptRowSchema>
export type LockRow = v.InferOutput<typeof lockRowSchema>
export type SettingRow = v.InferOutput<typeof settingRowSchema>

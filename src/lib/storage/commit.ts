/** The one transaction by which a match is written: fence, log, decisions, prompts, equity and head, or nothing. */
import { StoreFailure } from '../core/store-failure'
import { sameBytes } from '../core/same-bytes'
import type { MatchConfig } from '../engine/config'
import type { CommitBatch, StoredStep } from '../match/ports'
import type { StorageTransaction, TableName } from './backend'
import { type Fence, checkFence } from './epochs'
import { parseRow } from './parse-row'
import {
  type DecisionRow,
  type EquityRow,
  type MatchRow,
  type PromptRow,
  type StepRow,
  decisionRowSchema,
  equityRowSchema,
  matchHeadSchema,
  matchRowSchema,
  promptRowSchema,
  stepRowSchema,
} from './rows'

export const COMMIT_TABLES: readonly TableName[] = [
  ...(['locks', 'matches', 'configs'] as const),
  ...(['steps', 'decisions', 'prompts', 'equity'] as const),
]

/** A batch as checked rows, made before the transaction so that it stays short. */
export interface CommitRows {
  readonly matchId: string
  readonly steps: readonly StepRow[]
  readonly decisions: readonly DecisionRow[]
  readonly equity: readonly EquityRow[]
  readonly prompts: readonly PromptRow[]
  readonly head: MatchRow['head']
}

/** @throws StoreFailure `damaged` for rows no reader would accept, or steps out of order */
export function rowsOf(batch: CommitBatch): CommitRows {
  const { matchId } = batch
  checkOrder(batch.steps)
  return {
    matchId,
    steps: batch.steps.map(({ seq, record }) =>
      parseRow(stepRowSchema, { matchId, seq, record: compact(record) }, `Event ${seq}`),
    ),
    decisions: batch.decisions.map(({ run, tick, record }) =>
      parseRow(decisionRowSchema, { matchId, run, tick, record }, 'A decision'),
    ),
    equity: batch.equity.map(({ seq, time, values }) =>
      parseRow(equityRowSchema, { matchId, seq, time, values }, 'A point of equity'),
    ),
    prompts: batch.prompts.map(({ hash, text }) =>
      parseRow(promptRowSchema, { matchId, hash, text }, 'A system prompt'),
    ),
    head: parseRow(matchHeadSchema, batch.head, 'The head of the match'),
  }
}

/**
 * Writes a batch. The very same batch again, after an outcome nobody saw, is accepted in silence when all
 * its rows are there, byte for byte; anything else that overlaps or leaves a gap is `damaged`.
 */
export async function writeBatch(
  transaction: StorageTransaction,
  config: MatchConfig,
  fence: Fence,
  rows: CommitRows,
): Promise<void> {
  // Requests made together share one trip to the database's process; within a batch none awaits another.
  const [before] = await Promise.all([
    readMatchRow(transaction, rows.matchId),
    checkFence(transaction, fence),
  ])
  if (isRepeat(before, rows.steps)) return requireSame(transaction, rows)
  requireNext(before, rows.steps)
  const decisions = await onlyNew(transaction, rows.decisions, rows.steps.length === 0)
  await Promise.all([
    before ?? transaction.add('configs', [{ matchId: rows.matchId, config }]),
    transaction.add('steps', rows.steps),
    transaction.add('decisions', decisions),
    ...rows.equity.map((point) => transaction.put('equity', point)),
    // The same hash is the same text, so that writing one again changes nothing.
    ...rows.prompts.map((prompt) => transaction.put('prompts', prompt)),
    transaction.put('matches', nextMatchRow(before, rows, decisions, fence)),
  ])
}

export async function readMatchRow(
  transaction: StorageTransaction,
  matchId: string,
): Promise<MatchRow | undefined> {
  const stored = await transaction.get('matches', [matchId])
  return stored === undefined ? undefined : parseRow(matchRowSchema, stored, 'The match’s own row')
}

function checkOrder(steps: readonly StoredStep[]): void {
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1]
    if (before !== undefined && step.seq !== before.seq + 1) {
      throw new StoreFailure('damaged', `Event ${step.seq} cannot follow event ${before.seq} in the log.`)
    }
  }
}

/** A view is cloned with the whole buffer under it, so only one that fills its buffer is stored as it is. */
function compact(record: Uint8Array): Uint8Array {
  return record.byteLength === record.buffer.byteLength ? record : record.slice()
}

function isRepeat(before: MatchRow | undefined, steps: readonly StepRow[]): boolean {
  const last = steps.at(-1)
  return before !== undefined && last !== undefined && last.seq <= before.lastSeq
}

function requireNext(before: MatchRow | undefined, steps: readonly StepRow[]): void {
  const [first] = steps
  if (before === undefined && first === undefined) {
    throw new StoreFailure('damaged', 'A match must begin with its first event.')
  }
  if (before === undefined || first === undefined || first.seq === before.lastSeq + 1) return
  throw new StoreFailure(
    'damaged',
    `The log ends at event ${before.lastSeq}, so event ${first.seq} cannot be written next.`,
  )
}

async function requireSame(transaction: StorageTransaction, rows: CommitRows): Promise<void> {
  for (const step of rows.steps) {
    const stored = await transaction.get('steps', [step.matchId, step.seq])
    const known = stored === undefined ? undefined : parseRow(stepRowSchema, stored, `Event ${step.seq}`)
    if (known === undefined || !sameBytes(known.record, step.record)) {
      throw new StoreFailure('damaged', `Event ${step.seq} is stored already, and differently.`)
    }
  }
  const missing = await onlyNew(transaction, rows.decisions, true)
  if (missing.length > 0) {
    throw new StoreFailure('damaged', 'The events are stored already, but without their decisions.')
  }
}

/** The decisions not stored yet. One stored with other content is `damaged`. */
async function onlyNew(
  transaction: StorageTransaction,
  decisions: readonly DecisionRow[],
  mayExist: boolean,
): Promise<readonly DecisionRow[]> {
  if (!mayExist) return decisions
  const fresh: DecisionRow[] = []
  for (const decision of decisions) {
    const stored = await transaction.get('decisions', [decision.matchId, decision.tick, decision.run])
    if (stored === undefined) fresh.push(decision)
    else if (!sameDecision(parseRow(decisionRowSchema, stored, 'A decision'), decision)) {
      throw new StoreFailure(
        'damaged',
        `The decision of run ${decision.run} on tick ${decision.tick} is stored already, and differently.`,
      )
    }
  }
  return fresh
}

/** Both come out of the same schema, so their fields stand in the same order. */
function sameDecision(a: DecisionRow, b: DecisionRow): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function nextMatchRow(
  before: MatchRow | undefined,
  rows: CommitRows,
  decisions: readonly DecisionRow[],
  fence: Fence,
): MatchRow {
  const first = before?.firstSeq ?? rows.steps[0]?.seq ?? 0
  const endedAt = before?.endedAt ?? (rows.head.status === 'ended' ? rows.head.wallTime : undefined)
  return {
    matchId: rows.matchId,
    head: rows.head,
    firstSeq: first,
    lastSeq: rows.steps.at(-1)?.seq ?? before?.lastSeq ?? first,
    createdAt: before?.createdAt ?? rows.head.wallTime,
    ...(endedAt === undefined ? {} : { endedAt }),
    bytes: (before?.bytes ?? 0) + sizeOf(rows, decisions),
    epoch: fence.epoch,
  }
}

/** Bytes of payload; keys and the database's own bookkeeping come on top. */
function sizeOf(rows: CommitRows, decisions: readonly DecisionRow[]): number {
  let bytes = 0
  for (const { record } of rows.steps) bytes += record.byteLength
  for (const { record } of decisions) bytes += JSON.stringify(record).length
  for (const { text } of rows.prompts) bytes += text.length
  for (const { values } of rows.equity) bytes += values.byteLength
  return bytes
}

/** A match's log as it lies in the store, checked before anything is folded from it. */
import { sha256Hex } from '../core/hash'
import { StoreFailure } from '../core/store-failure'
import type { MatchConfig } from '../engine/config'
import type { MatchHead, StoredPrompt, StoredStep } from '../match/ports'
import type { StorageTransaction } from './backend'
import { readMatchRow } from './commit'
import { parseRow } from './parse-row'
import { type MatchRow, configRowSchema, promptRowSchema, stepRowSchema } from './rows'

/** Comes after every hash in hex. */
export const LAST_TEXT = '\uffff'

/** A match's whole log, checked: `steps` follow one another without a gap up to the head. */
export interface StoredMatch {
  readonly config: MatchConfig
  readonly head: MatchHead
  readonly steps: readonly StoredStep[]
  readonly prompts: readonly StoredPrompt[]
}

/**
 * Reads one match inside a transaction over `matches`, `configs`, `steps` and `prompts`.
 * Rejects with StoreFailure `damaged`, naming the event, when the log is not whole.
 */
export async function readStoredMatch(
  transaction: StorageTransaction,
  matchId: string,
): Promise<StoredMatch> {
  const row = await readMatchRow(transaction, matchId)
  if (row === undefined) throw new StoreFailure('damaged', 'There is no such match.')
  const stored = await transaction.get('configs', [matchId])
  const { config } = parseRow(configRowSchema, stored, 'The configuration of the match')
  const steps = await transaction.range('steps', [matchId, 0], [matchId, Infinity])
  const prompts = await transaction.range('prompts', [matchId, ''], [matchId, LAST_TEXT])
  return { config, head: row.head, steps: wholeLog(row, steps), prompts: prompts.map(checkedPrompt) }
}

function checkedPrompt(stored: unknown): StoredPrompt {
  const { hash, text } = parseRow(promptRowSchema, stored, 'A system prompt')
  if (sha256Hex(text) === hash) return { hash, text }
  throw new StoreFailure('damaged', 'A saved system prompt is not the one that the log names.')
}

function wholeLog(row: MatchRow, stored: readonly unknown[]): readonly StoredStep[] {
  const steps = stored.map((step, index) => {
    const expected = row.firstSeq + index
    const { seq, record } = parseRow(stepRowSchema, step, `Event ${expected}`)
    if (seq !== expected) {
      throw new StoreFailure('damaged', `The saved log is not whole: event ${expected} is missing.`)
    }
    return { seq, record }
  })
  const last = row.firstSeq + steps.length - 1
  if (last !== row.lastSeq) {
    throw new StoreFailure(
      'damaged',
      `The saved log ends at event ${last}, but the match had reached event ${row.lastSeq}.`,
    )
  }
  return steps
}

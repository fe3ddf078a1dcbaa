/** Reading what was written: the list of matches, whole logs, decisions, equity; and deleting. */
import { type Result, err, ok } from '../core/result'
import { StoreFailure } from '../core/store-failure'
import type { TimeMs } from '../core/time'
import type { MatchConfig } from '../engine/config'
import type { MatchHead, StoredDecision, StoredEquity } from '../match/ports'
import type { WholeMatch } from '../match/whole-match'
import type { RowKey, StorageBackend, StorageTransaction, TableName } from './backend'
import { type Fence, checkFence } from './epochs'
import { parseRow } from './parse-row'
import { type MatchRow, configRowSchema, decisionRowSchema, equityRowSchema, matchRowSchema } from './rows'
import { LAST_TEXT, type StoredMatch, readStoredMatch } from './stored-log'

/** A match as a list shows it. */
export interface MatchListing {
  readonly matchId: string
  readonly config: MatchConfig
  readonly head: MatchHead
  /** Wall time of the first commit, and of the one that ended it. */
  readonly createdAt: TimeMs
  readonly endedAt: TimeMs | undefined
  /** Bytes of payload in its rows. */
  readonly bytes: number
}

/** A row that no longer reads as a match, and why. It can be deleted. */
export interface DamagedListing {
  readonly matchId: string
  readonly problem: string
}

export interface MatchList {
  /** Newest first. */
  readonly matches: readonly MatchListing[]
  readonly damaged: readonly DamagedListing[]
}

export interface DecisionRange {
  /** From this tick on; default: the first. */
  readonly fromTick?: number
  /** Only the newest so many; default: all. */
  readonly newest?: number
}

const MATCH_TABLES: readonly TableName[] = ['matches', 'configs', 'steps', 'decisions', 'prompts', 'equity']

/** Every method answers what it found or the failure, whose message is a sentence; none throws or rejects. */
export class MatchLibrary {
  constructor(private readonly backend: StorageBackend) {}

  listMatches(): Promise<Result<MatchList, StoreFailure>> {
    return this.#read(['matches', 'configs'], listAll)
  }

  /** The newest match that has not ended: the one to resume after a reload or crash. */
  unfinishedMatch(): Promise<Result<string | undefined, StoreFailure>> {
    return this.#read(['matches'], async (transaction) => (await newestUnfinished(transaction))?.matchId)
  }

  /** `damaged` when the log has a gap, lacks its end, or holds rows the schema refuses. */
  loadMatch(matchId: string): Promise<Result<StoredMatch, StoreFailure>> {
    return this.#read(['matches', 'configs', 'steps', 'prompts'], (transaction) =>
      readStoredMatch(transaction, matchId),
    )
  }

  /** Decisions by tick, then run, oldest first. */
  decisions(
    matchId: string,
    range: DecisionRange = {},
  ): Promise<Result<readonly StoredDecision[], StoreFailure>> {
    return this.#read(['decisions'], (transaction) => readDecisions(transaction, matchId, range))
  }

  /** Log, prompts and all decisions as of one moment; else like {@link loadMatch}. */
  wholeMatch(matchId: string): Promise<Result<WholeMatch, StoreFailure>> {
    return this.#read(['matches', 'configs', 'steps', 'prompts', 'decisions'], async (transaction) => ({
      ...(await readStoredMatch(transaction, matchId)),
      decisions: await readDecisions(transaction, matchId, {}),
    }))
  }

  equity(matchId: string): Promise<Result<readonly StoredEquity[], StoreFailure>> {
    return this.#read(['equity'], async (transaction) => {
      const rows = await transaction.range('equity', ...wholeMatch(matchId))
      return rows.map((row) => {
        const { seq, time, values } = parseRow(equityRowSchema, row, 'A stored point of equity')
        return { seq, time, values }
      })
    })
  }

  /** Bytes of payload of all matches together. */
  async bytesUsed(): Promise<Result<number, StoreFailure>> {
    const list = await this.listMatches()
    return list.ok ? ok(list.value.matches.reduce((sum, { bytes }) => sum + bytes, 0)) : list
  }

  /** Deletes a match that has ended, or that no longer loads; the one to be resumed is refused. */
  async deleteMatch(matchId: string, fence: Fence): Promise<Result<undefined, StoreFailure>> {
    const tables: readonly TableName[] = ['locks', ...MATCH_TABLES]
    return settle(
      this.backend.transact('write', tables, async (transaction) => {
        await checkFence(transaction, fence)
        await requireDeletable(transaction, matchId)
        await removeMatch(transaction, matchId)
        return undefined
      }),
    )
  }

  #read<T>(
    tables: readonly TableName[],
    body: (transaction: StorageTransaction) => Promise<T>,
  ): Promise<Result<T, StoreFailure>> {
    return settle(this.backend.transact('read', tables, body))
  }
}

async function settle<T>(work: Promise<T>): Promise<Result<T, StoreFailure>> {
  try {
    return ok(await work)
  } catch (error) {
    if (error instanceof StoreFailure) return err(error)
    throw error
  }
}

async function readDecisions(
  transaction: StorageTransaction,
  matchId: string,
  { fromTick, newest }: DecisionRange,
): Promise<readonly StoredDecision[]> {
  const from = [matchId, fromTick ?? 0, 0]
  const rows = await transaction.range('decisions', from, [matchId, Infinity, Infinity], newest)
  return rows.map((row) => {
    const { run, tick, record } = parseRow(decisionRowSchema, row, 'A stored decision')
    return { run, tick, record }
  })
}

async function listAll(transaction: StorageTransaction): Promise<MatchList> {
  const matches: MatchListing[] = []
  const damaged: DamagedListing[] = []
  for (const row of await transaction.all('matches')) {
    try {
      matches.push(await listingOf(transaction, row))
    } catch (error) {
      if (!(error instanceof StoreFailure) || error.kind !== 'damaged') throw error
      damaged.push({ matchId: idOf(row), problem: error.message })
    }
  }
  return { matches: matches.sort((a, b) => b.createdAt - a.createdAt), damaged }
}

async function listingOf(transaction: StorageTransaction, stored: unknown): Promise<MatchListing> {
  const row = parseRow(matchRowSchema, stored, 'The match’s own row')
  const config = await transaction.get('configs', [row.matchId])
  return {
    matchId: row.matchId,
    config: parseRow(configRowSchema, config, 'The configuration of the match').config,
    head: row.head,
    createdAt: row.createdAt,
    endedAt: row.endedAt,
    bytes: row.bytes,
  }
}

/** The key, which the database itself guarantees even where the rest of the row is damaged. */
function idOf(row: unknown): string {
  const isKeyed = typeof row === 'object' && row !== null && 'matchId' in row
  return isKeyed && typeof row.matchId === 'string' ? row.matchId : ''
}

async function newestUnfinished(transaction: StorageTransaction): Promise<MatchRow | undefined> {
  let newest: MatchRow | undefined
  for (const stored of await transaction.all('matches')) {
    const row = parsedOrUndefined(stored)
    if (row === undefined || row.head.status === 'ended') continue
    if (newest === undefined || row.createdAt > newest.createdAt) newest = row
  }
  return newest
}

/** One damaged row must not keep the others from being found. */
function parsedOrUndefined(stored: unknown): MatchRow | undefined {
  try {
    return parseRow(matchRowSchema, stored, 'The match’s own row')
  } catch (error) {
    if (error instanceof StoreFailure) return undefined
    throw error
  }
}

async function requireDeletable(transaction: StorageTransaction, matchId: string): Promise<void> {
  const stored = await transaction.get('matches', [matchId])
  if (stored === undefined) throw new StoreFailure('damaged', 'There is no such match.')
  if ((await newestUnfinished(transaction))?.matchId !== matchId) return
  if (await loads(transaction, matchId)) {
    throw new StoreFailure('fenced', 'This match is still running. End it first, then delete it.')
  }
}

async function loads(transaction: StorageTransaction, matchId: string): Promise<boolean> {
  try {
    await readStoredMatch(transaction, matchId)
    return true
  } catch (error) {
    if (error instanceof StoreFailure && error.kind === 'damaged') return false
    throw error
  }
}

async function removeMatch(transaction: StorageTransaction, matchId: string): Promise<void> {
  await transaction.removeRange('matches', [matchId], [matchId])
  await transaction.removeRange('configs', [matchId], [matchId])
  await transaction.removeRange('steps', ...wholeMatch(matchId))
  await transaction.removeRange('equity', ...wholeMatch(matchId))
  await transaction.removeRange('prompts', [matchId, ''], [matchId, LAST_TEXT])
  await transaction.removeRange('decisions', [matchId, 0, 0], [matchId, Infinity, Infinity])
}

function wholeMatch(matchId: string): [from: RowKey, to: RowKey] {
  return [
    [matchId, 0],
    [matchId, Infinity],
  ]
}

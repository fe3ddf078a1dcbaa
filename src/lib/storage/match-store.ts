import { invariant } from '../core/result'
import type { MatchConfig } from '../engine/config'
import type { CommitBatch, MatchStore } from '../match/ports'
import type { StorageBackend } from './backend'
import { COMMIT_TABLES, rowsOf, writeBatch } from './commit'
import { matchConfigSchema } from './config-schema'
import type { Fence } from './epochs'
import { parseRow } from './parse-row'

/**
 * The writing end of one match under one epoch. The match comes into being with its first commit: a crash
 * before that leaves nothing behind. Over the Dexie backend a resolved commit is on disk; over memory it
 * holds while the page does.
 */
export class BackedMatchStore implements MatchStore {
  readonly durable: boolean
  readonly #config: MatchConfig

  /** @throws StoreFailure `damaged` for a config that could not be read back */
  constructor(
    private readonly backend: StorageBackend,
    config: MatchConfig,
    private readonly fence: Fence,
  ) {
    this.durable = backend.durable
    this.#config = parseRow(matchConfigSchema, config, 'The configuration of the match')
  }

  async commit(batch: CommitBatch): Promise<void> {
    invariant(
      batch.matchId === this.#config.matchId && batch.head.matchId === batch.matchId,
      'a batch of another match',
    )
    const rows = rowsOf(batch)
    await this.backend.transact('write', COMMIT_TABLES, (transaction) =>
      writeBatch(transaction, this.#config, this.fence, rows),
    )
  }
}

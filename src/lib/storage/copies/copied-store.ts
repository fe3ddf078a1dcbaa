import { StoreFailure } from '../../core/store-failure'
import type { CommitBatch, MatchStore } from '../../match/ports'
import type { MatchCopy } from './match-copy'

/** A store whose durable batches go on into a copy. It answers as the store does, and waits for nothing else. */
export class CopiedMatchStore implements MatchStore {
  readonly durable: boolean

  constructor(
    private readonly store: MatchStore,
    private readonly copy: MatchCopy,
    /** The disk is full. Must not throw. */
    private readonly onFull: () => void,
  ) {
    this.durable = store.durable
  }

  async commit(batch: CommitBatch): Promise<void> {
    try {
      await this.store.commit(batch)
    } catch (cause) {
      // The match may be about to stand still: what is durable is copied now.
      void this.copy.flush()
      if (cause instanceof StoreFailure && cause.kind === 'quota') this.onFull()
      throw cause
    }
    this.copy.took(batch)
  }
}

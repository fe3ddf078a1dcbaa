/**
 * The fence. Every new holder of the arena's lock raises the epoch, in a transaction; every commit checks
 * that the epoch is still its own, in the same transaction as its rows. So a tab that was frozen and wakes
 * after another took over can write nothing, whatever it believes.
 */
import { StoreFailure } from '../core/store-failure'
import type { TimeMs } from '../core/time'
import type { StorageBackend, StorageTransaction } from './backend'
import { storeFailure } from './failures'
import { parseRow } from './parse-row'
import { type LockRow, lockRowSchema } from './rows'

export const ARENA_LOCK = 'arena-match'

const RELOAD = 'Reload the page: what was copied of it can be restored.'

/** Proof of leadership: the epoch under which one may write. */
export interface Fence {
  readonly epoch: number
}

/** Where epochs and leases are kept; all methods reject with StoreFailure. */
export class EpochRegister {
  constructor(private readonly backend: StorageBackend) {}

  /** Raises the epoch of `name` and answers the new one; all earlier ones are fenced off from now on. */
  raise(name: string): Promise<number> {
    return this.#change(name, (row) => ({ row: { ...row, epoch: row.epoch + 1 }, answer: row.epoch + 1 }))
  }

  /** Takes the lease of `name` until `until`; false while another holder's has not run out. */
  claim(name: string, holder: string, now: TimeMs, until: TimeMs): Promise<boolean> {
    return this.#change(name, (row) => {
      const taken = row.lease !== undefined && row.lease.holder !== holder && row.lease.until > now
      return { row: taken ? row : { ...row, lease: { holder, until } }, answer: !taken }
    })
  }

  /**
   * Moves the end of `holder`'s lease to `until`, also after it ran out; false when another has had it
   * since, even one that is gone: then the epoch is no longer `holder`'s either.
   */
  prolong(name: string, holder: string, until: TimeMs): Promise<boolean> {
    return this.#change(name, (row) => {
      const isHeld = row.lease?.holder === holder
      return { row: isHeld ? { ...row, lease: { holder, until } } : row, answer: isHeld }
    })
  }

  /** Gives the lease back, if it is still `holder`'s. */
  drop(name: string, holder: string): Promise<void> {
    return this.#change(name, (row) => {
      const { lease, ...rest } = row
      return { row: lease?.holder === holder ? rest : row, answer: undefined }
    })
  }

  #change<T>(name: string, change: (row: LockRow) => { row: LockRow; answer: T }): Promise<T> {
    return this.backend.transact('write', ['locks'], async (transaction) => {
      const stored = await transaction.get('locks', [name])
      const row =
        stored === undefined ? { name, epoch: 0 } : parseRow(lockRowSchema, stored, 'The lock’s row')
      const changed = change(row)
      await transaction.put('locks', changed.row)
      return changed.answer
    })
  }
}

/**
 * Rejects unless `fence` is the latest epoch. The transaction must include `locks`.
 * A missing row means that the browser wiped the database: raising the epoch had written it.
 */
export async function checkFence(transaction: StorageTransaction, fence: Fence): Promise<void> {
  const stored = await transaction.get('locks', [ARENA_LOCK])
  if (stored === undefined) {
    throw new StoreFailure(
      'damaged',
      `The browser has erased the arena’s storage while the match was running. ${RELOAD}`,
    )
  }
  const { epoch } = parseRow(lockRowSchema, stored, 'The lock’s row')
  if (epoch !== fence.epoch) throw storeFailure('fenced')
}

import type { Table } from 'dexie'
import { StoreFailure } from '../../core/store-failure'
import { guarded } from './lab-failures'
import type { LabDatabase, LabTable } from './lab-database'

/**
 * What is kept for convenience: where the browser keeps nothing, the shelf is empty and forgets what it is
 * given, without a word.
 */
export class LabShelf {
  readonly #names: readonly LabTable[]

  constructor(
    private readonly database: LabDatabase | undefined,
    ...names: readonly LabTable[]
  ) {
    this.#names = names
  }

  /** In one transaction over the tables, in their order; `otherwise` when there is no database or it fails. */
  async quietly<T>(
    work: (...tables: readonly Table<unknown, string>[]) => Promise<T>,
    otherwise: T,
  ): Promise<T> {
    const { database } = this
    const names = this.#names
    if (database === undefined) return otherwise
    try {
      const tables = names.map((name) => database.table(name))
      return await guarded(() => database.write(names, () => work(...tables)))
    } catch (error) {
      if (error instanceof StoreFailure) return otherwise
      throw error
    }
  }
}

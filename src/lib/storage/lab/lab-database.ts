/** The database `arena-lab`: what the lab keeps beside the columns of its bars. */
import { Dexie, type Table } from 'dexie'
import type * as v from 'valibot'
import { parseRow } from '../parse-row'
import { type SchemaVersion, declareSchema } from '../schema'
import { guarded } from './lab-failures'

const NAME = 'arena-lab'

/**
 * `spans`: stretches of datasets, by the dataset they are of; `results`: the files of `runs`, apart, so that a list
 * reads none of them; the other tables are keyed by what they are called.
 */
const VERSIONS: readonly SchemaVersion[] = [
  {
    version: 1,
    stores: {
      datasets: 'id',
      spans: 'id, dataset',
      downloads: 'id',
      runs: 'id, madeAt',
      results: 'id',
      strategies: 'name',
    },
  },
]

export type LabTable = 'datasets' | 'spans' | 'downloads' | 'runs' | 'results' | 'strategies'

export interface LabDatabaseOptions {
  readonly indexedDB: IDBFactory
  readonly IDBKeyRange: typeof IDBKeyRange
}

/** Every method rejects with StoreFailure only. */
export class LabDatabase {
  readonly #database: Dexie

  constructor(options: LabDatabaseOptions) {
    this.#database = new Dexie(NAME, { ...options, cache: 'disabled' })
    declareSchema(this.#database, VERSIONS)
  }

  /** Opens and writes a row, so that a place which only seems to keep things is known for one. */
  open(): Promise<void> {
    return guarded(async () => {
      await this.#database.open()
      await this.write(['downloads'], async () => {
        await this.table('downloads').put({ id: PROBE })
        await this.table('downloads').delete(PROBE)
      })
    })
  }

  table(name: LabTable): Table<unknown, string> {
    return this.#database.table(name)
  }

  /** All of `work` or nothing; it may await nothing but the tables. */
  write<T>(tables: readonly LabTable[], work: () => Promise<T>): Promise<T> {
    // `async` is load-bearing: only for an async scope does Dexie keep the transaction across native awaits.
    return guarded(() => this.#database.transaction('rw', tables, async () => work()))
  }

  close(): void {
    this.#database.close()
  }
}

const PROBE = 'probe'

/** Those that are as they should be: one damaged row must not hide the others. */
export function soundRows<T>(
  schema: v.GenericSchema<unknown, T>,
  rows: readonly unknown[],
  what: string,
): T[] {
  return rows.flatMap((row) => {
    try {
      return [parseRow(schema, row, what)]
    } catch {
      return []
    }
  })
}

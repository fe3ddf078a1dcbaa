/** The database `arena` in IndexedDB, by Dexie: the durable place for rows. */
import { Dexie, type DexieOptions, type Table } from 'dexie'
import { InvariantError } from '../core/result'
import { StoreFailure } from '../core/store-failure'
import {
  KEY_FIELDS,
  type RowKey,
  type StorageBackend,
  type StorageTransaction,
  type TableName,
  type Tables,
} from './backend'
import { storeFailure, storeFailureOf } from './failures'
import { DATABASE_NAME, SCHEMA_VERSIONS, type SchemaVersion, declareSchema, newestVersion } from './schema'

/** Dexie keeps its own versions times ten, so that it has room between them. */
const NATIVE_VERSIONS_PER_VERSION = 10

const NEWER_OPENED =
  'Another tab opened a newer version of the arena, so this one has stopped writing. Reload it to go on.'
const ERASED =
  'The arena’s storage was erased while this page was open. Reload the page: what was copied of a match can be restored.'
const NEWER_STORED =
  'The saved matches belong to a newer version of the arena than this tab runs. Reload the page to get it.'

export interface DexieBackendOptions {
  readonly indexedDB: IDBFactory
  readonly IDBKeyRange: typeof IDBKeyRange
  readonly name?: string
  readonly versions?: readonly SchemaVersion[]
  /**
   * `strict` (the default) waits for the disk itself where the browser knows the difference (Chromium);
   * `relaxed` for the operating system only, so that a power cut could take back what was acknowledged.
   */
  readonly durability?: 'strict' | 'relaxed'
  /** Another tab's older version keeps the upgrade waiting. */
  readonly onBlocked?: () => void
}

export class DexieBackend implements StorageBackend {
  readonly kind = 'dexie'
  readonly durable = true
  readonly closed: Promise<string>
  readonly #database: Dexie
  #announceClosed: (reason: string) => void = () => undefined
  #closedBecause: string | undefined

  constructor(options: DexieBackendOptions) {
    const versions = options.versions ?? SCHEMA_VERSIONS
    this.closed = new Promise((resolve) => (this.#announceClosed = resolve))
    this.#database = new Dexie(options.name ?? DATABASE_NAME, dexieOptions(options))
    declareSchema(this.#database, versions)
    this.#refuseNewer(newestVersion(versions))
    this.#giveWayToNewer()
    this.#database.on('blocked', () => {
      options.onBlocked?.()
      return false
    })
  }

  /** Opens, creating or upgrading as needed. Rejects with StoreFailure. */
  async open(): Promise<void> {
    try {
      await this.#database.open()
    } catch (error) {
      throw this.#failureOf(error)
    }
  }

  async transact<T>(
    mode: 'read' | 'write',
    tables: readonly TableName[],
    body: (transaction: StorageTransaction) => Promise<T>,
  ): Promise<T> {
    if (this.#closedBecause !== undefined) throw this.#failureOf(undefined)
    const scope = new DexieTransaction(this.#database)
    let native: IDBTransaction | undefined
    try {
      // `async` is load-bearing: only for an async scope does Dexie keep the transaction across native awaits.
      return await this.#database.transaction(mode === 'read' ? 'r!' : 'rw!', tables, async (transaction) => {
        native = transaction.idbtrans
        return body(scope)
      })
    } catch (error) {
      // A request only knows that its transaction was aborted; why, the transaction knows.
      const failure = this.#failureOf(error, native?.error)
      throw native === undefined ? failure : this.#brokenOff(failure)
    }
  }

  close(): void {
    this.#close('The arena’s storage was closed.')
  }

  /** Dexie would open a database of a newer version as it is; writing old rows into it would damage it. */
  #refuseNewer(newest: number): void {
    this.#database.on(
      'ready',
      () => {
        const installed = this.#database.backendDB().version / NATIVE_VERSIONS_PER_VERSION
        if (Math.floor(installed) <= newest) return
        this.#close(NEWER_STORED)
        throw new StoreFailure('unavailable', NEWER_STORED)
      },
      true,
    )
  }

  /** Holding on would block the newer tab; so this one lets go, and says so. */
  #giveWayToNewer(): void {
    this.#database.on('versionchange', ({ newVersion }) => {
      this.#close(newVersion === null ? ERASED : NEWER_OPENED)
      return false
    })
  }

  #close(reason: string): void {
    this.#closedBecause ??= reason
    this.#announceClosed(this.#closedBecause)
    this.#database.close()
  }

  /** What began and then broke off, a retry may finish, reopening the database if need be. */
  #brokenOff(failure: StoreFailure): StoreFailure {
    const isTransient = failure.kind === 'unavailable' && this.#closedBecause === undefined
    return isTransient ? storeFailure('aborted') : failure
  }

  #failureOf(error: unknown, reason: DOMException | null = null): StoreFailure {
    if (this.#closedBecause !== undefined) return new StoreFailure('unavailable', this.#closedBecause)
    if (error instanceof StoreFailure || error instanceof InvariantError) return storeFailureOf(error)
    return storeFailureOf({ cause: error, inner: reason })
  }
}

function dexieOptions(options: DexieBackendOptions): DexieOptions {
  return {
    indexedDB: options.indexedDB,
    IDBKeyRange: options.IDBKeyRange,
    chromeTransactionDurability: options.durability ?? 'strict',
    // Its cache serves live queries, which nothing here uses.
    cache: 'disabled',
  }
}

/** The tables inside the current Dexie transaction. */
class DexieTransaction implements StorageTransaction {
  constructor(private readonly database: Dexie) {}

  async get(table: TableName, key: RowKey): Promise<unknown> {
    return this.#table(table).get(nativeKey(key))
  }

  async add<Name extends TableName>(table: Name, rows: readonly Tables[Name][]): Promise<void> {
    if (rows.length === 1) await this.#table(table).add(rows[0])
    else if (rows.length > 1) await this.#table(table).bulkAdd(rows)
  }

  async put<Name extends TableName>(table: Name, row: Tables[Name]): Promise<void> {
    await this.#table(table).put(row)
  }

  async range(table: TableName, from: RowKey, to: RowKey, newest?: number): Promise<unknown[]> {
    const rows = this.#between(table, from, to)
    if (newest === undefined) return rows.toArray()
    return (await rows.reverse().limit(newest).toArray()).reverse()
  }

  async all(table: TableName): Promise<unknown[]> {
    return this.#table(table).toArray()
  }

  async removeRange(table: TableName, from: RowKey, to: RowKey): Promise<void> {
    await this.#between(table, from, to).delete()
  }

  #between(table: TableName, from: RowKey, to: RowKey) {
    const fields = KEY_FIELDS[table]
    const index = fields.length === 1 ? ':id' : `[${fields.join('+')}]`
    return this.#table(table).where(index).between(nativeKey(from), nativeKey(to), true, true)
  }

  #table(name: TableName): Table<unknown, unknown, unknown> {
    return this.database.table(name)
  }
}

/** Tables keyed by one field take the bare value, the others an array. */
function nativeKey(key: RowKey): string | number | (string | number)[] {
  const [only] = key
  return key.length === 1 && only !== undefined ? only : [...key]
}

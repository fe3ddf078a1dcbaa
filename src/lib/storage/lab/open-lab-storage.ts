/** Opens the best places this browser gives for bars and results, and says in a sentence when nothing is kept. */
import { StoreFailure } from '../../core/store-failure'
import type { BarStore } from '../../lab/catalog/bar-store'
import type { DownloadShelf } from '../../lab/catalog/download-types'
import { DexieCatalog } from './dexie-catalog'
import { KeptDownloads } from './kept-downloads'
import { LabDatabase } from './lab-database'
import { MemoryCatalog } from './memory-catalog'
import { MemoryColumns } from './memory-columns'
import { openOpfsColumns } from './opfs-columns'
import { RunShelf } from './run-shelf'
import { StrategyShelf } from './strategy-shelf'
import { TabLocks, WorkerLocks } from './write-locks'

export interface LabStorageOptions {
  /** As the platform has them; what is missing is done without. */
  readonly indexedDB: IDBFactory | undefined
  readonly IDBKeyRange: typeof IDBKeyRange | undefined
  readonly storage: Partial<Pick<StorageManager, 'getDirectory'>> | undefined
  readonly locks: Pick<LockManager, 'request'> | undefined
}

export interface LabStorage {
  /** Whether bars are still here after the page is closed. */
  readonly kept: boolean
  /** A sentence when they are not, else empty. */
  readonly notice: string
  readonly bars: BarStore
  readonly runs: RunShelf
  readonly strategies: StrategyShelf
  readonly downloads: DownloadShelf
  close(): void
}

const NOT_KEPT =
  'This browser keeps no bars here (private windows often do not); they are gone with the page.'

/** Never rejects: what the browser does not keep is held in memory. */
export async function openLabStorage(options: LabStorageOptions): Promise<LabStorage> {
  const database = await openDatabase(options)
  const files = database && (await openOpfsColumns(options.storage))
  const locks = options.locks === undefined ? new WorkerLocks() : new TabLocks(options.locks)
  const kept = database !== undefined && files !== undefined
  const bars: BarStore = kept
    ? { kept, rows: new DexieCatalog(database), files, locks }
    : { kept, rows: new MemoryCatalog(), files: new MemoryColumns(), locks: new WorkerLocks() }
  return {
    kept,
    notice: kept ? '' : NOT_KEPT,
    bars,
    runs: new RunShelf(database),
    strategies: new StrategyShelf(database),
    // Without bars that last there is nothing for a later visit to go on with.
    downloads: new KeptDownloads(kept ? database : undefined),
    close: () => database?.close(),
  }
}

async function openDatabase(options: LabStorageOptions): Promise<LabDatabase | undefined> {
  const { indexedDB, IDBKeyRange: keyRange } = options
  // Some private windows have the name, and null behind it.
  if (!indexedDB || !keyRange) return undefined
  const database = new LabDatabase({ indexedDB, IDBKeyRange: keyRange })
  try {
    await database.open()
    return database
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error
    database.close()
    return undefined
  }
}

/** Opens the best place for rows this browser gives, and says in a sentence when it is not the best there is. */
import type { Clock } from '../core/clock'
import { StoreFailure } from '../core/store-failure'
import { type DurationMs, durationMs } from '../core/time'
import type { MatchConfig } from '../engine/config'
import type { MatchStore } from '../match/ports'
import type { StorageBackend } from './backend'
import { DexieBackend, type DexieBackendOptions } from './dexie-backend'
import { EpochRegister, type Fence } from './epochs'
import { MatchLibrary } from './match-library'
import { BackedMatchStore } from './match-store'
import { MemoryBackend } from './memory-backend'
import { SettingsRepository } from './settings'

const BLOCKED_PATIENCE = durationMs(5000)
const PROBE_KEY = 'probe'

const NOT_SAVED = 'Matches run, but they are not saved and end with this page.'
const MISSING = `This browser offers no storage here (private windows often do not). ${NOT_SAVED}`
const BLOCKED =
  'Another tab with an older version of the arena holds the storage. Close it and reload this page; ' +
  'until then nothing is saved.'

export interface StorageOptions {
  /** As the platform has them; without `indexedDB` the storage is memory. */
  readonly indexedDB: IDBFactory | undefined
  readonly IDBKeyRange: typeof IDBKeyRange | undefined
  readonly clock: Clock
  readonly database?: Pick<DexieBackendOptions, 'name' | 'versions' | 'durability'>
  /** How long to wait for another tab to let go of an older version. */
  readonly blockedPatience?: DurationMs
}

/** Everything the arena keeps. `memory` is as valid a writer as `dexie`, but labelled "Not saved". */
export class ArenaStorage {
  readonly kind: 'dexie' | 'memory'
  readonly durable: boolean
  readonly matches: MatchLibrary
  readonly settings: SettingsRepository
  readonly epochs: EpochRegister
  /** Resolves with a sentence when the storage is gone for good: another tab has a newer version. */
  readonly closed: Promise<string>

  constructor(
    private readonly backend: StorageBackend,
    /** A sentence when something is amiss, else empty. */
    readonly notice: string,
  ) {
    this.kind = backend.kind
    this.durable = backend.durable
    this.matches = new MatchLibrary(backend)
    this.settings = new SettingsRepository(backend)
    this.epochs = new EpochRegister(backend)
    this.closed = backend.closed
  }

  /**
   * The writing end of a new or a resumed match, under the leader's epoch.
   * @throws StoreFailure `damaged` for a config that could not be read back
   */
  writer(config: MatchConfig, fence: Fence): MatchStore {
    return new BackedMatchStore(this.backend, config, fence)
  }

  close(): void {
    this.backend.close()
  }
}

/** Never rejects: where IndexedDB is missing, refuses to open or to write, the answer is memory and why. */
export async function openStorage(options: StorageOptions): Promise<ArenaStorage> {
  const { indexedDB, IDBKeyRange: keyRange } = options
  // Some private windows have the name, and null behind it.
  if (!indexedDB || !keyRange) return inMemory(MISSING)
  let announceBlocked = (): void => undefined
  const blocked = new Promise<void>((resolve) => (announceBlocked = resolve))
  const backend = new DexieBackend({
    ...options.database,
    indexedDB,
    IDBKeyRange: keyRange,
    onBlocked: announceBlocked,
  })
  const patience = blocked.then(() => waitFor(options.clock, options.blockedPatience ?? BLOCKED_PATIENCE))
  const opening = openAndProbe(backend)
  const opened = await Promise.race([opening, patience.then(() => undefined)])
  if (opened !== undefined) return opened
  backend.close()
  return inMemory(BLOCKED)
}

async function openAndProbe(backend: DexieBackend): Promise<ArenaStorage> {
  try {
    await backend.open()
    await probe(backend)
    return new ArenaStorage(backend, '')
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error
    // A full disk still shows past matches, and deleting some is what makes room.
    if (error.kind === 'quota') return new ArenaStorage(backend, error.message)
    backend.close()
    return inMemory(`${error.message} ${NOT_SAVED}`)
  }
}

/** Some private windows open a database and then refuse to write. */
async function probe(backend: StorageBackend): Promise<void> {
  await backend.transact('write', ['settings'], async (transaction) => {
    await transaction.put('settings', { key: PROBE_KEY, value: true })
    await transaction.removeRange('settings', [PROBE_KEY], [PROBE_KEY])
  })
}

function inMemory(notice: string): ArenaStorage {
  return new ArenaStorage(new MemoryBackend(), notice)
}

function waitFor(clock: Clock, delay: DurationMs): Promise<void> {
  return new Promise((resolve) => clock.after(delay, resolve))
}

import { afterEach, describe, expect, it } from 'vitest'
import { timeMs } from '$lib/core/time'
import { type ArenaStorage, openStorage } from '$lib/storage/open-storage'
import { ARENA_LOCK } from '$lib/storage/epochs'
import { SCHEMA_VERSIONS, newestVersion } from '$lib/storage/schema'
import { disarm, failWrite } from '../../fixtures/fake-indexeddb'
import { fakeDisk, openDexie, sampleBatch, sampleConfig } from '../../fixtures/store-fixtures'
import { VirtualClock, settled } from '../../fixtures/virtual-clock'

const clock = new VirtualClock()

afterEach(() => void disarm())

async function playOneMatch(storage: ArenaStorage): Promise<void> {
  const fence = { epoch: await storage.epochs.raise(ARENA_LOCK) }
  await storage.writer(sampleConfig(), fence).commit(sampleBatch(0, 3))
}

/** A factory whose databases refuse to open, as some private windows do. */
function refusing(name: string): IDBFactory {
  const { indexedDB } = fakeDisk()
  return new Proxy(indexedDB, {
    get: (target, key) => {
      if (key !== 'open') return Reflect.get(target, key)
      return () => {
        throw new DOMException('refused', name)
      }
    },
  })
}

describe('opening the storage', () => {
  it('takes IndexedDB where it is, without a notice, and finds the match again', async () => {
    const disk = fakeDisk()
    const first = await openStorage({ ...disk, clock })
    expect([first.kind, first.durable, first.notice]).toEqual(['dexie', true, ''])
    await playOneMatch(first)
    first.close()
    const second = await openStorage({ ...disk, clock })
    expect(await second.matches.unfinishedMatch()).toEqual({ ok: true, value: 'match-1' })
    expect(await second.matches.bytesUsed()).toEqual({ ok: true, value: expect.any(Number) })
  })

  it('takes memory and says so where IndexedDB is missing', async () => {
    const storage = await openStorage({ indexedDB: undefined, IDBKeyRange: undefined, clock })
    expect([storage.kind, storage.durable]).toEqual(['memory', false])
    expect(storage.notice).toContain('not saved')
    await playOneMatch(storage)
    expect(await storage.matches.unfinishedMatch()).toEqual({ ok: true, value: 'match-1' })
  })

  it.each(['InvalidStateError', 'SecurityError', 'UnknownError'])(
    'takes memory and says so when opening fails with %s',
    async (name) => {
      const storage = await openStorage({ ...fakeDisk(), indexedDB: refusing(name), clock })
      expect(storage.kind).toBe('memory')
      expect(storage.notice).toContain('not saved')
    },
  )

  it('takes memory when the database opens and then refuses to write', async () => {
    failWrite(0, 'abort')
    const storage = await openStorage({ ...fakeDisk(), clock })
    expect(storage.kind).toBe('memory')
  })

  it('stays with a full disk, so that matches can be deleted from it', async () => {
    failWrite(0, 'abort-quota')
    const storage = await openStorage({ ...fakeDisk(), clock })
    expect(storage.kind).toBe('dexie')
    expect(storage.notice).toContain('no room left')
  })

  it('says so instead of showing an empty arena when the rows belong to a newer version', async () => {
    const disk = fakeDisk()
    const version = newestVersion(SCHEMA_VERSIONS) + 1
    const newer = await openDexie(disk, { versions: [...SCHEMA_VERSIONS, { version, stores: {} }] })
    newer.close()
    const storage = await openStorage({ ...disk, clock })
    expect(storage.kind).toBe('memory')
    expect(storage.notice).toContain('newer version')
  })

  it('tries once more when the browser erases a broken database as it is opened', async () => {
    const disk = fakeDisk()
    let opened = 0
    const indexedDB = new Proxy(disk.indexedDB, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...given: readonly unknown[]): unknown => {
          if (name === 'open') opened += 1
          if (name === 'open' && opened === 1) throw new DOMException('Internal error', 'UnknownError')
          return Reflect.apply(value, target, given)
        }
      },
    })
    const storage = await openStorage({ ...disk, indexedDB, clock })
    expect(storage.kind).toBe('dexie')
    expect(opened).toBe(2)
  })

  it('gives up waiting for an older tab that does not let go, and says which', async () => {
    const disk = fakeDisk()
    await heldOpen(disk.indexedDB)
    const patient = new VirtualClock(timeMs(0))
    const opening = openStorage({ ...disk, clock: patient })
    let storage: ArenaStorage | undefined
    void opening.then((opened) => (storage = opened))
    for (let turn = 0; turn < 100 && patient.pendingTimers === 0; turn += 1) await settled()
    expect(storage).toBeUndefined()
    await patient.advance(5_000)
    expect((await opening).notice).toContain('older version')
    expect((await opening).kind).toBe('memory')
  })
})

/** A connection of an even older version whose tab is frozen: it hears no `versionchange`. */
function heldOpen(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open('arena', 1)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(new Error('the fixture could not open its database'))
  })
}

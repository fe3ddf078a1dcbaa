import { Dexie, type Transaction } from 'dexie'
import { describe, expect, it } from 'vitest'
import { ARENA_LOCK, EpochRegister } from '$lib/storage/epochs'
import type { TableName } from '$lib/storage/backend'
import { MatchLibrary } from '$lib/storage/match-library'
import { BackedMatchStore } from '$lib/storage/match-store'
import {
  DATABASE_NAME,
  SCHEMA_VERSIONS,
  type SchemaVersion,
  declareSchema,
  newestVersion,
} from '$lib/storage/schema'
import { sha256Hex } from '$lib/core/hash'
import {
  fakeDisk,
  lead,
  openDexie,
  sampleBatch,
  sampleConfig,
  sampleHead,
} from '../../fixtures/store-fixtures'

/** The next version as it might come: every match gets its digest rewritten. */
function nextVersion(upgrade: (transaction: Transaction) => PromiseLike<unknown>): readonly SchemaVersion[] {
  return [
    ...SCHEMA_VERSIONS,
    { version: newestVersion(SCHEMA_VERSIONS) + 1, stores: { matches: 'matchId, createdAt' }, upgrade },
  ]
}

const rewriteDigest = (transaction: Transaction): PromiseLike<unknown> =>
  transaction
    .table('matches')
    .toCollection()
    .modify((row: { head: object }) => {
      row.head = { ...row.head, digest: 'upgraded' }
    })

/** The database as an earlier version made it. */
async function openNative(disk: ReturnType<typeof fakeDisk>, version = 1): Promise<Dexie> {
  const database = new Dexie(DATABASE_NAME, disk)
  declareSchema(database, SCHEMA_VERSIONS.slice(0, version))
  return database.open()
}

/** A match, settings and the lock of epoch 7, in whatever tables there are; answers the rows by table. */
async function fillEveryTable(database: Dexie): Promise<ReadonlyMap<TableName, readonly object[]>> {
  const matchId = 'match-1'
  const { steps, decisions, equity, head } = sampleBatch(0, 2)
  const times = { createdAt: head.wallTime, firstSeq: 0, lastSeq: 1, bytes: 10, epoch: 7 }
  const rows: readonly (readonly [TableName, readonly object[]])[] = [
    ['matches', [{ matchId, head, ...times }]],
    ['configs', [{ matchId, config: sampleConfig() }]],
    ['steps', steps.map((step) => ({ matchId, ...step }))],
    ['decisions', decisions.map((decision) => ({ matchId, ...decision }))],
    ['equity', equity.map((point) => ({ matchId, ...point }))],
    ['settings', [{ key: 'arena', value: { logLevel: 'INFO' } }]],
    ['locks', [{ name: ARENA_LOCK, epoch: 7 }]],
    ['prompts', [{ matchId, hash: sha256Hex('Trade.'), text: 'Trade.' }]],
  ]
  const known = rows.filter(([table]) => database.tables.some(({ name }) => name === table))
  expect(known).toHaveLength(database.tables.length)
  for (const [table, added] of known) await database.table(table).bulkAdd([...added])
  return new Map(known)
}

async function storeInVersionOne(database: Dexie): Promise<void> {
  const matchId = 'match-1'
  const { steps, decisions } = sampleBatch(0, 2)
  const head = sampleHead(matchId, 1)
  const times = { createdAt: head.wallTime, firstSeq: 0, lastSeq: 1, bytes: 10, epoch: 1 }
  await database.table('matches').add({ matchId, head, ...times })
  await database.table('configs').add({ matchId, config: sampleConfig() })
  await database.table('steps').bulkAdd(steps.map((step) => ({ matchId, ...step })))
  await database.table('decisions').bulkAdd(decisions.map((decision) => ({ matchId, ...decision })))
  database.close()
}

async function diskWithOneMatch() {
  const disk = fakeDisk()
  const backend = await openDexie(disk)
  const fence = await lead(backend)
  const store = new BackedMatchStore(backend, sampleConfig(), fence)
  await store.commit(sampleBatch(0, 2))
  return { disk, backend, store }
}

describe('schema versions', () => {
  it('rise from 1 without a hole', () => {
    expect(SCHEMA_VERSIONS.map(({ version }) => version)).toEqual(
      SCHEMA_VERSIONS.map((_, index) => index + 1),
    )
    expect(newestVersion(SCHEMA_VERSIONS)).toBe(SCHEMA_VERSIONS.length)
  })

  it('an upgrade moves the rows and loses none', async () => {
    const { disk, backend } = await diskWithOneMatch()
    backend.close()
    const upgraded = await openDexie(disk, { versions: nextVersion(rewriteDigest) })
    const loaded = await new MatchLibrary(upgraded).loadMatch('match-1')
    expect(loaded.ok && loaded.value.head).toEqual({ ...sampleHead('match-1', 1), digest: 'upgraded' })
    expect(loaded.ok && loaded.value.steps).toEqual(sampleBatch(0, 2).steps)
  })

  it('from version 1, which knew no prompts, brings every match along and makes room for them', async () => {
    const disk = fakeDisk()
    await storeInVersionOne(await openNative(disk))
    const upgraded = await openDexie(disk)
    const library = new MatchLibrary(upgraded)
    const loaded = await library.loadMatch('match-1')
    expect(loaded).toEqual({
      ok: true,
      value: {
        ...{ config: sampleConfig(), head: sampleHead('match-1', 1), prompts: [] },
        steps: sampleBatch(0, 2).steps,
      },
    })
    expect(await library.decisions('match-1')).toEqual({ ok: true, value: sampleBatch(0, 2).decisions })
    const prompt = { hash: sha256Hex('Trade.'), text: 'Trade.' }
    const store = new BackedMatchStore(upgraded, sampleConfig(), await lead(upgraded))
    await store.commit({ ...sampleBatch(2, 1), prompts: [prompt] })
    const after = await library.loadMatch('match-1')
    expect(after.ok && after.value.prompts).toEqual([prompt])
  })

  it.each(SCHEMA_VERSIONS.slice(0, -1).map(({ version }) => version))(
    'from version %i, full of everything it knew, to the newest loses no row of any table',
    async (version) => {
      const disk = fakeDisk()
      const old = await openNative(disk, version)
      const before = await fillEveryTable(old)
      old.close()
      const upgraded = await openDexie(disk)
      for (const [table, rows] of before) {
        const after = await upgraded.transact('read', [table], (transaction) => transaction.all(table))
        expect([table, after]).toEqual([table, rows])
      }
      const library = new MatchLibrary(upgraded)
      const loaded = await library.wholeMatch('match-1')
      expect(loaded.ok && loaded.value.decisions).toEqual(sampleBatch(0, 2).decisions)
      // The epoch goes on from where the old version left it.
      expect(await new EpochRegister(upgraded).raise(ARENA_LOCK)).toBe(8)
      const store = new BackedMatchStore(upgraded, sampleConfig(), { epoch: 8 })
      await store.commit(sampleBatch(2, 1))
      upgraded.close()
      const again = await new MatchLibrary(await openDexie(disk)).loadMatch('match-1')
      expect(again.ok && again.value.steps).toHaveLength(3)
    },
  )

  it('an upgrade that fails leaves the old version as it was', async () => {
    const { disk, backend } = await diskWithOneMatch()
    backend.close()
    const failing = nextVersion(async (transaction) => {
      await rewriteDigest(transaction)
      throw new Error('upgrade gone wrong')
    })
    await expect(openDexie(disk, { versions: failing })).rejects.toMatchObject({ kind: 'unavailable' })
    const old = await new MatchLibrary(await openDexie(disk)).loadMatch('match-1')
    expect(old.ok && old.value.head).toEqual(sampleHead('match-1', 1))
  })
})

describe('two tabs of different versions', () => {
  it('the older lets go, says so, and writes nothing more', async () => {
    const { disk, backend, store } = await diskWithOneMatch()
    const upgraded = await openDexie(disk, { versions: nextVersion(rewriteDigest) })
    const sentence = await backend.closed
    expect(sentence).toContain('newer version')
    await expect(store.commit(sampleBatch(2, 1))).rejects.toMatchObject({
      kind: 'unavailable',
      message: sentence,
    })
    const loaded = await new MatchLibrary(upgraded).loadMatch('match-1')
    expect(loaded.ok && loaded.value.steps.length).toBe(2)
  })

  it('the older lets go even while it writes: what it began is whole, and nothing comes after', async () => {
    const { disk, backend, store } = await diskWithOneMatch()
    const writing = [store.commit(sampleBatch(2, 3)), store.commit(sampleBatch(5, 3))]
    const upgraded = await openDexie(disk, { versions: nextVersion(rewriteDigest) })
    const outcomes = await Promise.allSettled(writing)
    await backend.closed
    const loaded = await new MatchLibrary(upgraded).loadMatch('match-1')
    const written = outcomes.filter(({ status }) => status === 'fulfilled').length
    expect(loaded.ok && loaded.value.steps).toHaveLength(2 + 3 * written)
  })

  it('of three, every older one lets go', async () => {
    const disk = fakeDisk()
    const older = await Promise.all([openDexie(disk), openDexie(disk)])
    await openDexie(disk, { versions: nextVersion(rewriteDigest) })
    const sentences = await Promise.all(older.map(({ closed }) => closed))
    expect(sentences).toEqual([expect.stringContaining('newer'), expect.stringContaining('newer')])
  })

  it('a database deleted from elsewhere is let go of too, and named for what it is', async () => {
    const { disk, backend, store } = await diskWithOneMatch()
    await new Promise((resolve, reject) => {
      const request = disk.indexedDB.deleteDatabase(DATABASE_NAME)
      request.onsuccess = resolve
      request.onerror = () => reject(new Error('not deleted'))
    })
    expect(await backend.closed).toMatch(/erased.*Reload/)
    await expect(store.commit(sampleBatch(2, 1))).rejects.toThrow(/erased/)
  })

  it('an older tab opened later refuses to touch the newer rows', async () => {
    const { disk, backend } = await diskWithOneMatch()
    backend.close()
    const upgraded = await openDexie(disk, { versions: nextVersion(rewriteDigest) })
    await expect(openDexie(disk)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('newer version'),
    })
    await new EpochRegister(upgraded).raise(ARENA_LOCK)
    const loaded = await new MatchLibrary(upgraded).loadMatch('match-1')
    expect(loaded.ok && loaded.value.head.digest).toBe('upgraded')
  })
})

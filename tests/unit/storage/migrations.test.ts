import { Dexie, type Transaction } from 'dexie'
import { describe, expect, it } from 'vitest'
import { ARENA_LOCK, EpochRegister } from '$lib/storage/epochs'
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

/** The database as its first version made it. */
async function openNative(disk: ReturnType<typeof fakeDisk>): Promise<Dexie> {
  const database = new Dexie(DATABASE_NAME, disk)
  declareSchema(database, SCHEMA_VERSIONS.slice(0, 1))
  return database.open()
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

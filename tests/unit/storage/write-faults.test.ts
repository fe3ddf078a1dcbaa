import { afterEach, describe, expect, it } from 'vitest'
import type { StorageBackend } from '$lib/storage/backend'
import { MatchLibrary } from '$lib/storage/match-library'
import { BackedMatchStore } from '$lib/storage/match-store'
import { type WriteFault, disarm, failWrite, writesMade } from '../../fixtures/fake-indexeddb'
import { fakeDisk, lead, openDexie, sampleBatch, sampleConfig } from '../../fixtures/store-fixtures'

const FAULTS: readonly (readonly [WriteFault, string])[] = [
  ['throw-quota', 'quota'],
  ['abort', 'aborted'],
  ['abort-quota', 'quota'],
]

afterEach(() => void disarm())

async function everything(backend: StorageBackend): Promise<unknown> {
  const library = new MatchLibrary(backend)
  return [
    await library.listMatches(),
    await library.loadMatch('match-1'),
    await library.decisions('match-1'),
    await library.equity('match-1'),
  ]
}

/** How many write requests one commit of `sampleBatch(from, 3)` makes after those before it. */
async function writesOfCommit(from: number): Promise<number> {
  const backend = await openDexie(fakeDisk())
  const store = new BackedMatchStore(backend, sampleConfig(), await lead(backend))
  if (from > 0) await store.commit(sampleBatch(0, from))
  const before = writesMade()
  await store.commit(sampleBatch(from, 3))
  return writesMade() - before
}

describe.each(FAULTS)('a commit hit by %s', (fault, kind) => {
  it.each([
    ['first', 0, 7],
    ['later', 2, 6],
  ])(
    'at any write of the %s commit leaves nothing of it, and the retry completes it',
    async (_, from, writes) => {
      expect(await writesOfCommit(from)).toBe(writes)
      for (let n = 0; n < writes; n += 1) {
        const disk = fakeDisk()
        const backend = await openDexie(disk)
        const store = new BackedMatchStore(backend, sampleConfig(), await lead(backend))
        if (from > 0) await store.commit(sampleBatch(0, from))
        const before = await everything(backend)
        failWrite(n, fault)
        await expect(store.commit(sampleBatch(from, 3))).rejects.toMatchObject({ name: 'StoreFailure', kind })
        expect(disarm()).toBe(false)
        expect(await everything(backend)).toEqual(before)
        await store.commit(sampleBatch(from, 3))
        backend.close()
        const reopened = await new MatchLibrary(await openDexie(disk)).loadMatch('match-1')
        expect(reopened.ok && reopened.value.steps.length).toBe(from + 3)
      }
    },
  )
})

it('a full disk is told in a sentence that says what to do', async () => {
  const backend = await openDexie(fakeDisk())
  const store = new BackedMatchStore(backend, sampleConfig(), await lead(backend))
  failWrite(0, 'abort-quota')
  await expect(store.commit(sampleBatch(0, 1))).rejects.toThrow(/no room left.*Delete past matches/)
})

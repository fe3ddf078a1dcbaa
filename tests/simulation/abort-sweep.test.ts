import { describe, expect, it } from 'vitest'
import { StoreFailure } from '$lib/core/store-failure'
import type { StorageBackend } from '$lib/storage/backend'
import { MatchLibrary } from '$lib/storage/match-library'
import { BackedMatchStore } from '$lib/storage/match-store'
import { FaultyBackend } from '../fixtures/faulty-backend'
import { BACKENDS, lead, sampleBatch, sampleConfig } from '../fixtures/store-fixtures'

const STEPS = 5
/** More writes than the batch has. */
const ENOUGH = 20

async function lastSeq(disk: StorageBackend): Promise<number> {
  const stored = await new MatchLibrary(disk).loadMatch('match-1')
  if (!stored.ok) throw stored.error
  return stored.value.steps.length - 1
}

describe.each(BACKENDS)('a commit over %s that breaks off after each of its writes', (_name, open) => {
  it('leaves nothing behind, and is written whole when it is offered again', async () => {
    const disk = await open()
    const place = new FaultyBackend(disk)
    const store = new BackedMatchStore(place, sampleConfig(), await lead(disk))
    await store.commit(sampleBatch(0, 1))
    let next = 1
    let broken = 0
    for (let atWrite = 0; atWrite < ENOUGH; atWrite += 1) {
      const batch = sampleBatch(next, STEPS)
      place.failAtWrite = atWrite
      const failure = await store.commit(batch).then(
        () => undefined,
        (cause: unknown) => cause,
      )
      place.failAtWrite = undefined
      if (failure !== undefined) {
        broken += 1
        expect(failure).toBeInstanceOf(StoreFailure)
        expect(await lastSeq(disk)).toBe(next - 1)
        await store.commit(batch)
      }
      next += STEPS
      expect(await lastSeq(disk)).toBe(next - 1)
    }
    // Each step, the decision, the point of equity and the match's own row.
    expect(broken).toBe(STEPS + 3)
  })
})

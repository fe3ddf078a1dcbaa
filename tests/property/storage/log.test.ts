import fc from 'fast-check'
import { describe, it } from 'vitest'
import type { StorageBackend } from '$lib/storage/backend'
import { MemoryBackend } from '$lib/storage/memory-backend'
import { fakeDisk, openDexie } from '../../fixtures/store-fixtures'
import { type StoreAction, StoreWorld } from '../../fixtures/store-world'

const size = fc.integer({ min: 1, max: 4 })
const then = fc.constantFrom('retry' as const, 'crash' as const)
const action: fc.Arbitrary<StoreAction> = fc.oneof(
  fc.record({ type: fc.constant('commit' as const), size }),
  fc.record({ type: fc.constant('broken' as const), size, atWrite: fc.nat(9), then }),
  fc.record({ type: fc.constant('unseen' as const), size, then }),
  fc.record({ type: fc.constant('reload' as const) }),
  fc.record({ type: fc.constant('takeover' as const) }),
  fc.record({ type: fc.constant('stale' as const), size }),
)

/** Memory that outlives its connections, as a disk does. */
function lastingMemory(): () => Promise<StorageBackend> {
  const memory = new MemoryBackend()
  return () =>
    Promise.resolve({
      ...{ kind: memory.kind, durable: memory.durable, closed: memory.closed },
      transact: (...args: Parameters<StorageBackend['transact']>) => memory.transact(...args),
      close: () => undefined,
    } as StorageBackend)
}

async function live(connect: () => Promise<StorageBackend>, actions: readonly StoreAction[]): Promise<void> {
  const world = new StoreWorld(connect)
  for (const each of actions) {
    await world.act(each)
    await world.check()
  }
}

describe('any sequence of commits, crashes, reloads and changes of leader', () => {
  it('leaves a whole log with all that was acknowledged (memory)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 12 }), (actions) => live(lastingMemory(), actions)),
      { numRuns: 1000 },
    )
  })

  it('leaves a whole log with all that was acknowledged (IndexedDB)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 10 }), (actions) => {
        const disk = fakeDisk()
        return live(() => openDexie(disk), actions)
      }),
      { numRuns: 150 },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copiedLog, readCopy } from '$lib/storage/copies/copy-contents'
import { LostMatches } from '$lib/storage/copies/lost-matches'
import type { StorageBackend, StorageTransaction } from '$lib/storage/backend'
import { MemoryBackend } from '$lib/storage/memory-backend'
import { ARENA_LOCK } from '$lib/storage/epochs'
import { ArenaStorage } from '$lib/storage/open-storage'
import { batchesOf, copyFile, storedMatch, sumOf } from '../../fixtures/copied-match'
import { MemoryShelf } from '../../fixtures/memory-shelf'

const BATCHES = batchesOf('copy', { inputs: 300, size: 30, unfinished: false })
const FILE = copyFile(BATCHES)
const EVENTS = BATCHES.map((_, index) => BATCHES.slice(0, index + 1).flatMap(({ steps }) => steps).length)
/** Where each frame ends. */
const ENDS = BATCHES.map((_, index) => copyFile(BATCHES.slice(0, index + 1)).length)

/** Events in the frames that end at or before this place. */
function soundUpTo(place: number): number {
  const frames = ENDS.filter((end) => end <= place).length
  return EVENTS[frames - 1] ?? 0
}

function eventsIn(file: Uint8Array): number {
  const read = readCopy(file, 'match-1')
  const events = read.ok ? read.value.steps.length : 0
  // Two readers, one answer.
  expect(copiedLog(file, 'match-1').records.length).toBe(events)
  return events
}

describe('a damaged copy', () => {
  it('cut anywhere holds the frames that are whole, and no more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: FILE.length }), (length) => {
        expect(eventsIn(FILE.slice(0, length))).toBe(soundUpTo(length))
      }),
      { numRuns: 300 },
    )
  })

  it('with any bit flipped holds what is before it, and no more', () => {
    fc.assert(
      fc.property(fc.nat(FILE.length - 1), fc.nat(7), (at, bit) => {
        const file = FILE.map((byte, place) => (place === at ? byte ^ (1 << bit) : byte))
        // A flipped bit in the title is a file of somebody else.
        expect(eventsIn(file)).toBe(at < FILE.indexOf(10) + 1 ? 0 : soundUpTo(at))
      }),
      { numRuns: 600 },
    )
  })

  it('with a frame left out, twice or in another’s place holds what is before it', () => {
    const frame = fc.nat(BATCHES.length - 1)
    fc.assert(
      fc.property(frame, frame, (from, to) => {
        const start = (index: number): number => (index === 0 ? FILE.indexOf(10) + 1 : ENDS[index - 1]!)
        const cut = FILE.slice(start(from), ENDS[from])
        const file = Uint8Array.from([...FILE.slice(0, start(to)), ...cut, ...FILE.slice(start(to))])
        // One put before itself is where it belongs; its twin behind it is not.
        expect(eventsIn(file)).toBe(from === to ? EVENTS[from] : (EVENTS[to - 1] ?? 0))
        const without = Uint8Array.from([...FILE.slice(0, start(from)), ...FILE.slice(ENDS[from])])
        expect(eventsIn(without)).toBe(EVENTS[from - 1] ?? 0)
      }),
      { numRuns: 100 },
    )
  })
})

/** Memory that counts as a disk, outlives its connections, and breaks off at the n-th row written. */
class BreakingDisk {
  readonly #memory = new MemoryBackend()
  rowsUntilBreak = Infinity

  connect(): ArenaStorage {
    const memory = this.#memory
    const backend: StorageBackend = {
      ...{ kind: 'dexie', durable: true, closed: memory.closed },
      transact: (mode, tables, body) => memory.transact(mode, tables, (rows) => body(this.#breaking(rows))),
      close: () => undefined,
    }
    return new ArenaStorage(backend, '')
  }

  #breaking(inner: StorageTransaction): StorageTransaction {
    const written = (): void => {
      if (this.rowsUntilBreak-- <= 0) throw new DOMException('crash', 'AbortError')
    }
    return {
      get: (table, key) => inner.get(table, key),
      range: (table, from, to, newest) => inner.range(table, from, to, newest),
      all: (table) => inner.all(table),
      removeRange: (table, from, to) => inner.removeRange(table, from, to),
      add: async (table, rows) => {
        for (const row of rows) {
          written()
          await inner.add(table, [row])
        }
      },
      put: async (table, row) => {
        written()
        await inner.put(table, row)
      },
    }
  }
}

const LONG = batchesOf('long', { inputs: 2300, size: 500, unfinished: false })
const LONG_FILE = copyFile(LONG)

async function start(disk: BreakingDisk, shelf: MemoryShelf) {
  const storage = disk.connect()
  const fence = { epoch: await storage.epochs.raise(ARENA_LOCK) }
  const lost = new LostMatches({ shelf, storage, fence, warn: () => undefined })
  await lost.find()
  return { storage, lost }
}

describe('a restoring', () => {
  it('cut off by any sequence of crashes ends with the whole match', async () => {
    const crashes = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(crashes, async (breaks) => {
        const disk = new BreakingDisk()
        const shelf = new MemoryShelf()
        shelf.files.set('match-1', LONG_FILE)
        for (const rows of breaks) {
          const tab = await start(disk, shelf)
          disk.rowsUntilBreak = rows
          await tab.lost.settle('restore')
          disk.rowsUntilBreak = Infinity
        }
        const { storage, lost } = await start(disk, shelf)
        expect((await lost.settle('restore')).ok).toBe(true)
        expect(await storedMatch(storage.matches)).toEqual(sumOf(LONG))
        expect((await start(disk, shelf)).lost.found).toEqual([])
      }),
      { numRuns: 10 },
    )
  })
})

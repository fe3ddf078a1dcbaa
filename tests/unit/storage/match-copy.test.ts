import { describe, expect, it } from 'vitest'
import { err, ok } from '$lib/core/result'
import { StoreFailure } from '$lib/core/store-failure'
import type { CommitBatch, MatchStore } from '$lib/match/ports'
import { type CopyContents, copiedLog, readCopy } from '$lib/storage/copies/copy-contents'
import { CopyKeeper } from '$lib/storage/copies/copy-keeper'
import { MatchLibrary } from '$lib/storage/match-library'
import { BackedMatchStore } from '$lib/storage/match-store'
import { batchesOf, storedMatch, sumOf } from '../../fixtures/copied-match'
import { MemoryShelf } from '../../fixtures/memory-shelf'
import { fakeDisk, lead, openDexie } from '../../fixtures/store-fixtures'
import { modelMatchConfig } from '../../fixtures/synthetic-match'
import { VirtualClock, settled } from '../../fixtures/virtual-clock'

const MINUTES = 60_000
const FIRST = 10_000

async function copying(shelf = new MemoryShelf(), matchId = 'match-1') {
  const clock = new VirtualClock()
  const backend = await openDexie(fakeDisk(), { durability: 'relaxed' })
  const library = new MatchLibrary(backend)
  const warnings: string[] = []
  const keeper = new CopyKeeper({ shelf, matches: library, clock, warn: (text) => void warnings.push(text) })
  const fence = await lead(backend)
  const open = (): MatchStore => {
    return keeper.around(new BackedMatchStore(backend, { ...modelMatchConfig(), matchId }, fence), matchId)
  }
  return { shelf, clock, backend, library, keeper, warnings, open, store: open() }
}

async function commitAll(store: MatchStore, batches: readonly CommitBatch[]): Promise<void> {
  for (const batch of batches) await store.commit(batch)
}

/** IndexedDB answers in tasks of its own, beside the clock of the test. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await settled()
}

function copyOf(shelf: MemoryShelf, matchId = 'match-1'): CopyContents {
  const read = readCopy(shelf.files.get(matchId) ?? new Uint8Array(0), matchId)
  if (!read.ok) throw new Error(read.error)
  const decisions = [...read.value.decisions].sort((a, b) => a.tick - b.tick || a.run - b.run)
  return { ...read.value, decisions }
}

/** A match that ends, and the batch with its first pause. */
function withPause() {
  const batches = batchesOf('ended', { unfinished: false })
  const pausing = batches.findIndex(({ head }) => head.status === 'paused')
  expect(pausing).toBeGreaterThan(0)
  return { batches, pausing }
}

/** Every write waits to be let through. */
class SlowShelf extends MemoryShelf {
  #gates: (() => void)[] = []

  get waiting(): number {
    return this.#gates.length
  }

  letThrough(): void {
    for (const open of this.#gates.splice(0)) open()
  }

  override async append(matchId: string, at: number, bytes: Uint8Array): Promise<boolean> {
    await new Promise<void>((open) => this.#gates.push(open))
    return super.append(matchId, at, bytes)
  }

  override async replace(matchId: string, bytes: Uint8Array): Promise<void> {
    await new Promise<void>((open) => this.#gates.push(open))
    return super.replace(matchId, bytes)
  }
}

const eventsIn = (shelf: MemoryShelf): number =>
  copiedLog(shelf.files.get('match-1') ?? new Uint8Array(0), 'match-1').records.length

describe('the copy of a match', () => {
  it('is written some seconds after the first commit, then every 100 events, and holds all that was durable', async () => {
    const { shelf, clock, store } = await copying()
    const batches = batchesOf('copied')
    await commitAll(store, batches.slice(0, 3))
    expect(shelf.files.size).toBe(0)
    await clock.advance(FIRST)
    await quiet()
    expect(copyOf(shelf)).toEqual(sumOf(batches.slice(0, 3)))
    await commitAll(store, batches.slice(3, 17))
    await quiet()
    expect(eventsIn(shelf)).toBe(21)
    await commitAll(store, batches.slice(17, 18))
    await quiet()
    expect(copyOf(shelf)).toEqual(sumOf(batches.slice(0, 18)))
    expect(shelf.writes).toBe(2)
  })

  it('waits no longer than five minutes for its hundredth event', async () => {
    const { shelf, clock, store } = await copying()
    const batches = batchesOf('slow')
    await commitAll(store, batches.slice(0, 1))
    await clock.advance(FIRST)
    await quiet()
    await commitAll(store, batches.slice(1, 2))
    await clock.advance(5 * MINUTES - 1)
    await quiet()
    expect(eventsIn(shelf)).toBe(7)
    await clock.advance(1)
    await quiet()
    expect(eventsIn(shelf)).toBe(14)
  })

  it('is complete at once when the match pauses, ends, or stands still for want of a disk', async () => {
    const { shelf, library, open, backend, clock } = await copying()
    const { batches, pausing } = withPause()
    const store = open()
    await commitAll(store, batches.slice(0, pausing + 1))
    await quiet()
    expect(copyOf(shelf)).toEqual(sumOf(batches.slice(0, pausing + 1)))
    await commitAll(store, batches.slice(pausing + 1))
    await quiet()
    expect(copyOf(shelf)).toEqual(await storedMatch(library))
    const other = await copying()
    await commitAll(other.store, batches.slice(0, 2))
    await other.clock.advance(FIRST)
    await quiet()
    await commitAll(other.store, batches.slice(2, 3))
    await other.backend.transact('write', ['locks'], (rows) => rows.removeRange('locks', ['a'], ['z']))
    await expect(other.store.commit(batches[3]!)).rejects.toThrow(/erased.*Reload the page/)
    await quiet()
    expect(eventsIn(other.shelf)).toBe(21)
    backend.close()
    expect(clock.pendingTimers).toBeLessThanOrEqual(1)
  })

  it('holds nothing that was not durable', async () => {
    const { shelf, clock } = await copying()
    const refusing: MatchStore = {
      durable: true,
      commit: () => Promise.reject(new StoreFailure('aborted', 'Broken off.')),
    }
    const keeper = new CopyKeeper({
      ...{ shelf, clock, matches: new MatchLibrary(await openDexie(fakeDisk())) },
      warn: () => undefined,
    })
    const store = keeper.around(refusing, 'match-1')
    await expect(store.commit(batchesOf('refused')[0]!)).rejects.toThrow('Broken off.')
    await clock.advance(10 * MINUTES)
    await quiet()
    expect(shelf.files.size).toBe(0)
  })

  it('never stands in the way: a shelf that refuses is told of, rested, and caught up with', async () => {
    const { shelf, clock, store, warnings } = await copying()
    const batches = batchesOf('refusing')
    shelf.refuses = true
    await commitAll(store, batches.slice(0, 20))
    await clock.advance(FIRST)
    await quiet()
    expect(warnings[0]).toContain('could not be written')
    const told = warnings.length
    await commitAll(store, batches.slice(20))
    await quiet()
    expect(warnings).toHaveLength(told)
    shelf.refuses = false
    await clock.advance(MINUTES)
    await quiet()
    expect(copyOf(shelf)).toEqual(sumOf(batches))
  })

  it('gives up in time when nothing new comes, and tries again when something does', async () => {
    const { shelf, clock, store } = await copying()
    const batches = batchesOf('given up')
    shelf.refuses = true
    await commitAll(store, batches.slice(0, 2))
    for (let minute = 0; minute < 60; minute += 1) {
      await clock.advance(MINUTES)
      await quiet()
    }
    expect([shelf.writes, clock.pendingTimers]).toEqual([4, 0])
    shelf.refuses = false
    await commitAll(store, batches.slice(2, 3))
    await clock.advance(FIRST)
    await quiet()
    expect(copyOf(shelf)).toEqual(sumOf(batches.slice(0, 3)))
  })

  it('grows on when a match is resumed, and only what it lacks is added', async () => {
    const { shelf, clock, store, open } = await copying()
    const batches = batchesOf('resumed')
    await commitAll(store, batches.slice(0, 4))
    await clock.advance(FIRST)
    await quiet()
    const before = shelf.files.get('match-1')!
    await commitAll(store, batches.slice(4, 6))
    const resumed = open()
    await commitAll(resumed, batches.slice(6, 7))
    await clock.advance(FIRST)
    await quiet()
    expect(copyOf(shelf)).toEqual(sumOf(batches.slice(0, 7)))
    expect(shelf.files.get('match-1')!.subarray(0, before.length)).toEqual(before)
  })

  it.each([
    ['is torn', (file: Uint8Array) => file.slice(0, -5)],
    [
      'has a flipped bit',
      (file: Uint8Array) => file.map((byte, at) => (at === file.length - 40 ? byte ^ 4 : byte)),
    ],
    ['is of another match', (file: Uint8Array) => file.map((byte, at) => (at > 30 ? byte ^ 255 : byte))],
    ['is no copy', () => Uint8Array.of(1, 2, 3)],
  ])('is written anew when a match is resumed and the file %s', async (_, spoil) => {
    const { shelf, clock, store, open } = await copying()
    const batches = batchesOf('spoiled')
    await commitAll(store, batches.slice(0, 4))
    await clock.advance(FIRST)
    await quiet()
    shelf.files.set('match-1', spoil(shelf.files.get('match-1')!))
    await commitAll(open(), batches.slice(4, 5))
    await clock.advance(FIRST)
    await quiet()
    expect(copyOf(shelf)).toEqual(sumOf(batches.slice(0, 5)))
  })

  it('mends itself when a write was torn, or another tab wrote the file meanwhile', async () => {
    const { shelf, clock, store } = await copying()
    const batches = batchesOf('mended')
    await commitAll(store, batches.slice(0, 4))
    await clock.advance(FIRST)
    await quiet()
    shelf.tearAfter = 60
    await commitAll(store, batches.slice(4, 20))
    await quiet()
    expect(eventsIn(shelf)).toBe(28)
    await clock.advance(5 * MINUTES)
    await quiet()
    expect(copyOf(shelf)).toEqual(sumOf(batches.slice(0, 20)))
    shelf.files.set('match-1', shelf.files.get('match-1')!.slice(0, 200))
    await commitAll(store, batches.slice(20, 36))
    await quiet()
    const held = Math.ceil(eventsIn(shelf) / 7)
    expect(held).toBeGreaterThan(20)
    expect(copyOf(shelf)).toEqual(sumOf(batches.slice(0, held)))
  })

  it('loses nothing that comes, or is asked for, while it is being written', async () => {
    const shelf = new SlowShelf()
    const { clock, store } = await copying(shelf)
    const { batches, pausing } = withPause()
    await commitAll(store, batches.slice(0, 1))
    await clock.advance(FIRST)
    await quiet()
    // The first copy is being written: events, a pause and what follows it come.
    expect([shelf.waiting, shelf.files.size]).toEqual([1, 0])
    await commitAll(store, batches.slice(1, pausing + 1))
    await quiet()
    shelf.letThrough()
    await quiet()
    // It is complete up to the pause once the next write, asked for meanwhile, is through.
    expect(shelf.waiting).toBe(1)
    await commitAll(store, batches.slice(pausing + 1))
    for (let turn = 0; turn < 5; turn += 1) {
      shelf.letThrough()
      await quiet()
    }
    expect(copyOf(shelf)).toEqual(sumOf(batches))
  })

  it('is tried again in seconds, not minutes, after a write that failed while events came', async () => {
    const shelf = new SlowShelf()
    const { clock, store } = await copying(shelf)
    const batches = batchesOf('failed slowly')
    await commitAll(store, batches.slice(0, 2))
    await clock.advance(FIRST)
    await quiet()
    shelf.letThrough()
    await commitAll(store, batches.slice(2, 20))
    await quiet()
    await commitAll(store, batches.slice(20, 21))
    shelf.refuses = true
    shelf.letThrough()
    await quiet()
    shelf.refuses = false
    await clock.advance(FIRST)
    await quiet()
    shelf.letThrough()
    await quiet()
    expect(copyOf(shelf)).toEqual(sumOf(batches.slice(0, 21)))
  })

  it('rests no longer because a match pauses meanwhile', async () => {
    const { shelf, clock, store } = await copying()
    const { batches, pausing } = withPause()
    shelf.refuses = true
    await commitAll(store, batches.slice(0, 1))
    await clock.advance(FIRST)
    await quiet()
    shelf.refuses = false
    await clock.advance(FIRST - 1000)
    await commitAll(store, batches.slice(1, pausing + 1))
    await quiet()
    expect(shelf.files.size).toBe(0)
    await clock.advance(1000)
    await quiet()
    expect(copyOf(shelf)).toEqual(sumOf(batches.slice(0, pausing + 1)))
  })

  it('is tried again when something else wrote the file between a look at it and the write', async () => {
    const { shelf, clock, store, open, warnings } = await copying()
    const batches = batchesOf('touched')
    await commitAll(store, batches.slice(0, 2))
    await clock.advance(FIRST)
    await quiet()
    const append = shelf.append.bind(shelf)
    shelf.append = async () => false
    await commitAll(open(), batches.slice(2, 4))
    await clock.advance(FIRST)
    await quiet()
    expect(warnings).toEqual([expect.stringContaining('Something else wrote it')])
    shelf.append = append
    await clock.advance(FIRST)
    await quiet()
    expect(copyOf(shelf)).toEqual(sumOf(batches.slice(0, 4)))
  })

  it('is not kept where nothing is: without a shelf, or over a store that forgets', async () => {
    const { backend, library, clock, shelf, keeper } = await copying()
    const store: MatchStore = { durable: true, commit: () => Promise.resolve() }
    const without = new CopyKeeper({ shelf: undefined, matches: library, clock, warn: () => undefined })
    expect(without.around(store, 'm')).toBe(store)
    await without.remove('m')
    await without.prune()
    const forgetful: MatchStore = { ...store, durable: false }
    expect(keeper.around(forgetful, 'm')).toBe(forgetful)
    expect(shelf.files.size).toBe(0)
    backend.close()
  })
})

describe('copies of ended matches', () => {
  async function fourEnded() {
    const world = await copying()
    const fence = await lead(world.backend)
    for (const [index, matchId] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      const unfinished = matchId === 'a'
      const config = { ...modelMatchConfig(), matchId }
      const store = world.keeper.around(new BackedMatchStore(world.backend, config, fence), matchId)
      const made = batchesOf(matchId, { matchId, inputs: 20, unfinished })
      const createdAt = config.startedAt + index
      await commitAll(
        store,
        made.map((batch) => ({ ...batch, head: { ...batch.head, wallTime: createdAt as never } })),
      )
      await world.clock.advance(FIRST)
      await quiet()
    }
    return world
  }

  it('are the newest three; that of the match that runs stays whatever its age', async () => {
    const { shelf, warnings } = await fourEnded()
    expect([...shelf.files.keys()].sort()).toEqual(['a', 'c', 'd', 'e'])
    expect(warnings).toEqual([])
  })

  it('stay when the database does not know their match: somebody may want it back', async () => {
    const { shelf, keeper } = await fourEnded()
    shelf.files.set('lost', shelf.files.get('e')!)
    await keeper.prune()
    expect(shelf.files.has('lost')).toBe(true)
  })

  it('make room when the disk is full, and go with a match that is deleted', async () => {
    const { shelf, keeper, warnings } = await fourEnded()
    await keeper.remove('e')
    expect(shelf.files.has('e')).toBe(false)
    const full: MatchStore = {
      durable: true,
      commit: () => Promise.reject(new StoreFailure('quota', 'Full.')),
    }
    await expect(keeper.around(full, 'a').commit(batchesOf('a')[0]!)).rejects.toThrow('Full.')
    await quiet()
    expect([...shelf.files.keys()]).toEqual(['a'])
    shelf.refuses = true
    await keeper.remove('a')
    expect(warnings).toEqual([expect.stringContaining('could not be removed')])
  })

  it('stay when the list of matches cannot be read', async () => {
    const { shelf, clock } = await fourEnded()
    const blind = { listMatches: () => Promise.resolve(err(new StoreFailure('unavailable', 'Gone.'))) }
    const matches = Object.assign(Object.create(MatchLibrary.prototype) as MatchLibrary, blind)
    await new CopyKeeper({ shelf, matches, clock, warn: () => undefined }).prune()
    expect(shelf.files.size).toBe(4)
    expect(ok(shelf.files.has('a')).value).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import type { CommitBatch, StoredStep } from '$lib/match/ports'
import { copyTitle } from '$lib/storage/copies/copy-frames'
import { LostMatches } from '$lib/storage/copies/lost-matches'
import { ARENA_LOCK } from '$lib/storage/epochs'
import { type ArenaStorage, openStorage } from '$lib/storage/open-storage'
import { batchesOf, copyFile, storedMatch, sumOf } from '../../fixtures/copied-match'
import { disarm, failWrite } from '../../fixtures/fake-indexeddb'
import { MemoryShelf } from '../../fixtures/memory-shelf'
import { fakeDisk } from '../../fixtures/store-fixtures'
import { modelMatchConfig } from '../../fixtures/synthetic-match'
import { VirtualClock } from '../../fixtures/virtual-clock'

async function opened(shelf: MemoryShelf | undefined, disk = fakeDisk()) {
  const database = { durability: 'relaxed' as const }
  const storage = await openStorage({ ...disk, clock: new VirtualClock(), database })
  const fence = { epoch: await storage.epochs.raise(ARENA_LOCK) }
  const warnings: string[] = []
  const lost = new LostMatches({ shelf, storage, fence, warn: (text) => void warnings.push(text) })
  await lost.find()
  return { disk, storage, fence, lost, warnings }
}

function shelfWith(batches: readonly CommitBatch[], matchId = 'match-1'): MemoryShelf {
  const shelf = new MemoryShelf()
  shelf.files.set(matchId, copyFile(batches, matchId))
  return shelf
}

async function idsIn(storage: ArenaStorage): Promise<readonly string[]> {
  const list = await storage.matches.listMatches()
  return list.ok ? list.value.matches.map(({ matchId }) => matchId) : []
}

async function writeAll(storage: ArenaStorage, fence: { epoch: number }, batches: readonly CommitBatch[]) {
  const { matchId } = batches[0]!
  const writer = storage.writer({ ...modelMatchConfig(), matchId }, fence)
  for (const batch of batches) await writer.commit(batch)
}

describe('a database that was erased', () => {
  it('is noticed by the copy it left, and the match comes back as it was, ready to go on', async () => {
    const batches = batchesOf('erased')
    const { lost, storage, warnings } = await opened(shelfWith(batches))
    const { head, steps } = sumOf(batches)
    const bytes = copyFile(batches).length
    const config = modelMatchConfig()
    expect(lost.found).toEqual([
      {
        matchId: 'match-1',
        matchTime: head.matchTime,
        startedAt: config.startedAt,
        events: steps.length,
        bytes,
      },
    ])
    expect(await idsIn(storage)).toEqual([])
    expect(await lost.settle('restore')).toEqual({ ok: true, value: 1 })
    expect(lost.found).toEqual([])
    expect(await storedMatch(storage.matches)).toEqual(sumOf(batches))
    expect(await storage.matches.unfinishedMatch()).toEqual({ ok: true, value: 'match-1' })
    expect(warnings).toEqual([])
  })

  it('gives back an ended match as ended, when it was started and when it ended', async () => {
    const batches = batchesOf('ended', { unfinished: false, inputs: 2400, size: 300 })
    const wallTime = (batches[0]!.head.wallTime + 5000) as (typeof batches)[0]['head']['wallTime']
    const last = batches.at(-1)!
    const later = [...batches.slice(0, -1), { ...last, head: { ...last.head, wallTime } }]
    const { lost, storage } = await opened(shelfWith(later))
    expect((await lost.settle('restore')).ok).toBe(true)
    const list = await storage.matches.listMatches()
    const [row] = list.ok ? list.value.matches : []
    expect(row).toMatchObject({
      createdAt: modelMatchConfig().startedAt,
      endedAt: wallTime,
      head: { status: 'ended' },
    })
    expect(await storedMatch(storage.matches)).toEqual(sumOf(later))
    expect(await storage.matches.unfinishedMatch()).toEqual({ ok: true, value: undefined })
  })

  it('is given up with its copies when nobody wants them', async () => {
    const shelf = shelfWith(batchesOf('unwanted'))
    const { lost, storage } = await opened(shelf)
    expect(await lost.settle('discard')).toEqual({ ok: true, value: 1 })
    expect([shelf.files.size, lost.found.length]).toEqual([0, 0])
    expect(await idsIn(storage)).toEqual([])
    expect(await lost.settle('restore')).toEqual({ ok: true, value: 0 })
  })

  it('is restored once however often the button is pressed', async () => {
    const batches = batchesOf('twice')
    const { lost, storage } = await opened(shelfWith(batches))
    const answers = await Promise.all([
      lost.settle('restore'),
      lost.settle('restore'),
      lost.settle('discard'),
    ])
    expect(answers.map((answer) => answer.ok && answer.value)).toEqual([1, 0, 0])
    expect(await storedMatch(storage.matches)).toEqual(sumOf(batches))
  })
})

describe('a restoring that is cut off', () => {
  it('leaves what the next start completes', async () => {
    const batches = batchesOf('cut', { inputs: 1300, size: 400, unfinished: false })
    const shelf = shelfWith(batches)
    const first = await opened(shelf)
    failWrite(1100, 'abort')
    expect((await first.lost.settle('restore')).ok).toBe(false)
    expect(disarm()).toBe(false)
    first.storage.close()
    const second = await opened(shelf, first.disk)
    expect(second.lost.found).toEqual([])
    expect(second.warnings).toEqual([expect.stringContaining('completed')])
    expect(await storedMatch(second.storage.matches)).toEqual(sumOf(batches))
  })

  it('can be asked for again at once', async () => {
    const batches = batchesOf('again')
    const { lost, storage } = await opened(shelfWith(batches))
    failWrite(0, 'abort-quota')
    expect(await lost.settle('restore')).toMatchObject({
      ok: false,
      error: expect.stringContaining('no room left'),
    })
    expect(lost.found).toHaveLength(1)
    expect(await lost.settle('restore')).toEqual({ ok: true, value: 1 })
    expect(await storedMatch(storage.matches)).toEqual(sumOf(batches))
  })

  it('by another tab that leads now writes nothing', async () => {
    const { lost, storage } = await opened(shelfWith(batchesOf('fenced')))
    await storage.epochs.raise(ARENA_LOCK)
    expect(await lost.settle('restore')).toMatchObject({
      ok: false,
      error: expect.stringContaining('Another tab'),
    })
    expect(await idsIn(storage)).toEqual([])
  })
})

describe('copies beside their matches', () => {
  it('are nobody’s loss: nothing is offered', async () => {
    const batches = batchesOf('there')
    const { storage, fence, disk } = await opened(undefined)
    await writeAll(storage, fence, batches)
    storage.close()
    const { lost, warnings } = await opened(shelfWith(batches.slice(0, 9)), disk)
    expect([lost.found, warnings]).toEqual([[], []])
  })

  it('that go further than their match complete it: the disk forgot what it had promised', async () => {
    const batches = batchesOf('forgotten')
    const { storage, fence, disk } = await opened(undefined)
    await writeAll(storage, fence, batches.slice(0, 9))
    storage.close()
    const second = await opened(shelfWith(batches), disk)
    expect(second.lost.found).toEqual([])
    expect(second.warnings).toEqual([expect.stringContaining('completed from its copy')])
    expect(await storedMatch(second.storage.matches)).toEqual(sumOf(batches))
  })

  it('that tell another story leave their match alone', async () => {
    const { storage, fence, disk } = await opened(undefined)
    const batches = batchesOf('mine', { inputs: 30 })
    await writeAll(storage, fence, batches)
    storage.close()
    const second = await opened(shelfWith(batchesOf('other')), disk)
    expect(second.warnings).toEqual([expect.stringContaining('another story')])
    expect(await storedMatch(second.storage.matches)).toEqual(sumOf(batches))
  })
})

describe('a copy that is not what it was', () => {
  it('gives back the match up to its last sound frame', async () => {
    const batches = batchesOf('torn')
    for (const spoil of [
      (file: Uint8Array) => file.slice(0, -1),
      (file: Uint8Array) => file.map((byte, at) => (at === file.length - 3 ? byte ^ 1 : byte)),
    ]) {
      const shelf = new MemoryShelf()
      shelf.files.set('match-1', spoil(copyFile(batches)))
      const { lost, storage } = await opened(shelf)
      expect(lost.found[0]?.events).toBe(batches.slice(0, -1).flatMap(({ steps }) => steps).length)
      expect((await lost.settle('restore')).ok).toBe(true)
      expect(await storedMatch(storage.matches)).toEqual(sumOf(batches.slice(0, -1)))
    }
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['something else', new TextEncoder().encode('{"match":1}')],
    ['a title only', copyTitle()],
    ['a torn first frame', copyFile(batchesOf('first').slice(0, 1)).slice(0, -9)],
  ])('is cleared away and told of when it holds %s', async (_, file) => {
    const shelf = new MemoryShelf()
    shelf.files.set('match-1', file)
    const { lost, warnings } = await opened(shelf)
    expect([lost.found, shelf.files.size]).toEqual([[], 0])
    expect(warnings).toEqual([expect.stringContaining('could not be read')])
  })

  it('is left for the version that wrote it when that is a newer one', async () => {
    const shelf = shelfWith(batchesOf('newer'))
    shelf.files.get('match-1')![17] = '2'.charCodeAt(0)
    const { lost, warnings } = await opened(shelf)
    expect([lost.found, shelf.files.size]).toEqual([[], 1])
    expect(warnings).toEqual([expect.stringContaining('newer version')])
  })

  it('is refused, and nothing of it written, when its consequences do not follow', async () => {
    const batches = batchesOf('forged')
    const sold = batches.flatMap(({ steps }) => steps).sort((a, b) => b.record.length - a.record.length)
    // The longest record is one with a trade in it: its last bytes are what followed.
    const longest = sold.find(({ seq }) => seq > 0)!
    const forge = (step: StoredStep): StoredStep => {
      if (step.seq !== longest.seq) return step
      return {
        ...step,
        record: step.record.map((byte, at) => (at === step.record.length - 2 ? byte ^ 1 : byte)),
      }
    }
    const forged = batches.map((batch) => ({ ...batch, steps: batch.steps.map(forge) }))
    const { lost, storage } = await opened(shelfWith(forged))
    expect(await lost.settle('restore')).toMatchObject({
      ok: false,
      error: expect.stringMatching(/at event \d+/),
    })
    expect(await idsIn(storage)).toEqual([])
    expect(lost.found).toHaveLength(1)
  })

  it('is not believed under another match’s name', async () => {
    const shelf = new MemoryShelf()
    shelf.files.set('match-2', copyFile(batchesOf('named')))
    expect((await opened(shelf)).lost.found).toEqual([])
  })
})

it('where there is no place for copies nothing is found, offered or amiss', async () => {
  const { lost, warnings } = await opened(undefined)
  expect([lost.found, warnings]).toEqual([[], []])
  expect(await lost.settle('restore')).toEqual({ ok: true, value: 0 })
})

it('a place for copies that does not answer is told of', async () => {
  const shelf = new MemoryShelf()
  shelf.list = () => Promise.reject(new Error('No file system.'))
  const { lost, warnings } = await opened(shelf)
  expect(lost.found).toEqual([])
  expect(warnings).toEqual([expect.stringContaining('No file system.')])
})

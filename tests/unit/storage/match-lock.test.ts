import { describe, expect, it } from 'vitest'
import { StoreFailure } from '$lib/core/store-failure'
import { ARENA_LOCK, EpochRegister } from '$lib/storage/epochs'
import { LeaseLocks, bestLocks } from '$lib/storage/lease-lock'
import { type Acquisition, type Leader, MatchLock } from '$lib/storage/match-lock'
import { MatchLibrary } from '$lib/storage/match-library'
import { BackedMatchStore } from '$lib/storage/match-store'
import { MemoryBackend } from '$lib/storage/memory-backend'
import { FakeLocks } from '../../fixtures/fake-locks'
import { sampleBatch, sampleConfig } from '../../fixtures/store-fixtures'
import { VirtualClock, settled } from '../../fixtures/virtual-clock'

function arena() {
  const backend = new MemoryBackend()
  const epochs = new EpochRegister(backend)
  const clock = new VirtualClock()
  return { backend, epochs, clock }
}

/** Acquires with the clock moved past the patience. */
async function acquireAll(locks: readonly MatchLock[], clock: VirtualClock): Promise<Acquisition[]> {
  const answers = Promise.all(locks.map((lock) => lock.acquire()))
  await settled()
  await clock.advance(1_000)
  return answers
}

function leaderOf(acquisition: Acquisition | undefined): Leader {
  if (acquisition?.role !== 'leader') throw new Error('not the leader')
  return acquisition.leader
}

function followerOf(acquisition: Acquisition | undefined) {
  if (acquisition?.role !== 'follower') throw new Error('not a follower')
  return acquisition
}

describe('leadership by Web Locks', () => {
  it('goes to one of 100 tabs that start at once, and through all of them as each ends', async () => {
    const { backend, epochs, clock } = arena()
    const locks = new FakeLocks()
    const tabs = Array.from({ length: 100 }, () => new MatchLock(locks, epochs, clock))
    const answers = await acquireAll(tabs, clock)
    expect(answers.filter(({ role }) => role === 'leader').length).toBe(1)
    expect(locks.waiting(ARENA_LOCK)).toBe(99)
    let leader = leaderOf(answers[0])
    const seen = [leader.epoch]
    for (const [index, answer] of answers.slice(1).entries()) {
      const writer = new BackedMatchStore(backend, sampleConfig(), leader)
      await writer.commit(sampleBatch(index, 1))
      await leader.release()
      leader = await followerOf(answer).promoted
      seen.push(leader.epoch)
      await expect(writer.commit(sampleBatch(index + 1, 1))).rejects.toMatchObject({ kind: 'fenced' })
    }
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
    const log = await new MatchLibrary(backend).loadMatch('match-1')
    expect(log.ok && log.value.steps.length).toBe(99)
  })

  it('waits a moment for the page before a reload to let go, rather than following it', async () => {
    const { epochs, clock } = arena()
    const locks = new FakeLocks()
    const old = leaderOf(await new MatchLock(locks, epochs, clock).acquire())
    const answer = new MatchLock(locks, epochs, clock).acquire()
    await clock.advance(100)
    await old.release()
    expect(leaderOf(await answer).epoch).toBe(2)
    expect(clock.pendingTimers).toBe(0)
  })

  it('a stolen lock is told, and the thief’s epoch fences the former', async () => {
    const { backend, epochs, clock } = arena()
    const locks = new FakeLocks()
    const former = leaderOf(await new MatchLock(locks, epochs, clock).acquire())
    locks.steal(ARENA_LOCK)
    expect(await former.lost).toContain('Another tab')
    await new MatchLock(locks, epochs, clock).acquire()
    const store = new BackedMatchStore(backend, sampleConfig(), former)
    await expect(store.commit(sampleBatch(0, 1))).rejects.toMatchObject({ kind: 'fenced' })
  })

  it('a follower that stops leaves the queue', async () => {
    const { epochs, clock } = arena()
    const locks = new FakeLocks()
    const tabs = [1, 2, 3].map(() => new MatchLock(locks, epochs, clock))
    const [first, second, third] = await acquireAll(tabs, clock)
    followerOf(second).stop()
    expect(locks.waiting(ARENA_LOCK)).toBe(1)
    await leaderOf(first).release()
    expect((await followerOf(third).promoted).epoch).toBe(2)
  })

  it('a follower promoted in the moment it stops lets go again', async () => {
    const { epochs, clock } = arena()
    const locks = new FakeLocks()
    const tabs = [1, 2].map(() => new MatchLock(locks, epochs, clock))
    const [first, second] = await acquireAll(tabs, clock)
    const released = leaderOf(first).release()
    await followerOf(second).promoted
    followerOf(second).stop()
    await released
    await settled()
    expect((await new MatchLock(locks, epochs, clock).acquire()).role).toBe('leader')
  })

  it('an epoch that cannot be raised is a failure, and the lock is free again', async () => {
    const { backend, clock } = arena()
    const locks = new FakeLocks()
    const closed = new MemoryBackend()
    closed.close()
    await expect(new MatchLock(locks, new EpochRegister(closed), clock).acquire()).rejects.toThrow(
      StoreFailure,
    )
    expect((await new MatchLock(locks, new EpochRegister(backend), clock).acquire()).role).toBe('leader')
  })
})

describe('leadership by lease, without Web Locks', () => {
  it('is chosen only where the browser has no locks', () => {
    const { epochs, clock } = arena()
    const webLocks = new FakeLocks()
    expect(bestLocks(webLocks, epochs, clock, 'a')).toBe(webLocks)
    expect(bestLocks(undefined, epochs, clock, 'a')).toBeInstanceOf(LeaseLocks)
  })

  it('goes to one, stays with it while it lives, and passes on when it releases', async () => {
    const { epochs, clock } = arena()
    const tabs = ['a', 'b', 'c'].map(
      (holder) => new MatchLock(new LeaseLocks(epochs, clock, holder), epochs, clock),
    )
    const answers = await acquireAll(tabs, clock)
    expect(answers.map(({ role }) => role)).toEqual(['leader', 'follower', 'follower'])
    let promotions = 0
    for (const follower of answers.slice(1)) void followerOf(follower).promoted.then(() => promotions++)
    await clock.advance(60_000)
    expect(promotions).toBe(0)
    await leaderOf(answers[0]).release()
    await clock.advance(3_000)
    expect(promotions).toBe(1)
  })

  it('is taken from a tab that was frozen, which can write nothing after it wakes and is told', async () => {
    const { backend, epochs, clock } = arena()
    // The frozen tab's own clock stands still; the other's goes on.
    const frozenClock = new VirtualClock(clock.now())
    const frozen = leaderOf(
      await new MatchLock(new LeaseLocks(epochs, frozenClock, 'a'), epochs, frozenClock).acquire(),
    )
    const store = new BackedMatchStore(backend, sampleConfig(), frozen)
    await store.commit(sampleBatch(0, 1))
    const [answer] = await acquireAll(
      [new MatchLock(new LeaseLocks(epochs, clock, 'b'), epochs, clock)],
      clock,
    )
    await clock.advance(15_000)
    const successor = await followerOf(answer).promoted
    expect(successor.epoch).toBe(frozen.epoch + 1)
    await expect(store.commit(sampleBatch(1, 1))).rejects.toMatchObject({ kind: 'fenced' })
    await new BackedMatchStore(backend, sampleConfig(), successor).commit(sampleBatch(1, 1))
    await frozenClock.advance(15_000)
    expect(await frozen.lost).toContain('Another tab')
  })

  it('is not taken back by a tab that wakes after its successor is gone, so that the next can lead', async () => {
    const { epochs, clock } = arena()
    const frozenClock = new VirtualClock(clock.now())
    const frozen = leaderOf(
      await new MatchLock(new LeaseLocks(epochs, frozenClock, 'a'), epochs, frozenClock).acquire(),
    )
    const goneClock = new VirtualClock(clock.now())
    await clock.advance(15_000)
    await goneClock.advance(15_000)
    const gone = await new MatchLock(new LeaseLocks(epochs, goneClock, 'b'), epochs, goneClock).acquire()
    expect(leaderOf(gone).epoch).toBe(frozen.epoch + 1)
    await clock.advance(15_000)
    await frozenClock.advance(30_000)
    expect(await frozen.lost).toContain('Another tab')
    const next = await new MatchLock(new LeaseLocks(epochs, clock, 'c'), epochs, clock).acquire()
    expect(leaderOf(next).epoch).toBe(frozen.epoch + 2)
  })

  it('survives heartbeats that cannot be written while the lease still runs, and no longer', async () => {
    const { backend, clock } = arena()
    const epochs = new FlakyRegister(backend)
    const leader = leaderOf(await new MatchLock(new LeaseLocks(epochs, clock, 'a'), epochs, clock).acquire())
    let lost = false
    void leader.lost.then(() => (lost = true))
    epochs.failing = true
    await clock.advance(8_000)
    epochs.failing = false
    await clock.advance(30_000)
    expect(lost).toBe(false)
    epochs.failing = true
    await clock.advance(13_000)
    expect(lost).toBe(true)
  })
})

class FlakyRegister extends EpochRegister {
  failing = false

  override claim(...args: Parameters<EpochRegister['claim']>): Promise<boolean> {
    return this.failing ? Promise.reject(new StoreFailure('aborted', 'Broken off.')) : super.claim(...args)
  }

  override prolong(...args: Parameters<EpochRegister['prolong']>): Promise<boolean> {
    return this.failing ? Promise.reject(new StoreFailure('aborted', 'Broken off.')) : super.prolong(...args)
  }
}

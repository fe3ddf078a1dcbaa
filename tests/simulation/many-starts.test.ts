import { describe, expect, it } from 'vitest'
import { durationMs } from '$lib/core/time'
import { EpochRegister } from '$lib/storage/epochs'
import { LeaseLocks } from '$lib/storage/lease-lock'
import { type Leader, type LockPort, MatchLock } from '$lib/storage/match-lock'
import { MemoryBackend } from '$lib/storage/memory-backend'
import { FakeLocks } from '../fixtures/fake-locks'
import { VirtualClock } from '../fixtures/virtual-clock'

const TABS = 100
const MINUTE = 60_000

/** A hundred tabs that ask at the same moment, and who of them leads. */
async function start(locksOf: (holder: string, register: EpochRegister, clock: VirtualClock) => LockPort) {
  const clock = new VirtualClock()
  const register = new EpochRegister(new MemoryBackend())
  const leaders: Leader[] = []
  for (let tab = 0; tab < TABS; tab += 1) {
    const lock = new MatchLock(locksOf(`tab ${tab}`, register, clock), register, clock)
    void lock.acquire(durationMs(400)).then(async (acquisition) => {
      leaders.push(acquisition.role === 'leader' ? acquisition.leader : await acquisition.promoted)
    })
  }
  await clock.advance(MINUTE)
  return { clock, leaders }
}

const web = new FakeLocks()
describe.each([
  ['Web Locks', () => web],
  [
    'leases',
    (holder: string, register: EpochRegister, clock: VirtualClock) => new LeaseLocks(register, clock, holder),
  ],
] as const)('a hundred tabs that start at once, by %s', (_name, locksOf) => {
  it('have one leader, and one after another as each leaves', async () => {
    const { clock, leaders } = await start(locksOf)
    for (let led = 1; led <= TABS; led += 1) {
      expect(leaders.length).toBe(led)
      await leaders.at(-1)?.release()
      await clock.advance(MINUTE / 4)
    }
    const epochs = leaders.map(({ epoch }) => epoch)
    expect(epochs).toEqual([...epochs].sort((a, b) => a - b))
    expect(new Set(epochs).size).toBe(TABS)
  })
})

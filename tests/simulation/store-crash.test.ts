import { describe, it } from 'vitest'
import { Random } from '$lib/core/random'
import { fakeDisk, openDexie } from '../fixtures/store-fixtures'
import { type Aftermath, type StoreAction, StoreWorld } from '../fixtures/store-world'

const SEEDS = 24
const STEPS = 80
const MAX_BATCH = 5
/** One more than the write requests of the largest batch, so that some faults never strike. */
const MAX_WRITE = 10

const aftermath = (chance: Random): Aftermath => (chance.uniform() < 0.5 ? 'retry' : 'crash')

/** Mostly commits, as in a match; each kind of trouble every few of them. */
function nextAction(chance: Random): StoreAction {
  const size = 1 + chance.integer(MAX_BATCH)
  switch (chance.integer(10)) {
    case 0:
    case 1:
      return { type: 'broken', size, atWrite: chance.integer(MAX_WRITE), then: aftermath(chance) }
    case 2:
      return { type: 'unseen', size, then: aftermath(chance) }
    case 3:
      return { type: 'reload' }
    case 4:
      return { type: 'takeover' }
    case 5:
      return { type: 'stale', size }
    default:
      return { type: 'commit', size }
  }
}

describe('the store through aborts, crashes, lost answers and changes of leader', () => {
  const seeds = Array.from({ length: SEEDS }, (_, n) => `store-${n}`)

  it.each(seeds)('keeps every invariant after every step (seed %s)', async (seed) => {
    const chance = Random.fromSeed(seed)
    const disk = fakeDisk()
    const world = new StoreWorld(() => openDexie(disk))
    for (let step = 0; step < STEPS; step += 1) {
      const action = nextAction(chance)
      try {
        await world.act(action)
        await world.check()
      } catch (cause) {
        throw new Error(`seed ${seed}, step ${step}: ${JSON.stringify(action)}`, { cause })
      }
    }
  })
})

import { describe, expect, it } from 'vitest'
import type { CrashPoint } from '../fixtures/simulation/fates'
import { type Simulation, simulate } from '../fixtures/simulation/sim-world'

/** Of match time: a few ticks of every agent. */
const HOURS = 0.03
const MOST_POINTS = 5000
/** `ARENA_SWEEP=all` leaves no moment out. */
const LEAVES_NONE_OUT = process.env['ARENA_SWEEP'] === 'all'

/** How many processes the match took: two, or one when it was over before the crash. */
async function processesOf(source: Simulation['source'], only: CrashPoint): Promise<number> {
  const tally = await simulate({ seed: 'sweep', source, hours: HOURS, only }).catch((cause: unknown) => {
    throw new Error(`a crash ${only.at} ${only.number} on ${source} breaks the arena`, { cause })
  })
  return tally.get('tabs') ?? 0
}

describe.each([
  ['demo', 'before-commit', 2],
  ['demo', 'after-commit', 3],
  ['demo', 'timer', 11],
  ['coinbase', 'before-commit', 5],
  ['coinbase', 'after-commit', 5],
  ['coinbase', 'timer', 29],
] as const)('a match on %s whose process ends %s', (source, at, stride) => {
  it('goes on as it was, wherever that is', async () => {
    let points = 0
    for (let number = 1; number < MOST_POINTS; number += LEAVES_NONE_OUT ? 1 : stride) {
      if ((await processesOf(source, { at, number })) === 1) break
      points += 1
    }
    expect(points).toBeGreaterThan(5)
    expect(points).toBeLessThan(MOST_POINTS)
  })
})

import { describe, expect, it } from 'vitest'
import { PLANTED_BUGS, type PlantedBug } from '../fixtures/simulation/planted-bug'
import { simulate } from '../fixtures/simulation/sim-world'

const MOST_SEEDS = 6

/** What the first simulation to notice says; undefined when none does. */
async function firstComplaint(bug: PlantedBug): Promise<string | undefined> {
  for (let seed = 0; seed < MOST_SEEDS; seed += 1) {
    const simulation = { seed: `planted ${seed}`, source: bug.source, hours: 1, bug }
    const complaint = await simulate(simulation).then(
      () => undefined,
      (cause: unknown) => String(cause),
    )
    if (complaint !== undefined) return complaint
  }
  return undefined
}

describe('a simulation worth its time finds', () => {
  it.each(PLANTED_BUGS)('$name', async (bug) => {
    expect(await firstComplaint(bug)).toMatch(bug.found)
  })

  it.each(['coinbase', 'demo'] as const)('nothing where nothing was planted (%s)', async (source) => {
    await expect(simulate({ seed: 'planted 0', source, hours: 1 })).resolves.toBeDefined()
  })
})

import { describe, expect, it } from 'vitest'
import { findBug } from '../fixtures/simulation/find-bug'
import { PLANTED_BUGS } from '../fixtures/simulation/planted-bug'
import { simulate } from '../fixtures/simulation/sim-world'

describe('a simulation worth its time finds', () => {
  it.each(PLANTED_BUGS)('$name', async (bug) => {
    expect((await findBug(bug))?.said).toMatch(bug.found)
  })

  it.each(['coinbase', 'demo'] as const)('nothing where nothing was planted (%s)', async (source) => {
    await expect(simulate({ seed: 'planted 0', source, hours: 1 })).resolves.toBeDefined()
  })

  it('at least twenty defects', () => {
    expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(20)
  })
})

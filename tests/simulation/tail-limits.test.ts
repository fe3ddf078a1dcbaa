import { describe, expect, it } from 'vitest'
import { type Tally, simulate } from '../fixtures/simulation/sim-world'

const MATCHES = [
  { source: 'demo', seed: 'tails 0' },
  { source: 'demo', seed: 'tails 3' },
  { source: 'coinbase', seed: 'tails 4' },
] as const
const total = new Map<string, number>()

function add(tally: Tally): void {
  for (const [what, times] of tally) total.set(what, (total.get(what) ?? 0) + times)
}

describe('the arena under limits on tails', () => {
  it.each(MATCHES)('[A21] keeps every invariant on $source, seed "$seed"', async ({ source, seed }) => {
    add(await simulate({ seed, source, hours: 0.2, tails: true }))
  })

  // A simulation in which they never bind proves nothing.
  it.each(['OrderFilled', 'resized tail-risk', 'refused tail-risk'])('met with "%s"', (what) => {
    expect(total.get(what) ?? 0).toBeGreaterThan(0)
  })
})

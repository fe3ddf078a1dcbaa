import { describe, expect, it } from 'vitest'
import { Scalper } from '$lib/engine/stages/alpha/scalper'
import { BTC, SOL } from '../agents/fixtures'
import { type FakeProduct, fakeContext, signalsOf, slope } from './fake-context'

const flat: FakeProduct = {
  spec: BTC,
  last: 6_400_000,
  bid: 6_399_900,
  ask: 6_400_100,
  minutes: slope(6_400_000, 6_400_000, 20),
}
const rising: FakeProduct = {
  spec: SOL,
  last: 13_143,
  bid: 13_142,
  ask: 13_144,
  minutes: slope(13_000, 13_130, 20),
}

describe('Scalper', () => {
  it('buys a small clip of what moved up most', () => {
    const signals = signalsOf(new Scalper(), fakeContext([flat, rising]))
    expect(signals).toMatchObject([{ product: 1, side: 'buy' }])
    const value = (signals[0]!.quantity / 1e8) * 131.44 * 1.006
    expect(value).toBeGreaterThan(249.99)
    expect(value).toBeLessThanOrEqual(250.0001)
    expect(signals[0]?.reason).toMatch(/^SOL-USD \+0\.\d\d% in 3 min, ask 131\.44, spread 1\.5 bp\.$/)
  })

  it('trades from the first tick on, without any history', () => {
    expect(signalsOf(new Scalper(), fakeContext([{ spec: SOL, last: 13_143 }]))).toMatchObject([
      { side: 'buy' },
    ])
  })

  it('takes a small profit at once and buys something else', () => {
    const winner = { ...rising, holding: 100_000_000, cost: '130', heldMs: 5_000 }
    const signals = signalsOf(new Scalper(), fakeContext([flat, winner]))
    expect(signals).toMatchObject([
      { product: 1, side: 'sell', quantity: 100_000_000 },
      { product: 0, side: 'buy' },
    ])
    expect(signals[0]?.reason).toBe('SOL-USD profit taken: $0.63 after fees, held 5 s.')
  })

  it('closes by the clock whatever it is worth, and does not buy it back in the same decision', () => {
    const loser = { ...rising, holding: 100_000_000, cost: '140', heldMs: 120_000 }
    const signals = signalsOf(new Scalper(), fakeContext([loser]))
    expect(signals).toMatchObject([{ side: 'sell', quantity: 100_000_000 }])
    expect(signals[0]?.reason).toContain('time stop: -$9.37 after fees, held 120 s')
    expect(signalsOf(new Scalper(), fakeContext([{ ...loser, heldMs: 119_999 }]))).toMatchObject([
      { side: 'buy' },
    ])
  })

  it('stops buying at its exposure cap', () => {
    const full = { ...rising, holding: 1_600_000_000, cost: '2200', heldMs: 1_000 }
    expect(signalsOf(new Scalper(), fakeContext([full], { cash: '98000' }))).toEqual([])
  })

  it('raises the clip of a small account to what the exchange takes, but never beyond the cash', () => {
    const [signal] = signalsOf(new Scalper(), fakeContext([rising], { cash: '100' }))
    expect((signal!.quantity / 1e8) * 131.44 * 1.006).toBeCloseTo(2, 3)
    expect(signalsOf(new Scalper(), fakeContext([rising], { cash: '0.5' }))).toEqual([])
    expect(signalsOf(new Scalper(), fakeContext([rising], { cash: '0' }))).toEqual([])
  })

  it('avoids wide spreads, stale and missing quotes', () => {
    expect(signalsOf(new Scalper(), fakeContext([{ ...rising, bid: 12_900 }]))).toEqual([])
    expect(signalsOf(new Scalper(), fakeContext([{ ...rising, fresh: false }]))).toEqual([])
    expect(signalsOf(new Scalper(), fakeContext([{ spec: SOL }]))).toEqual([])
    const stuck = { ...rising, holding: 100_000_000, cost: '140', heldMs: 999_000, fresh: false }
    expect(signalsOf(new Scalper(), fakeContext([stuck]))).toEqual([])
  })

  it('explains itself by exposure and spreads', () => {
    expect(new Scalper().explain(fakeContext([rising]))).toBe(
      'Exposure $0.00 of at most $2,000.00; SOL-USD spread 1.5 bp.',
    )
  })
})

import { describe, expect, it } from 'vitest'
import { Brainrot } from '$lib/engine/stages/alpha/brainrot'
import { BTC, FARTCOIN, SOL } from '../agents/fixtures'
import { type FakeProduct, fakeContext, signalsOf, slope } from './fake-context'

const quiet: FakeProduct = {
  spec: BTC,
  last: 6_400_000,
  bid: 6_399_900,
  ask: 6_400_100,
  minutes: slope(6_399_000, 6_400_000, 20),
}
const loud: FakeProduct = { spec: FARTCOIN, last: 3000, bid: 2998, ask: 3002, minutes: slope(3200, 3000, 20) }
const middling: FakeProduct = {
  spec: SOL,
  last: 13_143,
  bid: 13_142,
  ask: 13_144,
  minutes: slope(13_000, 13_143, 20),
}

describe('Brainrot', () => {
  it('goes all in on the loudest mover, up or down', () => {
    const signals = signalsOf(new Brainrot(), fakeContext([quiet, loud, middling]))
    expect(signals).toMatchObject([{ product: 1, side: 'buy' }])
    const units = signals[0]!.quantity
    const cost = (quantity: number): number => (quantity * 0.01 * 0.3002 * 10_060) / 10_000
    expect(cost(units)).toBeLessThanOrEqual(100_000)
    expect(cost(units + 1)).toBeGreaterThan(100_000)
    expect(signals[0]?.reason).toMatch(/^FARTCOIN-USD moved -\d\.\d\d% in 15 min\.$/)
  })

  it('goes in without any history too', () => {
    const signals = signalsOf(new Brainrot(), fakeContext([{ spec: SOL, last: 13_143 }]))
    expect(signals).toMatchObject([{ product: 0, side: 'buy' }])
  })

  it('never sells below cost, however loud the others are', () => {
    const loser = { ...quiet, holding: 1_000_000, cost: '640.01' }
    expect(signalsOf(new Brainrot(), fakeContext([loser, loud], { cash: '0' }))).toEqual([])
  })

  it('counts the selling fee as part of the price', () => {
    // 0.01 BTC at the bid is $639.99; after 60 bp it is $636.15.
    const worth = (cost: string): number =>
      signalsOf(new Brainrot(), fakeContext([{ ...quiet, holding: 1_000_000, cost }, loud], { cash: '0' }))
        .length
    expect(worth('637')).toBe(0)
    expect(worth('636')).toBe(0)
    expect(worth('630')).toBe(2)
  })

  it('sells a winner only to go all in on something louder', () => {
    const winner = { ...quiet, holding: 1_000_000, cost: '500' }
    const signals = signalsOf(new Brainrot(), fakeContext([winner, loud], { cash: '0' }))
    expect(signals).toMatchObject([
      { product: 0, side: 'sell', quantity: 1_000_000 },
      { product: 1, side: 'buy' },
    ])
    expect(signals[1]!.quantity * 0.01 * 0.3002 * 1.006).toBeCloseTo(639.99 * 0.994, 1)
    const loudest = { ...loud, holding: 100_000, cost: '200' }
    expect(signalsOf(new Brainrot(), fakeContext([quiet, loudest], { cash: '0' }))).toEqual([])
  })

  it('averages down with whatever cash there is, the deepest loss first', () => {
    const shallow = { ...middling, holding: 100_000_000, cost: '133' }
    const deep = { ...quiet, holding: 1_000_000, cost: '900' }
    const [signal] = signalsOf(new Brainrot(), fakeContext([shallow, loud, deep], { cash: '50' }))
    expect(signal).toMatchObject({ product: 2, side: 'buy' })
    expect(signal?.reason).toContain(
      'averaging down (would bring $636.15 after the fee against a cost of $900.00',
    )
  })

  it('sits still without cash, without quotes, and on stale ones', () => {
    expect(signalsOf(new Brainrot(), fakeContext([loud], { cash: '0' }))).toEqual([])
    expect(signalsOf(new Brainrot(), fakeContext([{ spec: SOL }]))).toEqual([])
    expect(signalsOf(new Brainrot(), fakeContext([{ ...loud, fresh: false }]))).toEqual([])
    const winner = { ...quiet, holding: 1_000_000, cost: '500', fresh: false }
    expect(signalsOf(new Brainrot(), fakeContext([winner, loud], { cash: '0' }))).toEqual([])
  })

  it('explains itself by what it holds', () => {
    const loser = { ...quiet, holding: 1_000_000, cost: '640.01' }
    expect(new Brainrot().explain(fakeContext([loser], { cash: '0.004' }))).toBe(
      'BTC-USD would bring $636.15 after the fee against a cost of $640.01 (-0.60%); $0.00 cash left.',
    )
  })
})

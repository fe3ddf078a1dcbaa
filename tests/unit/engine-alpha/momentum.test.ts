import { describe, expect, it } from 'vitest'
import { Momentum, hasReversed } from '$lib/engine/stages/alpha/momentum'
import { productIndex } from '$lib/core/product'
import { BTC, SOL } from '../agents/fixtures'
import { type FakeProduct, fakeContext, signalsOf, slope } from './fake-context'

const rising: FakeProduct = {
  spec: SOL,
  last: 13_143,
  bid: 13_142,
  ask: 13_144,
  minutes: slope(13_000, 13_130, 20),
  fives: slope(12_900, 13_000, 14),
  quarters: slope(12_800, 12_900, 10),
}
const falling: FakeProduct = {
  ...rising,
  last: 12_900,
  bid: 12_899,
  ask: 12_901,
  minutes: slope(13_000, 12_930, 20),
  fives: slope(13_200, 13_000, 14),
}
const held = { holding: 100_000_000, cost: '130' }

describe('Momentum enters', () => {
  it('on strength: all trends up, at the top of its range, for a fixed share of equity', () => {
    const [signal, ...more] = signalsOf(new Momentum(), fakeContext([rising]))
    expect(more).toEqual([])
    expect(signal).toMatchObject({ product: 0, side: 'buy' })
    const value = ((signal?.quantity ?? 0) / 1e8) * 131.44 * 1.006
    expect(value).toBeGreaterThan(29_999.99)
    expect(value).toBeLessThanOrEqual(30_000.0001)
    expect(signal?.reason).toMatch(
      /^SOL-USD is strong: \+0\.80% in 15 min, \+1\.83% in 90 min, \+2\.60% in 240 min, /,
    )
  })

  it('the strongest of several, one a decision', () => {
    const stronger = { ...rising, spec: BTC, quarters: slope(12_000, 12_900, 10) }
    const signals = signalsOf(new Momentum(), fakeContext([rising, stronger]))
    expect(signals.map((signal) => signal.product)).toEqual([1])
  })

  it.each<[string, FakeProduct]>([
    ['a falling long trend', { ...rising, quarters: slope(13_500, 13_400, 10) }],
    ['a falling middle trend', { ...rising, fives: slope(13_500, 13_400, 14) }],
    ['a price that left the top of its range', { ...rising, last: 13_060, bid: 13_059, ask: 13_061 }],
    ['no history', { spec: SOL, last: 13_143 }],
    ['one trend only', { ...rising, fives: [], quarters: [], minutes: rising.minutes?.slice(-10) ?? [] }],
    ['a stale quote', { ...rising, fresh: false }],
    ['a crossed quote', { ...rising, bid: 13_150 }],
    ['no quote', { spec: SOL }],
    ['a position already held', { ...rising, ...held }],
  ])('not on %s', (_, product) => {
    expect(signalsOf(new Momentum(), fakeContext([product]))).toEqual([])
  })

  it('not without cash, nor below the exchange’s minimum', () => {
    expect(signalsOf(new Momentum(), fakeContext([rising], { cash: '0' }))).toEqual([])
    expect(signalsOf(new Momentum(), fakeContext([rising], { cash: '2.5' }))).toEqual([])
  })
})

describe('Momentum exits', () => {
  it('the whole position when short and middle trend fall', () => {
    const context = fakeContext([{ ...falling, ...held, minutes: [...slope(13_000, 12_880, 19), 12_890] }])
    expect(hasReversed(context, productIndex(0))).toBe(true)
    expect(signalsOf(new Momentum(), context)).toMatchObject([{ side: 'sell', quantity: 100_000_000 }])
  })

  it('on a breakdown below its range even while the middle trend still rises', () => {
    const context = fakeContext([{ ...rising, ...held, last: 12_990, bid: 12_989, ask: 12_991 }])
    const [signal] = signalsOf(new Momentum(), context)
    expect(signal).toMatchObject({ side: 'sell', quantity: 100_000_000 })
    expect(signal?.reason).toContain('below the range low 130.07')
  })

  it('not from a winner that merely pauses', () => {
    const paused = { ...rising, ...held, last: 13_080, bid: 13_079, ask: 13_081 }
    expect(signalsOf(new Momentum(), fakeContext([paused]))).toEqual([])
  })

  it('not while the quote is stale, and not for less than the exchange takes', () => {
    expect(signalsOf(new Momentum(), fakeContext([{ ...falling, ...held, fresh: false }]))).toEqual([])
    expect(signalsOf(new Momentum(), fakeContext([{ ...falling, holding: 100, cost: '0.00013' }]))).toEqual(
      [],
    )
  })

  it('takes unknown history for no reversal', () => {
    expect(hasReversed(fakeContext([{ spec: SOL, last: 1, ...held }]), productIndex(0))).toBe(false)
  })
})

it('explains why it waits with each product’s trends', () => {
  expect(new Momentum().explain(fakeContext([{ ...rising, ...held }]))).toMatch(
    /^SOL-USD \+0\.80% in 15 min.*, held, not reversed\.$/,
  )
  expect(new Momentum().explain(fakeContext([{ spec: SOL }]))).toBe('No product has a fresh quote.')
})

import { describe, expect, it } from 'vitest'
import { Pcg32 } from '$lib/core/pcg32'
import { Random } from '$lib/core/random'

const GOLDEN = [3518691873, 2252088108, 2941146828, 2377890430]
const GOLDEN_FORK = [865141427, 1981458278]

const draw = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.uint32())

describe('Pcg32', () => {
  it('gives the published numbers of pcg32-demo for state 42, sequence 54', () => {
    const generator = new Pcg32(0, 42, 0, 54)
    const words = Array.from({ length: 6 }, () => generator.next())
    expect(words).toEqual([0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e])
  })

  it('equals the 64-bit definition computed with bigints, from awkward states', () => {
    const mask = (1n << 64n) - 1n
    const reference = (state: bigint, sequence: bigint, count: number): number[] => {
      const increment = ((sequence << 1n) | 1n) & mask
      const step = (from: bigint): bigint => (from * 6364136223846793005n + increment) & mask
      let current = step((step(0n) + state) & mask)
      return Array.from({ length: count }, () => {
        const word = Number((((current >> 18n) ^ current) >> 27n) & 0xffffffffn)
        const rotation = Number(current >> 59n)
        current = step(current)
        return ((word >>> rotation) | (word << (-rotation & 31))) >>> 0
      })
    }
    for (const [state, sequence] of [
      [0n, 0n],
      [mask, mask],
      [0x80000000ffffffffn, 0x7fffffff80000000n],
      [0x123456789abcdef0n, 0xfedcba9876543210n],
    ] as const) {
      const halves = [state >> 32n, state & 0xffffffffn, sequence >> 32n, sequence & 0xffffffffn]
      const [a, b, c, d] = halves.map(Number) as [number, number, number, number]
      const generator = new Pcg32(a, b, c, d)
      const words = Array.from({ length: 500 }, () => generator.next())
      expect(words).toEqual(reference(state, sequence, 500))
    }
  })
})

describe('Random', () => {
  it('is fixed for ever: a changed number here would break every stored seed', () => {
    const random = Random.fromSeed('golden')
    expect(draw(random, 4)).toEqual(GOLDEN)
    expect(draw(random.fork('btc'), 2)).toEqual(GOLDEN_FORK)
  })

  it('gives the same numbers for the same seed and others for another', () => {
    expect(draw(Random.fromSeed('a'), 20)).toEqual(draw(Random.fromSeed('a'), 20))
    expect(draw(Random.fromSeed('a'), 20)).not.toEqual(draw(Random.fromSeed('b'), 20))
  })

  it('forks by seed and label alone, however much the parent was used', () => {
    const used = Random.fromSeed('a')
    draw(used, 100)
    used.fork('other')
    expect(draw(used.fork('x'), 20)).toEqual(draw(Random.fromSeed('a').fork('x'), 20))
    expect(draw(used.fork('x'), 20)).not.toEqual(draw(used.fork('y'), 20))
  })

  it('does not move the parent by forking', () => {
    const forked = Random.fromSeed('a')
    forked.fork('x').uint32()
    expect(draw(forked, 5)).toEqual(draw(Random.fromSeed('a'), 5))
  })

  it('keeps nested forks apart from joined labels', () => {
    const root = Random.fromSeed('a')
    expect(draw(root.fork('x').fork('y'), 5)).not.toEqual(draw(root.fork('xy'), 5))
  })

  it('draws uniforms in [0, 1) with all 53 bits, mean 1/2 and variance 1/12', () => {
    const random = Random.fromSeed('uniform')
    const count = 200_000
    let sum = 0
    let squares = 0
    let lastBit = 0
    for (let i = 0; i < count; i++) {
      const value = random.uniform()
      if (!(value >= 0 && value < 1)) expect.fail(`${value} is not in [0, 1)`)
      lastBit += (value * 2 ** 53) % 2
      sum += value
      squares += (value - 0.5) ** 2
    }
    const standardErrors = (value: number, mean: number, deviation: number): number =>
      Math.abs(value - mean) / (deviation / Math.sqrt(count))
    expect(standardErrors(sum / count, 1 / 2, Math.sqrt(1 / 12))).toBeLessThan(4)
    expect(standardErrors(squares / count, 1 / 12, Math.sqrt(1 / 180))).toBeLessThan(4)
    expect(standardErrors(lastBit / count, 1 / 2, 1 / 2)).toBeLessThan(4)
  })

  it('draws whole numbers evenly, where a plain remainder would not', () => {
    const random = Random.fromSeed('integer')
    // Of 3 * 2^30 results a plain remainder would give the lowest third twice as often.
    const bound = 3 * 2 ** 30
    let low = 0
    for (let i = 0; i < 30_000; i++) low += random.integer(bound) < 2 ** 30 ? 1 : 0
    expect(Math.abs(low - 10_000)).toBeLessThan(4 * Math.sqrt(30_000 * (1 / 3) * (2 / 3)))
    expect(random.integer(1)).toBe(0)
    expect(Number.isInteger(random.integer(2 ** 32))).toBe(true)
  })

  it('reaches every item of a list', () => {
    const random = Random.fromSeed('pick')
    const seen = new Set(Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c'])))
    expect([...seen].sort()).toEqual(['a', 'b', 'c'])
  })

  it.each([0, -1, 1.5, NaN, 2 ** 32 + 1])('refuses the bound %s', (bound) => {
    expect(() => Random.fromSeed('a').integer(bound)).toThrow(RangeError)
  })

  it('refuses to pick from nothing', () => {
    expect(() => Random.fromSeed('a').pick([])).toThrow(RangeError)
  })
})

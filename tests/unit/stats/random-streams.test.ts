import { describe, expect, it } from 'vitest'
import { exp } from '$lib/stats/exp'
import { fastExp } from '$lib/stats/fast-exp'
import { moments } from '$lib/stats/moments'
import { Phi } from '$lib/stats/normal'
import { RandomStream } from '$lib/stats/random-stream'
import { semidefiniteRoot } from '$lib/stats/semidefinite'
import { addNormals, normalOf } from '$lib/stats/ziggurat'

const KEY = RandomStream.keyOf('test')
const COUNT = 1_000_000

function normals(number = 0): Float64Array {
  const values = new Float64Array(COUNT)
  addNormals(new RandomStream(KEY, number), values, COUNT)
  return values
}

describe('a random stream', () => {
  it('is the same for the same seed and number, and another for any other', () => {
    const words = (seed: string, number: number): number[] => {
      const stream = new RandomStream(RandomStream.keyOf(seed), number)
      return Array.from({ length: 20 }, () => stream.int32())
    }
    expect(words('a', 7)).toEqual(words('a', 7))
    expect(words('a', 7)).not.toEqual(words('a', 8))
    expect(words('a', 7)).not.toEqual(words('b', 7))
  })

  it('begins with words that must never change', () => {
    const stream = new RandomStream(RandomStream.keyOf('golden'), 3)
    expect(Array.from({ length: 4 }, () => stream.int32())).toEqual([
      1719122970, -1104678714, 127168944, 1362899373,
    ])
  })

  it('spreads evenly between 0 and 1', () => {
    const stream = new RandomStream(KEY, 1)
    const uniforms = Float64Array.from({ length: 100_000 }, () => stream.uniform())
    expect(Math.min(...uniforms.subarray(0, 1000))).toBeGreaterThan(0)
    expect(Math.abs(moments(uniforms).mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 100_000))
  })
})

describe('normals of the ziggurat', () => {
  it('have the moments of the standard normal distribution', () => {
    const { mean, variance, skew, excessKurtosis } = moments(normals())
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(COUNT))
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / COUNT))
    expect(Math.abs(skew)).toBeLessThan(4 * Math.sqrt(6 / COUNT))
    expect(Math.abs(excessKurtosis)).toBeLessThan(4 * Math.sqrt(24 / COUNT))
  })

  it('lie below any value as often as the distribution says, far out too', () => {
    const values = normals(1)
    for (const x of [-4.2, -3.7, -3.6, -2.5, -1, -0.1, 0, 0.05, 0.3, 1.7, 3, 3.66, 4]) {
      const expected = Phi(x)
      const share = values.reduce((count, value) => count + (value < x ? 1 : 0), 0) / COUNT
      const error = Math.sqrt((expected * (1 - expected)) / COUNT)
      expect(Math.abs(share - expected), String(x)).toBeLessThan(4 * error)
    }
  })

  it('do not follow from one another', () => {
    const values = normals(2)
    for (const apart of [1, 2, 3, 512]) {
      let products = 0
      for (let i = apart; i < COUNT; i += 1) products += values[i]! * values[i - apart]!
      expect(Math.abs(products / COUNT)).toBeLessThan(4 / Math.sqrt(COUNT))
    }
  })

  it('come one by one with the same distribution', () => {
    const stream = new RandomStream(KEY, 3)
    const { mean, variance } = moments(Float64Array.from({ length: 100_000 }, () => normalOf(stream)))
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(100_000))
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 100_000))
  })

  it('are added to what is there, and to no more than asked', () => {
    const sums = new Float64Array(10).fill(100)
    addNormals(new RandomStream(KEY, 4), sums, 8)
    expect([...sums.subarray(8)]).toEqual([100, 100])
    expect(sums.subarray(0, 8).every((value) => value !== 100 && Math.abs(value - 100) < 7)).toBe(true)
  })
})

describe('the fast exponential', () => {
  it('agrees with the exact one to 1e-15, near 0 and far from it', () => {
    for (let x = -700; x < 700; x += 0.37) {
      for (const value of [x, x / 700, x / 5600, x / 1e7]) {
        expect(Math.abs(fastExp(value) / exp(value) - 1)).toBeLessThan(1e-15)
      }
    }
  })

  it('is 1 at 0, and finite whatever is asked', () => {
    expect(fastExp(0)).toBe(1)
    for (const far of [-Infinity, -1e9, 1e9, Infinity]) expect(Number.isFinite(fastExp(far))).toBe(true)
    expect(fastExp(-1e9)).toBeGreaterThan(0)
  })
})

describe('the root of a covariance', () => {
  const squared = (root: Float64Array, n: number): number[] =>
    Array.from({ length: n * n }, (_, index) => {
      const [row, column] = [Math.floor(index / n), index % n]
      return Array.from({ length: n }, (_unused, i) => root[row * n + i]! * root[column * n + i]!).reduce(
        (a, b) => a + b,
      )
    })

  it.each([
    ['definite', 2, [4, 2, 2, 3]],
    ['singular: one product twice', 2, [1, 1, 1, 1]],
    ['of a product that never moves', 3, [1, 0, 0.5, 0, 0, 0, 0.5, 0, 2]],
    ['of nothing but constant prices', 2, [0, 0, 0, 0]],
    ['of rank one, in thirds', 3, [1 / 9, 1 / 3, 1 / 6, 1 / 3, 1, 0.5, 1 / 6, 0.5, 0.25]],
  ])('squared gives it back: %s', (_, n, values) => {
    const root = Float64Array.from(values)
    semidefiniteRoot(root, n)
    squared(root, n).forEach((value, index) => expect(value).toBeCloseTo(values[index]!, 14))
  })

  it('of what is no covariance has finite numbers all the same', () => {
    const root = Float64Array.of(1, 2, 2, 1)
    semidefiniteRoot(root, 2)
    expect([...root]).toEqual([1, 0, 2, 0])
  })
})

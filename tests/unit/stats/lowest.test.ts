import { describe, expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import { orderLowest } from '$lib/stats/lowest'
import { lossAt, meanLossBeyond, tailCount, tailPlaces } from '$lib/stats/past-tail'

describe('orderLowest', () => {
  it('puts the lowest in front, in order, whatever there is and however many are wanted', () => {
    const random = Random.fromSeed('lowest')
    for (const length of [0, 1, 2, 17, 300]) {
      for (const kinds of [1, 3, 1000]) {
        const values = Float64Array.from({ length }, () => random.integer(kinds) - 1)
        const rising = values.toSorted()
        for (const count of [0, 1, 2, 16, 129, 300, 301]) {
          const ordered = values.slice()
          orderLowest(ordered, count)
          expect(ordered.subarray(0, count)).toEqual(rising.subarray(0, count))
          expect(ordered.toSorted()).toEqual(rising)
        }
      }
    }
  })

  it('falling and rising values are no different', () => {
    const falling = Float64Array.from({ length: 200 }, (_, index) => 200 - index)
    orderLowest(falling, 3)
    expect([...falling.subarray(0, 3)]).toEqual([1, 2, 3])
  })
})

describe('tails of the past', () => {
  const values = Float64Array.from({ length: 101 }, (_, index) => index - 20)

  it('are told by as many of the lowest values as they say they need', () => {
    for (const tail of [0.0001, 0.01, 0.025, 0.05, 0.5]) {
      const shuffled = values.toReversed()
      orderLowest(shuffled, tailPlaces(shuffled.length, tail))
      expect(lossAt(shuffled, tail)).toBe(lossAt(values, tail))
      expect(meanLossBeyond(shuffled, tail)).toBe(meanLossBeyond(values, tail))
    }
  })

  it('the worst 5 of a hundred and one: places 0 to 5', () => {
    expect(tailCount(101, 0.05)).toBe(6)
    expect(lossAt(values, 0.05)).toBe(15)
    expect(meanLossBeyond(values, 0.05)).toBe(17.5)
    expect(tailPlaces(1, 0.5)).toBe(1)
  })
})

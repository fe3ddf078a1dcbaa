import { describe, expect, test } from 'vitest'
import { fallsOf } from '$lib/lab/risk/falls'

describe('falls from the highest before', () => {
  test.each([
    [[100, 120, 90, 108], 0, { drawdown: 1 - 108 / 120, maxDrawdown: 0.25 }],
    [[100, 110], 0, { drawdown: 0, maxDrawdown: 0 }],
    [[90, 95], 100, { drawdown: 1 - 95 / 100, maxDrawdown: 1 - 90 / 100 }],
    [[NaN, 100, NaN, 80], 0, { drawdown: 1 - 80 / 100, maxDrawdown: 1 - 80 / 100 }],
    [[], 0, { drawdown: 0, maxDrawdown: 0 }],
    [[0, 0], 0, { drawdown: 0, maxDrawdown: 0 }],
  ])('of %j from %d', (curve, from, falls) => {
    expect(fallsOf(Float64Array.from(curve), from)).toEqual(falls)
  })
})

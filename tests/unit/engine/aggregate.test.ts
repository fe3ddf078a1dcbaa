import { describe, expect, it } from 'vitest'
import { aggregateBars } from '$lib/engine/block/aggregate'
import { type Bars, allocateBars } from '$lib/market/bars'

const MINUTE = 60_000

/** Bars of rising closes at the given minutes; NaN where the price is missing. */
function barsAt(minutes: readonly number[], missing: readonly number[] = []): Bars {
  const bars = allocateBars(minutes.length)
  minutes.forEach((minute, row) => {
    const price = missing.includes(minute) ? Number.NaN : 100 + minute
    bars.time[row] = minute * MINUTE
    bars.open[row] = price
    bars.high[row] = price + 2
    bars.low[row] = price - 2
    bars.close[row] = price + 1
    bars.volume[row] = Number.isNaN(price) ? 0 : 1
  })
  return bars
}

describe('aggregateBars', () => {
  it('[B2] shows a coarse candle with its last row, not before', () => {
    const { bars, closedAt } = aggregateBars(barsAt([0, 1, 2, 3, 4, 5, 6]), 60, 300)
    expect([...closedAt]).toEqual([0, 0, 0, 0, 1, 1, 1])
    expect(bars.length).toBe(2)
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
      100, 106, 98, 105, 5,
    ])
  })

  it('[B2] closes a bucket whose last rows are missing with the first row beyond it', () => {
    const { bars, closedAt } = aggregateBars(barsAt([0, 1, 7, 8, 9]), 60, 300)
    expect([...closedAt]).toEqual([0, 0, 1, 1, 2])
    expect([...bars.time]).toEqual([0, 5 * MINUTE])
  })

  it('leaves rows without a trade out', () => {
    const { bars, closedAt } = aggregateBars(barsAt([0, 1, 2, 3], [1, 2]), 60, 60)
    expect([...bars.close]).toEqual([101, 104])
    expect([...closedAt]).toEqual([1, 1, 1, 2])
  })

  it('starts no bucket before its first trade', () => {
    const { bars, closedAt } = aggregateBars(barsAt([3, 4, 5], [3, 4]), 60, 300)
    expect([...closedAt]).toEqual([0, 0, 0])
    expect(bars.open[0]).toBe(105)
  })
})

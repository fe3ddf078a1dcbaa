import { describe, expect, it } from 'vitest'
import { allocateBars, sliceBars } from '$lib/market/bars'

describe('bars', () => {
  it('are sliced without copying: a slice sees what is written to the whole', () => {
    const bars = allocateBars(10)
    const slice = sliceBars(bars, 3, 7)
    bars.close[4] = 42
    bars.time[3] = 60_000
    expect(slice.length).toBe(4)
    expect(slice.close[1]).toBe(42)
    expect(slice.time[0]).toBe(60_000)
    expect(slice.volume.buffer).toBe(bars.volume.buffer)
  })

  it('end where the whole ends', () => {
    const bars = allocateBars(5)
    expect(sliceBars(bars, 3, 100).length).toBe(2)
    expect(sliceBars(bars, 5, 9).length).toBe(0)
  })
})

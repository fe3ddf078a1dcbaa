import { describe, expect, test } from 'vitest'
import { productIndex } from '$lib/core/product'
import { durationMs } from '$lib/core/time'
import { PriceColumns, mostSteps } from '$lib/lab/risk/price-columns'

const MINUTE = durationMs(60_000)
const T0 = 1_760_000_040_000
const times = (...minutes: number[]): Float64Array => Float64Array.from(minutes, (at) => T0 + at * MINUTE)
const column = (...closes: number[]): Float64Array => Float64Array.from(closes)

describe('closes on one grid', () => {
  test('carry over steps without a bar, and are NaN before the first', () => {
    const prices = PriceColumns.of(times(0, 1, 4), [column(10, NaN, 12), column(NaN, 7, NaN)], MINUTE)
    expect([...(prices.closes[0] ?? [])]).toEqual([10, 10, 10, 10, 12])
    expect([...(prices.closes[1] ?? [])]).toEqual([NaN, 7, 7, 7, 7])
    expect(prices).toMatchObject({ steps: 5, newest: 4, oldest: 0, from: T0, empty: 2, productCount: 2 })
    expect(prices.extents).toEqual([
      { first: 0, last: 4 },
      { first: 1, last: 1 },
    ])
    expect(prices.close(productIndex(0), 3)).toBe(10)
    expect(prices.close(productIndex(0), 5)).toBe(NaN)
    expect(prices.close(productIndex(2), 0)).toBe(NaN)
  })

  test('without rows there are no steps; without a bar a product has none', () => {
    const none = PriceColumns.of(times(), [column()], MINUTE)
    expect(none).toMatchObject({ steps: 0, newest: -1, empty: 0 })
    const one = PriceColumns.of(times(3), [column(NaN), column(5)], MINUTE)
    expect(one.extents).toEqual([
      { first: -1, last: -1 },
      { first: 0, last: 0 },
    ])
  })

  test('of a range too long only the newest steps are kept', () => {
    const most = mostSteps(2)
    expect(most).toBe(2_000_000)
    const prices = PriceColumns.of(times(0, 1, most + 5), [column(1, 2, 3), column(4, 5, NaN)], MINUTE)
    expect(prices.steps).toBeLessThanOrEqual(most)
    expect(prices.close(productIndex(0), prices.newest)).toBe(3)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceTicks, productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { MinuteGrid } from '$lib/market/returns/minute-grid'

const MINUTE = 60_000
const START = 29_000_000
const SPAN = 1500

interface Told {
  readonly product: number
  readonly minute: number
  readonly close: number
}

const candles = fc.array(
  fc.record<Told>({ product: fc.nat(1), minute: fc.nat(SPAN), close: fc.integer({ min: 1, max: 1e9 }) }),
  { minLength: 1, maxLength: 60 },
)

/** The last word on each minute, carried on. */
function plainly(list: readonly Told[], product: number, from: number, to: number): number[] {
  const own = new Map(
    list.filter((each) => each.product === product).map(({ minute, close }) => [minute, close]),
  )
  let last = Number.NaN
  return Array.from({ length: to - from + 1 }, (_, index) => (last = own.get(from + index) ?? last))
}

describe('a grid of minutes', () => {
  it('is what the candles say, in whatever order they came, and tells from where on it changed', () => {
    fc.assert(
      fc.property(candles, fc.nat(60), (list, looked) => {
        const grid = new MinuteGrid(2, { now: timeMs((START + SPAN + 1) * MINUTE) })
        const closes = (from: number, to: number): number[][] =>
          [0, 1].map((product) =>
            Array.from({ length: to - from + 1 }, (_, index) =>
              grid.close(productIndex(product), START + from + index),
            ),
          )
        let before = { revision: 0, newest: -1, closes: [[], []] as number[][] }
        for (const [index, { product, minute, close }] of list.entries()) {
          const start = timeMs((START + minute) * MINUTE)
          grid.add({ product: productIndex(product), start, close: priceTicks(close) })
          if (index !== looked) continue
          const newest = grid.newest - START
          before = { revision: grid.revision, newest, closes: closes(0, newest) }
        }
        const [from, to] = [grid.oldest - START, grid.newest - START]
        const minutes = list.map(({ minute }) => minute)
        expect([from, to]).toEqual([Math.min(...minutes), Math.max(...minutes)])
        expect(closes(from, to)).toEqual([0, 1].map((product) => plainly(list, product, from, to)))
        const same = Math.min(grid.changedFrom(before.revision) - START - 1, before.newest)
        const kept = before.closes.map((each) => each.slice(0, Math.max(same + 1, 0)))
        expect(closes(0, same)).toEqual(kept)
      }),
      { numRuns: 300 },
    )
  })
})

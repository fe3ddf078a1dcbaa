import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { timeMs } from '$lib/core/time'
import { packSnapshot } from '$lib/market/snapshot-codec'
import { SnapshotView, unpackSnapshot } from '$lib/market/snapshot-view'
import { GRANULARITIES } from '$lib/market/types'
import { anySnapshot } from '../../unit/market/snapshots'

const RUNS = { numRuns: 1000 }

describe('a packed snapshot', () => {
  it('unpacks to what was packed, also from a copy, also packed over an older one', () => {
    const scratch = new Float64Array(4000).fill(-7)
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const packed = packSnapshot(snapshot)
        expect(unpackSnapshot(packed)).toEqual({ ok: true, value: snapshot })
        const reused = packSnapshot(snapshot, scratch)
        expect(reused.buffer === scratch.buffer).toBe(reused.length <= scratch.length)
        expect(reused.slice()).toEqual(packed)
      }),
      RUNS,
    )
  })

  it('is read in place as its objects read', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const view = new SnapshotView(packSnapshot(snapshot))
        expect([view.tick, view.time, view.productCount]).toEqual([
          snapshot.tick,
          snapshot.time,
          snapshot.products.length,
        ])
        for (const { product, ticker, fresh, candles } of snapshot.products) {
          expect([view.last(product), view.bid(product), view.ask(product), view.fresh(product)]).toEqual([
            ticker?.price ?? NaN,
            ticker?.bid ?? NaN,
            ticker?.ask ?? NaN,
            fresh,
          ])
          for (const granularity of GRANULARITIES) {
            const window = candles[granularity]
            expect(view.candleCount(product, granularity)).toBe(window.length)
            for (const back of [-1, 0, 1, window.length - 1, window.length]) {
              const held = back < 0 ? undefined : window[window.length - 1 - back]
              expect([
                view.close(product, granularity, back),
                view.high(product, granularity, back),
                view.low(product, granularity, back),
                view.volume(product, granularity, back),
              ]).toEqual(held ? [held.close, held.high, held.low, held.volume] : [NaN, NaN, NaN, NaN])
            }
          }
        }
      }),
      RUNS,
    )
  })

  it('is refused with a sentence, or still a snapshot, however it is damaged', () => {
    const value = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(NaN, Infinity, -1, 0, 0.5, 2 ** 53))
    fc.assert(
      fc.property(anySnapshot, fc.nat(), value, (snapshot, at, garbage) => {
        const packed = packSnapshot(snapshot)
        packed[at % packed.length] = garbage
        const unpacked = unpackSnapshot(packed)
        if (unpacked.ok) expect(packSnapshot(unpacked.value)).toEqual(packed)
        else expect(unpacked.error).toMatch(/^[A-Z].*\.$/)
      }),
      { numRuns: 3000, examples: [[{ tick: 0, time: timeMs(0), products: [] }, 1607732478, -0]] },
    )
  })

  it('is refused when cut or continued', () => {
    fc.assert(
      fc.property(anySnapshot, fc.nat(), (snapshot, at) => {
        const packed = packSnapshot(snapshot)
        expect(unpackSnapshot(packed.slice(0, at % packed.length)).ok).toBe(false)
        expect(unpackSnapshot(Float64Array.of(...packed, 0)).ok).toBe(false)
      }),
      RUNS,
    )
  })

  it('knows nothing of a product that is not there', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const view = new SnapshotView(packSnapshot(snapshot))
        const stranger = productIndex(snapshot.products.length)
        expect(view.last(stranger)).toBeNaN()
        expect(view.close(stranger, 60, 0)).toBeNaN()
        expect([view.fresh(stranger), view.candleCount(stranger, 900)]).toEqual([false, 0])
      }),
      RUNS,
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignBars } from '$lib/lab/catalog/align'
import type { TimeRange } from '$lib/lab/catalog/dataset'
import { MOST_HOLES, NO_HOLES, holesOf, joinHoles, withTail } from '$lib/lab/catalog/holes'
import { alignRange, intersectRange, mergeRanges, subtractRanges } from '$lib/lab/catalog/ranges'
import { ZeroCopyManager } from '$lib/lab/catalog/zero-copy'
import { MINUTE, T0, barsAt, bucketsOf } from '../../../fixtures/lab-world'

const MOST = 60
const instant = fc.integer({ min: 0, max: MOST })
const range = fc.tuple(instant, instant).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
const ranges = fc.array(range, { maxLength: 8 })
const buckets = fc.uniqueArray(instant, { maxLength: 40 }).map((found) => found.sort((a, b) => a - b))

function instantsOf(all: readonly TimeRange[]): Set<number> {
  const found = new Set<number>()
  for (const { from, to } of all) for (let at = from; at < to; at += 1) found.add(at)
  return found
}

function isTidy(all: readonly TimeRange[]): boolean {
  return all.every(({ from, to }, index) => from < to && (index === 0 || from > (all[index - 1]?.to ?? 0)))
}

describe('ranges', () => {
  it('merged hold the same instants, rising and apart', () => {
    fc.assert(
      fc.property(ranges, (all) => {
        expect(instantsOf(mergeRanges(all))).toEqual(instantsOf(all))
        expect(isTidy(mergeRanges(all))).toBe(true)
      }),
    )
  })

  it('taken away leave what is in none of them', () => {
    fc.assert(
      fc.property(range, ranges, (wanted, taken) => {
        const left = subtractRanges(wanted, taken)
        const gone = instantsOf(taken)
        expect(instantsOf(left)).toEqual(new Set([...instantsOf([wanted])].filter((at) => !gone.has(at))))
        expect(isTidy(left)).toBe(true)
      }),
    )
  })

  it('have in common what both hold', () => {
    fc.assert(
      fc.property(range, range, (a, b) => {
        const both = intersectRange(a, b)
        const inB = instantsOf([b])
        const expected = [...instantsOf([a])].filter((at) => inB.has(at))
        expect(instantsOf(both === undefined ? [] : [both])).toEqual(new Set(expected))
      }),
    )
  })

  it('widened to buckets lose nothing and gain less than a bucket at each end', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 1, max: 9 }), (wanted, step) => {
        const whole = alignRange(wanted, step)
        expect([whole.from % step, whole.to % step]).toEqual([0, 0])
        expect(whole.from > wanted.from - step && whole.from <= wanted.from).toBe(true)
        expect(whole.to < wanted.to + step && whole.to >= wanted.to).toBe(true)
      }),
    )
  })
})

describe('holes', () => {
  const emptyOf = (there: readonly number[]): number[] => {
    return Array.from({ length: MOST + 1 }, (_, at) => at).filter((at) => !there.includes(at))
  }

  it('are the buckets without a bar, the longest first', () => {
    fc.assert(
      fc.property(buckets, (there) => {
        const times = barsAt(there).time
        const end = T0 + (MOST + 1) * MINUTE
        const next = there.length === 0 ? T0 : (times.at(-1) ?? 0) + MINUTE
        const found = withTail(holesOf(times, MINUTE, T0), next, end, MINUTE)
        const empty = emptyOf(there)
        expect(found.missing).toBe(empty.length)
        const lengths = found.holes.map(({ from, to }) => to - from)
        expect(lengths).toEqual([...lengths].sort((a, b) => b - a))
        if (found.holes.length < MOST_HOLES) {
          const named = found.holes.map(({ from, to }) => ({
            from: (from - T0) / MINUTE,
            to: (to - T0) / MINUTE,
          }))
          expect([...instantsOf(named)].sort((a, b) => a - b)).toEqual(empty)
        }
      }),
    )
  })

  it('are the same however the bars come in pieces', () => {
    fc.assert(
      fc.property(buckets, instant, (there, cut) => {
        const [early, late] = [there.filter((at) => at < cut), there.filter((at) => at >= cut)]
        const last = early.at(-1)
        const next = last === undefined ? T0 : T0 + (last + 1) * MINUTE
        const whole = holesOf(barsAt(there).time, MINUTE, T0)
        const first = holesOf(barsAt(early).time, MINUTE, T0)
        const rest = late.length === 0 ? NO_HOLES : holesOf(barsAt(late).time, MINUTE, next)
        expect(joinHoles(first, rest)).toEqual(whole)
      }),
    )
  })
})

describe('aligned bars', () => {
  it('have every time that any had, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(buckets, { minLength: 1, maxLength: 4 }), (all) => {
        const memory = new ZeroCopyManager(false)
        const aligned = alignBars(
          all.map((there) => barsAt(there)),
          memory,
        )
        const union = [...new Set(all.flat())].sort((a, b) => a - b)
        for (const [index, bars] of aligned.entries()) {
          expect(bucketsOf(bars)).toEqual(union)
          const there = all[index] ?? []
          expect([...bars.close]).toEqual(union.map((at) => (there.includes(at) ? 1001 + at : NaN)))
          expect([...bars.volume]).toEqual(union.map((at) => (there.includes(at) ? at / 2 : 0)))
        }
      }),
    )
  })

  it('stay the same memory when their times are equal', () => {
    fc.assert(
      fc.property(buckets, (there) => {
        const memory = new ZeroCopyManager(false)
        const products = [barsAt(there), barsAt(there)]
        expect(alignBars(products, memory)[1]).toBe(products[1])
        expect(memory.bytesCopied).toBe(0)
      }),
    )
  })
})

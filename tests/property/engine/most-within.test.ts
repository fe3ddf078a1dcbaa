import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FigureOf, mostWithin } from '$lib/engine/stages/risk/most-within'

const ASKED = 400
const LIMIT = 100

/** The most units below `asked` that are within the limit, by trying each. */
function byTrying(asked: number, figureOf: FigureOf): number {
  for (let units = asked - 1; units > 0; units -= 1) if (figureOf(units) <= LIMIT) return units
  return 0
}

/** Falls to its lowest at `turn`, then rises. */
function bowl(start: number, turn: number, fall: number, rise: number, bend: number): FigureOf {
  return (units) => {
    const [before, after] = [Math.min(units, turn), Math.max(units - turn, 0)]
    return start - before * fall + after * rise + bend * after * after
  }
}

describe('mostWithin', () => {
  const rising = fc.record({
    start: fc.double({ min: 0, max: 150, noNaN: true }),
    rise: fc.double({ min: 0, max: 2, noNaN: true }),
    bend: fc.constantFrom(0, 1e-6, 1e-3, 0.1),
  })

  it('[T7] finds the most units of a figure that rises, as trying all does', () => {
    fc.assert(
      fc.property(rising, ({ start, rise, bend }) => {
        const figureOf = bowl(start, 0, 0, rise, bend)
        fc.pre(figureOf(ASKED) > LIMIT)
        expect(mostWithin(ASKED, LIMIT, figureOf)).toBe(start > LIMIT ? 0 : byTrying(ASKED, figureOf))
      }),
      { numRuns: 500 },
    )
  })

  it('[T7] where the figure falls first, it finds the most units of a wide enough dip', () => {
    const dips = fc.record({ turn: fc.integer({ min: 40, max: 300 }), fall: fc.constantFrom(0.5, 1, 3) })
    fc.assert(
      fc.property(rising, dips, ({ rise, bend }, { turn, fall }) => {
        const figureOf = bowl(110, turn, fall, rise + 0.5, bend)
        fc.pre(figureOf(ASKED) > LIMIT)
        expect(mostWithin(ASKED, LIMIT, figureOf)).toBe(byTrying(ASKED, figureOf))
      }),
      { numRuns: 300 },
    )
  })

  it('[T7] of any figure whatsoever what it answers is within the limit, and one unit more is not', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 3, maxLength: 60 }), (figures) => {
        const asked = figures.length - 1
        fc.pre((figures[asked] ?? 0) > LIMIT)
        const figureOf: FigureOf = (units) => figures[units] ?? Number.NaN
        const most = mostWithin(asked, LIMIT, figureOf)
        if (most === 0) return
        expect([figureOf(most) <= LIMIT, figureOf(most + 1) > LIMIT]).toEqual([true, true])
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['straight', (units: number) => units / 1e11],
    ['curved', (units: number) => (units / 1e12) ** 2],
    ['a step', (units: number) => (units > 123_456_789 ? Number.MAX_SAFE_INTEGER : 0)],
    ['nearly flat, then steep', (units: number) => Math.max(units / 1e14, (units - 9e14) * 1e3)],
    ['above it from the start', () => 101],
  ])('asks a bounded number of times, however much was asked: %s', (_, shape) => {
    let asked = 0
    const most = mostWithin(1e15, LIMIT, (units) => {
      asked += 1
      return shape(units)
    })
    expect(asked).toBeLessThan(170)
    if (most > 0) expect([shape(most) <= LIMIT, shape(most + 1) > LIMIT]).toEqual([true, true])
  })
})

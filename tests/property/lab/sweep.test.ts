import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeSweep } from '$lib/lab/sweep/judge'
import { planSweep } from '$lib/lab/sweep/plan'
import type { TrialResult } from '$lib/lab/sweep/types'
import { windowsOf } from '$lib/lab/sweep/windows'
import { planned, sweepRequest, trial } from '../../fixtures/sweep-requests'

const part = fc.double({ min: 0.05, max: 0.95, noNaN: true })

describe('the windows of a sweep', () => {
  it('follow one another, leave no row out, and never search in what they test', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 50 }),
        part,
        (rows, count, train) => {
          const found = windowsOf({ type: 'walk-forward', windows: count, train }, rows)
          if (!found.ok) return
          let next = 0
          for (const { train: searched, test } of found.value) {
            expect([searched.from, test?.from]).toEqual([next, searched.to])
            next = test?.to ?? NaN
          }
          expect(next).toBe(rows)
        },
      ),
    )
  })
})

describe('the sets of a sweep', () => {
  const range = fc.tuple(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 1, max: 12 }),
  )

  it('are within the axes, on whole steps, none twice; a random search tries a part of the grid', () => {
    fc.assert(
      fc.property(range, range, fc.integer({ min: 1, max: 200 }), fc.string(), (fast, slow, trials, seed) => {
        const axes = [fast, slow].map(([from, span, steps], axis) => ({
          ...{ parameter: axis === 0 ? 'fast' : 'slow', from: from + axis, to: from + axis + span, steps },
        }))
        const plans = [{ type: 'grid' } as const, { type: 'random', trials, seed } as const].map((search) =>
          planSweep(sweepRequest({ axes, search }), 60, 1000),
        )
        const [grid, random] = plans.map((plan) =>
          plan.ok ? plan.value.sets.map((set) => JSON.stringify(set)) : [],
        )
        expect(new Set(grid).size).toBe(grid?.length)
        expect(random).toEqual(grid?.filter((set) => random?.includes(set)))
        expect(random).toHaveLength(Math.min(trials, grid?.length ?? 0))
      }),
    )
  })
})

describe('the report of a sweep', () => {
  const figure = fc.oneof(fc.double({ min: -5, max: 5, noNaN: true }), fc.constant(Number.NaN))

  it('is the same in whatever order the trials came in', () => {
    const plan = planned({ split: { type: 'walk-forward', windows: 2, train: 0.5 } })
    const test = (window: number, set: number): TrialResult => trial(set, 1, { window })
    fc.assert(
      fc.property(fc.array(figure, { minLength: 22, maxLength: 22 }), fc.nat(21), (figures, turn) => {
        const trials = figures.map((sharpe, at) => trial(at % 11, sharpe, { window: Math.floor(at / 11) }))
        const turned = [...trials.slice(turn), ...trials.slice(0, turn)].reverse()
        expect(judgeSweep(plan, turned, test)).toEqual(judgeSweep(plan, trials, test))
      }),
    )
  })
})

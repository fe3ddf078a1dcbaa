import { describe, expect, it } from 'vitest'
import { planSweep, trialCount } from '$lib/lab/sweep/plan'
import type { SweepRequest, SweepSplit } from '$lib/lab/sweep/types'
import { planned, sweepRequest } from '../../../fixtures/sweep-requests'

const problemOf = (over: Partial<SweepRequest>, rows = 1000): string => {
  const plan = planSweep(sweepRequest(over), 60, rows)
  return plan.ok ? '' : plan.error
}
const axis = (from: number, to: number, steps: number, parameter = 'fast') => ({ parameter, from, to, steps })

describe('a grid', () => {
  it('holds every combination, the last axis turning fastest, but those that do not go together', () => {
    const { sets, notes, windows } = planned()
    expect(sets.map(({ fast, slow }) => `${fast}/${slow}`)).toEqual([
      ...['2/10', '2/20', '2/30', '2/40', '6/10', '6/20', '6/30', '6/40'],
      ...['10/20', '10/30', '10/40'],
    ])
    expect(notes).toEqual(['One set was left out: its values do not go together.'])
    expect(windows).toEqual([{ train: { from: 0, to: 1000 }, test: undefined }])
  })

  it('keeps what is not varied as it was set, and values on whole steps, each once', () => {
    const { setup } = sweepRequest()
    const strategy = { ...setup.strategy, parameters: { fast: 7, slow: 50 } }
    const { sets } = planned({ setup: { ...setup, strategy }, axes: [axis(10, 12, 9, 'slow')] })
    expect(sets).toEqual([10, 11, 12].map((slow) => ({ fast: 7, slow })))
  })

  it('says why there is nothing to try', () => {
    expect(problemOf({ axes: [] })).toBe('Choose at least one parameter to vary.')
    expect(problemOf({ axes: [axis(3, 9, 3, 'mood')] })).toBe('SMA cross has no parameter "mood".')
    expect(problemOf({ axes: [axis(3, 9, 3), axis(3, 9, 3)] })).toBe('Fast average is named twice.')
    expect(problemOf({ axes: [axis(9, 3, 3)] })).toMatch(/^Fast average must go from a lower/)
    expect(problemOf({ axes: [axis(1, 9, 0)] })).toMatch(/whole number of values/)
    expect(problemOf({ axes: [axis(100, 200, 5)] })).toBe('None of these values go together.')
    const many = [axis(1, 900, 900), axis(1000, 4000, 900, 'slow')]
    expect(problemOf({ axes: many })).toMatch(/^That is 810,000 sets, and a sweep tries at most 10,000/)
  })

  it('refuses a strategy that is unknown, or not made for such bars', () => {
    const { setup } = sweepRequest()
    const of = (id: string) => ({ setup: { ...setup, strategy: { ...setup.strategy, id } } })
    expect(problemOf(of('astrology'))).toBe('This strategy is not known here.')
    const hourly = planSweep(
      sweepRequest({ ...of('house-scalper'), axes: [axis(1, 9, 3, 'move')] }),
      3600,
      500,
    )
    expect(hourly).toEqual({ ok: false, error: 'Scalper (house agent) needs bars of 1 min.' })
  })
})

describe('a random search', () => {
  const random = (trials: number, seed = 'one') => ({ search: { type: 'random', trials, seed } as const })
  const large = { axes: [axis(1, 900, 900), axis(10, 4000, 900, 'slow')] }

  it('tries as many sets as asked for, none twice, the same for the same seed', () => {
    const first = planned({ ...large, ...random(500) })
    expect(new Set(first.sets.map((set) => JSON.stringify(set))).size).toBe(500)
    expect(planned({ ...large, ...random(500) }).sets).toEqual(first.sets)
    expect(planned({ ...large, ...random(500, 'two') }).sets).not.toEqual(first.sets)
    for (const { fast = 0, slow = 0 } of first.sets) expect(fast).toBeLessThan(slow)
  })

  it('has to do with what there is', () => {
    const { sets, notes } = planned(random(50))
    expect(sets).toEqual(planned().sets)
    expect(notes).toContain('There are only 11 sets to try.')
    expect(planned(random(5)).sets).toHaveLength(5)
    expect(problemOf(random(10_001))).toBe('A random search tries from 1 to 10,000 sets.')
  })
})

describe('the rows', () => {
  it('of which the last part is kept out of the search', () => {
    const { windows, notes } = planned({ split: { type: 'out-of-sample', part: 0.3 } })
    expect(windows).toEqual([{ train: { from: 0, to: 700 }, test: { from: 700, to: 1000 } }])
    expect(notes.at(-1)).toMatch(/starts cold/)
  })

  it('walk forward in windows that follow one another and leave no row out', () => {
    const plan = planned({ split: { type: 'walk-forward', windows: 3, train: 0.5 } })
    expect(plan.windows.map(({ train, test }) => [train.from, train.to, test?.from, test?.to])).toEqual([
      [0, 167, 167, 333],
      [333, 500, 500, 666],
      [666, 833, 833, 1000],
    ])
    expect(trialCount(plan)).toBe(33)
  })

  it.each<[SweepSplit, RegExp]>([
    [{ type: 'out-of-sample', part: 1 }, /between 0 and 1/],
    [{ type: 'out-of-sample', part: 0.001 }, /too few bars/],
    [{ type: 'walk-forward', windows: 0, train: 0.5 }, /from 1 to 50 windows/],
    [{ type: 'walk-forward', windows: 4, train: Number.NaN }, /between 0 and 1/],
  ])('are refused where they say nothing: %j', (split, sentence) => {
    expect(problemOf({ split })).toMatch(sentence)
  })
})

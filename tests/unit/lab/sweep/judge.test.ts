import { describe, expect, it } from 'vitest'
import { judgeSweep } from '$lib/lab/sweep/judge'
import type { SweepPlan, SweepReport, TrialResult } from '$lib/lab/sweep/types'
import { planned, trial } from '../../../fixtures/sweep-requests'

const never = (): TrialResult => {
  throw new Error('nothing was kept out of the search')
}

function judged(plan: SweepPlan, trials: readonly TrialResult[], test = never): SweepReport {
  const report = judgeSweep(plan, trials, test)
  if (!report.ok) throw new Error(report.error)
  return report.value
}

const sharpes = [0.2, 1, -1, 1, Number.NaN, 0.5, 0, 0.1, -0.3, 0.4, 0.9]

describe('judgeSweep', () => {
  it('ranks by the goal: equals in the order of the plan, what is not defined last', () => {
    const plan = planned()
    const report = judged(plan, sharpes.map((sharpe, set) => trial(set, sharpe)).reverse())
    expect(report.best).toMatchObject({ parameters: { fast: 2, slow: 20 }, inSample: { set: 1 } })
    expect(report.rows.slice(0, 3).map(({ parameters }) => parameters)).toEqual([
      { fast: 2, slow: 20 },
      { fast: 2, slow: 40 },
      { fast: 10, slow: 40 },
    ])
    expect(report.rows.at(-1)).toMatchObject({ parameters: { fast: 6, slow: 10 }, value: Number.NaN })
    expect(report.trials).toBe(11)
    expect(report.axes).toEqual([
      { parameter: 'fast', label: 'Fast average', values: [2, 6, 10] },
      { parameter: 'slow', label: 'Slow average', values: [10, 20, 30, 40] },
    ])
  })

  it('ranks by another goal', () => {
    const plan = planned({ goal: 'total-return' })
    const trials = sharpes.map((sharpe, set) => trial(set, sharpe, { totalReturn: set === 6 ? 3 : 0 }))
    expect(judged(plan, trials).best.inSample.set).toBe(6)
  })

  it('tells how far the best of many is from luck', () => {
    const plan = planned()
    const spread = sharpes.map((sharpe, set) => trial(set, Number.isNaN(sharpe) ? 0 : sharpe))
    const lucky = judged(plan, spread)
    expect(lucky.expectedBest).toBeGreaterThan(0.5)
    expect(lucky.deflatedSharpe).toBeLessThan(0.95)
    const skilled = judged(plan, [...spread.slice(0, -1), trial(10, 9)])
    expect(skilled.deflatedSharpe).toBeGreaterThan(0.95)
  })

  it('warns of few trades, of the edge of the grid, and of a search without a test', () => {
    const { notes } = judged(
      planned(),
      sharpes.map((_, set) => trial(set, set === 0 ? 5 : 0, { trades: 2 })),
    )
    expect(notes).toContain('The best set made only 2 trades.')
    expect(notes).toContain('The best fast average, 2, is at the edge of what was tried.')
    expect(notes.join(' ')).toMatch(/No bars were kept out of the search/)
  })

  it('knows no edge among choices', () => {
    const axes = [
      { parameter: 'risk:riskModel', from: 1, to: 4, steps: 4 },
      { parameter: 'risk:tailRiskBasisPoints', from: 1, to: 6, steps: 6 },
    ]
    const trials = Array.from({ length: 24 }, (_, set) => trial(set, set === 0 ? 5 : 0))
    const edges = judged(planned({ axes }), trials).notes.filter((note) => note.includes('edge'))
    expect(edges).toEqual(['The best tail risk, 1 %, is at the edge of what was tried.'])
  })

  it('runs the best set on the rows kept out, and says what it made there', () => {
    const plan = planned({ split: { type: 'out-of-sample', part: 0.3 } })
    const asked: number[][] = []
    const report = judgeSweep(
      plan,
      sharpes.map((sharpe, set) => trial(set, sharpe)),
      (window, set) => {
        asked.push([window, set])
        return trial(set, -1, { totalReturn: -0.031 })
      },
    )
    expect(asked).toEqual([[0, 1]])
    expect(report.ok && report.value.notes).toContain(
      'Out of sample the best set lost 3.1 %; in the search it earned 10.0 %.',
    )
  })

  it('walking forward, tests in each window the set that was best there', () => {
    const plan = planned({ split: { type: 'walk-forward', windows: 2, train: 0.5 } })
    const here = (window: number, best: number): TrialResult[] =>
      plan.sets.map((_, set) => trial(set, set === best ? 2 : 0, { window }))
    const trials = [...here(0, 3), ...here(1, 5)]
    const report = judgeSweep(plan, trials, (window, set) =>
      trial(set, 1, { window, totalReturn: window === 0 ? 0.5 : -0.5 }),
    )
    if (!report.ok) throw new Error(report.error)
    const { best, rows, notes } = report.value
    expect(best.outOfSample.map(({ window, set }) => [window, set])).toEqual([
      [0, 3],
      [1, 5],
    ])
    expect(best.inSample).toMatchObject({ window: -1, set: 3, sharpe: 1, trades: 80, samples: 730 })
    expect(rows[0]?.value).toBe(1)
    expect(notes.join(' ')).toMatch(/lost 25.0 % in all, with a gain in 1 of 2 windows/)
  })

  it('refuses a sweep of which trials are missing', () => {
    const report = judgeSweep(planned(), [trial(0, 1), trial(0, 1)], never)
    expect(report).toEqual({ ok: false, error: "Only 1 of the sweep's 11 trials were run." })
  })
})

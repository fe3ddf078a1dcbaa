import { describe, expect, it } from 'vitest'
import { roundTrips } from '$lib/analytics/round-trips'
import { PLAIN_FILLS } from '$lib/engine/block/fill-model'
import { runRecordOf } from '$lib/lab/run-record'
import { strategyById } from '$lib/lab/strategies/registry'
import { evaluate, testTrial } from '$lib/lab/sweep/evaluate'
import { judgeSweep } from '$lib/lab/sweep/judge'
import { trialCount } from '$lib/lab/sweep/plan'
import { timeLeft } from '$lib/lab/time-left'
import type { TrialResult } from '$lib/lab/sweep/types'
import { sliceBars } from '$lib/market/bars'
import { runBacktest } from '$lib/engine/block/backtest'
import { barConfig } from '../../../fixtures/risk-bars'
import { blockOf, drawnBars } from '../../../fixtures/strategy-runs'
import { planned } from '../../../fixtures/sweep-requests'

const ROWS = 600
const bars = drawnBars({ rows: ROWS, products: 1, gaps: 0.02, step: 40, seed: 'sweep' })
const block = blockOf(bars)
const config = barConfig({}, 1, { type: 'flat', basisPoints: 10 })
const split = { type: 'walk-forward', windows: 2, train: 0.6 } as const
const plan = planned({ split }, ROWS)
const all = trialCount(plan)
const share = (from: number, to: number): TrialResult[] => [...evaluate({ plan, from, to }, config, block)]

describe('evaluate', () => {
  it('runs its trials in the plan’s order, the same whoever has which share', () => {
    const whole = share(0, all)
    expect(whole.map(({ window, set }) => window * plan.sets.length + set)).toEqual(whole.map((_, at) => at))
    expect([...share(0, 7), ...share(7, 15), ...share(15, all)]).toEqual(whole)
  })

  it('makes of each what a backtest over just those rows makes', () => {
    const { train } = plan.windows[1] ?? plan.windows[0]!
    const values = plan.sets[4] ?? {}
    const rows = blockOf(bars.map((one) => sliceBars(one, train.from, train.to)))
    const result = runBacktest(config, rows, strategyById('sma-cross')!.make(values, 60))
    const [found] = share(plan.sets.length + 4, plan.sets.length + 5)
    const run = runRecordOf(result.records, rows, { config, fills: PLAIN_FILLS })
    const trades = run.ok && roundTrips(run.value).length
    expect(found).toMatchObject({ window: 1, set: 4, trades, maxDrawdown: result.maxDrawdown })
    expect(found?.totalReturn).toBe((result.equity.at(-1) ?? 0) / 100_000 - 1)
    expect(trades).toBeGreaterThan(5)
  })

  it('stops between two trials when nobody asks for more', () => {
    const trials = evaluate({ plan, from: 0, to: all }, config, block)
    expect(trials.next().value).toMatchObject({ set: 0 })
    trials.return(undefined)
    expect(trials.next().done).toBe(true)
  })

  it('leads to a report with a tested set for each window', () => {
    const test = (window: number, set: number): TrialResult => testTrial(plan, config, block, window, set)
    const report = judgeSweep(plan, share(0, all), test)
    expect(report.ok && report.value.best.outOfSample.map(({ window }) => window)).toEqual([0, 1])
    expect(report.ok && report.value.rows).toHaveLength(11)
  })
})

describe('timeLeft', () => {
  it('goes by the pace so far, and knows nothing before the first trial', () => {
    expect(timeLeft(0, 100, 500)).toBeNaN()
    expect(timeLeft(25, 100, 500)).toBe(1500)
    expect(timeLeft(100, 100, 500)).toBe(0)
  })
})

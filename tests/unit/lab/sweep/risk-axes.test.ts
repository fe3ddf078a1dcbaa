import { describe, expect, it } from 'vitest'
import { PLAIN_FILLS } from '$lib/engine/block/fill-model'
import { RISK_PARAMETERS, riskParameter, rulesWith, withoutRisk } from '$lib/core/risk-parameter'
import { faultOfRules } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'
import { runBacktest } from '$lib/engine/block/backtest'
import { strategyById } from '$lib/lab/strategies/registry'
import { evaluate, testTrial } from '$lib/lab/sweep/evaluate'
import { judgeSweep } from '$lib/lab/sweep/judge'
import { planSweep, trialCount } from '$lib/lab/sweep/plan'
import type { SweepAxis } from '$lib/lab/sweep/types'
import { barConfig } from '../../../fixtures/risk-bars'
import { blockOf, drawnBars } from '../../../fixtures/strategy-runs'
import { planned, sweepRequest } from '../../../fixtures/sweep-requests'

const STOP = 'risk:trailingStopBasisPoints'
const setup = (risk = {}): { readonly setup: ReturnType<typeof sweepRequest>['setup'] } => ({
  setup: { ...sweepRequest().setup, risk },
})

function errorOf(axes: readonly SweepAxis[], risk = {}): string {
  const plan = planSweep(sweepRequest({ axes, ...setup(risk) }), 60, 1000)
  return plan.ok ? '' : plan.error
}

describe('limits as parameters', () => {
  it('are all there are, each with bounds that the risk layer takes', () => {
    for (const { name, min, max, initial, step } of RISK_PARAMETERS) {
      expect(min <= initial && initial <= max && step > 0).toBe(true)
      for (const value of [min, initial, max]) {
        expect(faultOfRules(rulesWith({}, { [name]: value }))).toBeUndefined()
      }
    }
    expect(riskParameter('fast')).toBeUndefined()
    expect(riskParameter('risk:nothing')).toBeUndefined()
  })

  it('are counted as people write them, exactly', () => {
    const values = { fast: 3, [STOP]: 0.29, 'risk:coolDown': 90, 'risk:riskModel': 4 }
    expect(rulesWith({ coolDown: durationMs(5), ordersPerMinute: 2 }, values)).toEqual({
      ...{ trailingStopBasisPoints: 29, coolDown: 90_000, riskModel: 4, ordersPerMinute: 2 },
    })
    expect(withoutRisk(values)).toEqual({ fast: 3 })
  })
})

describe('a plan over limits', () => {
  it('crosses them with the strategy’s own parameters', () => {
    const { sets } = planned({
      axes: [
        { parameter: 'fast', from: 2, to: 10, steps: 2 },
        { parameter: STOP, from: 0.5, to: 2.5, steps: 3 },
      ],
    })
    expect(sets).toHaveLength(6)
    expect(sets[1]).toEqual({ ...sets[0], [STOP]: 1.5 })
    expect(sets.map((set) => set['fast'])).toEqual([2, 2, 2, 10, 10, 10])
  })

  it('draws them by chance, too', () => {
    const axes = [{ parameter: STOP, from: 1, to: 9, steps: 100 }]
    const { sets } = planned({ axes, search: { type: 'random', trials: 7, seed: 'a' } })
    expect(new Set(sets.map((set) => set[STOP])).size).toBe(7)
  })

  it('has a sentence for ranges that are none', () => {
    const axis = { parameter: STOP, from: 1, to: 5, steps: 3 }
    expect(errorOf([{ ...axis, from: 0 }])).toBe(
      'Trailing stop (%) must go from a lower to a higher value between 0.01 and 100.',
    )
    expect(errorOf([{ ...axis, to: NaN }])).toContain('Trailing stop (%)')
    expect(errorOf([axis, axis])).toBe('Trailing stop (%) is named twice.')
    expect(errorOf([{ ...axis, parameter: 'risk:luck' }])).toContain('has no parameter "risk:luck"')
  })

  it('tells that a setting nothing is measured by is none to vary', () => {
    const axis = { parameter: 'risk:riskWindow', from: 100, to: 500, steps: 3 }
    expect(errorOf([axis])).toBe(
      'Risk window changes nothing without a limit that is measured by it: set or vary tail risk or volatility target or correlated exposure.',
    )
    expect(errorOf([axis], { volatilityTargetBasisPoints: 100 })).toBe('')
    expect(errorOf([axis, { parameter: 'risk:tailRiskBasisPoints', from: 1, to: 5, steps: 2 }])).toBe('')
    const level = { ...axis, parameter: 'risk:tailRiskLevel', from: 95, to: 99 }
    expect(errorOf([level], { volatilityTargetBasisPoints: 100 })).toContain('set or vary tail risk.')
  })
})

describe('trials over limits', () => {
  const ROWS = 800
  const bars = drawnBars({ rows: ROWS, products: 1, gaps: 0, step: 40, seed: 'limits' })
  const block = blockOf(bars)
  const config = barConfig({ productExposureBasisPoints: 4000 }, 1)
  const plan = planned(
    {
      axes: [
        { parameter: STOP, from: 0.5, to: 2.5, steps: 3 },
        { parameter: 'fast', from: 2, to: 10, steps: 2 },
      ],
      split: { type: 'out-of-sample', part: 0.25 },
      ...setup({ productExposureBasisPoints: 4000 }),
    },
    ROWS,
  )
  const all = [...evaluate({ plan, from: 0, to: trialCount(plan) }, config, block)]

  it('are backtests under the limit that is tried, and the form’s others', () => {
    const [{ train }] = plan.windows as [(typeof plan.windows)[number]]
    const set = plan.sets[3] ?? {}
    const alpha = strategyById('sma-cross')!.make(withoutRisk(set), 60)
    const limited = barConfig({ productExposureBasisPoints: 4000, trailingStopBasisPoints: 150 }, 1)
    const { equity } = runBacktest(limited, block, alpha, PLAIN_FILLS)
    expect(set[STOP]).toBe(1.5)
    expect(all[3]?.totalReturn).toBe((equity[train.to - 1] ?? 0) / 100_000 - 1)
    expect(new Set(all.map(({ totalReturn }) => totalReturn)).size).toBeGreaterThan(3)
  })

  it('make a heat map with the limit’s unit, and say where the best is at the edge', () => {
    const test = (window: number, set: number) => testTrial(plan, config, block, window, set)
    const report = judgeSweep(plan, all, test)
    if (!report.ok) throw new Error(report.error)
    expect(report.value.axes).toMatchObject([
      { parameter: STOP, label: 'Trailing stop (%)', values: [0.5, 1.5, 2.5] },
      { parameter: 'fast' },
    ])
    const best = report.value.best.parameters[STOP]
    const said = report.value.notes.some((note) =>
      note.startsWith(`The best trailing stop, ${best} %, is at the edge`),
    )
    expect(said).toBe(best !== 1.5)
    expect(report.value.best.outOfSample).toHaveLength(1)
  })
})

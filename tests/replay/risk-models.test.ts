// Backtests under every set of limits and every way to measure risk: each is settled again from its own log.
import { describe, expect, it } from 'vitest'
import { RISK_MODELS, RISK_PRESETS, type RiskRules, TAIL_ACTIONS } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'
import type { BarBlock } from '$lib/engine/block/bar-block'
import { type BacktestResult, runBacktest } from '$lib/engine/block/backtest'
import { replayBacktest } from '$lib/engine/block/replay-backtest'
import { strategyById } from '$lib/lab/strategies/registry'
import { seededBars } from '../bench/seeded-bars'
import { recordedWeek } from '../fixtures/recorded-week'
import { barConfig, blockEventsOf } from '../fixtures/risk-bars'
import { blockOf, modelOf } from '../fixtures/strategy-runs'

const WINDOW = 240
const seeded = blockOf([seededBars(4000, 'model one'), seededBars(4000, 'model two')])
const week = recordedWeek()
const PRESETS = Object.entries(RISK_PRESETS)
const MODELS = RISK_MODELS.flatMap((name, model) =>
  TAIL_ACTIONS.map((action, at) => ({ name, action, riskModel: model + 1, tailRiskAction: at + 1 })),
)

interface Verdict {
  readonly row: number
  readonly rule: string
  readonly verdict: string
  readonly figure: number
  readonly threshold: number
}

function run(block: BarBlock, risk: RiskRules): BacktestResult {
  const config = { ...barConfig(risk, block.products.length), formatVersion: 4 as const }
  const strategy = strategyById('sma-cross')
  if (strategy === undefined) throw new Error('no strategy')
  return runBacktest(config, block, modelOf(strategy, { fast: 10, slow: 40 }))
}

function verdictsOf(result: BacktestResult): readonly Verdict[] {
  return blockEventsOf(result).flatMap((event) => {
    if (event.type !== 'Other' || event.event.type !== 'RiskEvent') return []
    const { rule, verdict, figure, threshold } = event.event
    return [{ row: event.row, rule, verdict, figure, threshold }]
  })
}

/** Folds the log's signals again and finds the same records, to the last byte. */
function expectReplayed(result: BacktestResult, block: BarBlock): void {
  const again = replayBacktest(result.records, block)
  expect(again.ok && again.value.digest).toBe(result.digest)
}

function tailLimit(riskModel: number, tailRiskAction: number, tailRiskBasisPoints: number): RiskRules {
  return {
    ...{ tailRiskBasisPoints, riskModel, tailRiskAction, riskWindow: WINDOW },
    tailRiskHorizon: durationMs(1_800_000),
  }
}

/** Of purchases judged once the window was full: by an estimate, and not as too young. */
function estimated(result: BacktestResult, rule: string): readonly Verdict[] {
  return verdictsOf(result).filter((one) => one.rule === rule && one.row > WINDOW + 60)
}

function expectBound(
  block: BarBlock,
  { name, action, ...model }: (typeof MODELS)[number],
  limit: number,
): void {
  const result = run(block, tailLimit(model.riskModel, model.tailRiskAction, limit))
  const verdicts = estimated(result, 'tail-risk')
  expect(verdicts.length, name).toBeGreaterThan(0)
  for (const { verdict, figure, threshold } of verdicts) {
    expect(threshold).toBe(limit)
    expect(figure).toBeGreaterThan(limit)
    if (action === 'cancel') expect(verdict).toBe('refused')
  }
  if (action === 'cut') expect(verdicts.some(({ verdict }) => verdict === 'resized')).toBe(true)
  expectReplayed(result, block)
}

describe('on seeded bars of two products', () => {
  it.each(PRESETS)('a backtest under the limits “%s” replays', (_, rules) => {
    const result = run(seeded, rules)
    expect(result.trades).toBeGreaterThan(0)
    expectReplayed(result, seeded)
  })

  it.each(MODELS)('the $name tail limit binds, by $action, and replays', (model) => {
    expectBound(seeded, model, 30)
  })

  it.each(MODELS)('the $name tail limit leaves alone what stays within it ($action)', (model) => {
    const wide = run(seeded, tailLimit(model.riskModel, model.tailRiskAction, 10_000))
    expect(estimated(wide, 'tail-risk')).toEqual([])
    expectReplayed(wide, seeded)
  })

  it.each([
    ['volatility-target', { volatilityTargetBasisPoints: 500 }],
    ['correlated-exposure', { correlatedExposureBasisPoints: 3000 }],
  ] as const)('%s binds under every estimate, and replays', (rule, limit) => {
    for (let riskModel = 1; riskModel <= RISK_MODELS.length; riskModel += 1) {
      const result = run(seeded, { ...limit, riskModel, riskWindow: WINDOW })
      expect(estimated(result, rule).length).toBeGreaterThan(0)
      expectReplayed(result, seeded)
    }
  })
})

describe.skipIf(week === undefined)('on a recorded week of BTC-USD', () => {
  it.each(PRESETS)('a backtest under the limits “%s” replays', (_, rules) => {
    if (week !== undefined) expectReplayed(run(week, rules), week)
  })

  it.each(MODELS)('the $name tail limit binds, by $action, and replays', (model) => {
    if (week !== undefined) expectBound(week, model, 100)
  })
})

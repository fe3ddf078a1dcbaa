import { describe, expect, it } from 'vitest'
import type { RiskRules } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'
import { signalsOf } from '$lib/engine/block/block-signals'
import type { BarBlock } from '$lib/engine/block/bar-block'
import { type BacktestResult, runBacktest } from '$lib/engine/block/backtest'
import type { AlphaModel } from '$lib/engine/stages/alpha/contract'
import { type Decider, type RuleGround, RuleTrials } from '$lib/lab/rule-worth/rule-trials'
import type { RuleWorthReport } from '$lib/lab/rule-worth/types'
import { variantsOf } from '$lib/lab/rule-worth/variants'
import { strategyById } from '$lib/lab/strategies/registry'
import { productIndex, quantityUnits } from '$lib/core/product'
import { type Ohlc, alphaOf, barConfig, ohlc, sealed } from '../../../fixtures/risk-bars'
import { blockOf, drawnBars, modelOf, runOn } from '../../../fixtures/strategy-runs'

const block = blockOf(drawnBars({ rows: 2000, products: 2, gaps: 0.02, step: 40, seed: 'worth' }))
const SMA = strategyById('sma-cross')!
const sma = (fast = 5): AlphaModel => modelOf(SMA, { fast, slow: 20 })
const RULES: RiskRules = {
  productExposureBasisPoints: 3000,
  trailingStopBasisPoints: 100,
  coolDown: durationMs(600_000),
}

function model(make: () => AlphaModel): Decider {
  return { type: 'model', make }
}

/** What a model decides elsewhere, under each set of limits. */
function signalsUnder(make: () => AlphaModel): Decider {
  const of = variantsOf(RULES).map((rules) => {
    const signals = signalsOf(runOn(block, make(), rules).records)
    return signals.ok ? signals.value : []
  })
  return { type: 'signals', of }
}

function trialsOf(run: BacktestResult, over: Partial<RuleGround> = {}, on: BarBlock = block): RuleTrials {
  const { records, digest } = run
  const trials = RuleTrials.open({ records, digest, block: on, decider: model(() => sma()), ...over })
  if (!trials.ok) throw new Error(trials.error)
  return trials.value
}

function reportOf(trials: RuleTrials): RuleWorthReport {
  while (!trials.done) trials.step()
  const report = trials.finish()
  if (!report.ok) throw new Error(report.error)
  return report.value
}

describe('what each rule was worth', () => {
  const run = runOn(block, sma(), RULES)
  const report = reportOf(trialsOf(run))
  const endOf = (risk: RiskRules): number => runOn(block, sma(), risk).equity.at(-1) ?? NaN

  it('runs the backtest as it was, without limits, without each and under each alone', () => {
    const { productExposureBasisPoints, ...without } = RULES
    expect(report.decisions).toBe('again')
    expect(report.asRun).toMatchObject({ equity: run.equity.at(-1), maxDrawdown: run.maxDrawdown })
    expect(report.unlimited.equity).toBe(endOf({}))
    const [exposure, stop] = report.rows
    expect(report.rows.map(({ rule }) => rule)).toEqual(['product-exposure', 'trailing-stop', 'cool-down'])
    expect(exposure?.without?.equity).toBe(endOf(without))
    expect(exposure?.alone?.equity).toBe(
      endOf({ productExposureBasisPoints: productExposureBasisPoints ?? 0 }),
    )
    expect(stop?.alone?.equity).toBe(endOf({ trailingStopBasisPoints: 100 }))
    expect(new Set(report.rows.map(({ without }) => without?.equity)).size).toBeGreaterThan(1)
  })

  it('counts verdicts and says in a sentence what came of them', () => {
    const [exposure, stop, pause] = report.rows
    expect(exposure).toMatchObject({ title: 'Product exposure', limit: '30 %', refused: 0, sales: 0 })
    expect(exposure?.resized).toBeGreaterThan(5)
    expect(stop?.sales).toBeGreaterThan(5)
    expect(pause?.refused).toBeGreaterThan(0)
    expect(stop?.sentence).toMatch(
      /^Trailing stop 1 %: \d+ sales, which one by one (saved|cost) \$[\d,.]+\. Without it the run ends at \$[\d,.]+/,
    )
    expect(report.notes.join(' ')).toContain('decided anew')
  })

  it('settles the recorded signals where nobody can decide anew, or decides otherwise', () => {
    for (const decider of [undefined, model(() => sma(6)), signalsUnder(() => sma(6))]) {
      const settled = reportOf(trialsOf(run, { decider }))
      expect(settled.decisions).toBe('recorded')
      expect(settled.asRun).toEqual(report.asRun)
      expect(settled.rows.map(({ sales, saved }) => [sales, saved])).toEqual(
        report.rows.map(({ sales, saved }) => [sales, saved]),
      )
      expect(settled.notes.join(' ')).toContain('settled again')
    }
  })

  it('takes what was decided elsewhere under each set of limits, if it is the run under its own', () => {
    expect(reportOf(trialsOf(run, { decider: signalsUnder(() => sma()) }))).toEqual(report)
  })

  it('tells how far it is', () => {
    const trials = trialsOf(run)
    expect(trials.rows).toBe(8 * block.rows)
    trials.step()
    expect(trials.row).toBeGreaterThan(0)
    expect(trials.finish().ok).toBe(false)
  })

  it('has a sentence for a run without limits, for a log that is none, and for one that was changed', () => {
    const free = runOn(block, sma())
    const open = (ground: Partial<RuleGround>): ReturnType<typeof RuleTrials.open> =>
      RuleTrials.open({ ...free, block, decider: undefined, ...ground })
    expect(open({})).toMatchObject({ ok: false, error: expect.stringContaining('No limit') as string })
    expect(open({ records: [] })).toMatchObject({ ok: false })
    const changed = trialsOf(run, { digest: 'another' })
    while (!changed.done) changed.step()
    expect(changed.finish()).toMatchObject({ ok: false, error: expect.stringContaining('verify') as string })
    const forged = trialsOf(run, { records: [run.records[0]!, new Uint8Array([9, 9])], decider: undefined })
    while (!forged.done) forged.step()
    expect(forged.finish().ok).toBe(false)
  })
})

describe('dollars that a rule saved', () => {
  const flat = (price: number): Ohlc => [price, price, price, price]
  const bars = ohlc([10_000, 10_000, 9400, 9000, 8000].map(flat))
  const buyOnce = alphaOf((context, signals) => {
    if (context.tick === 0) signals.quantity(productIndex(0), 'buy', quantityUnits(100_000_000), '')
  })

  it('are those of the verdict book: what was sold would have lost so much since', () => {
    const falling = sealed(bars)
    const run = runBacktest(barConfig({ trailingStopBasisPoints: 500 }), falling, buyOnce)
    const report = reportOf(trialsOf(run, { decider: model(() => buyOnce) }, falling))
    // One coin, bought at $100, sold at the open of $94, worth $80 at the end.
    expect(report.rows[0]).toMatchObject({ sales: 1, saved: 14, refused: 0, resized: 0 })
    expect(report.asRun.equity - (report.rows[0]?.without?.equity ?? 0)).toBeCloseTo(14, 9)
    expect(report.rows[0]?.without).toEqual(report.unlimited)
    expect(report.rows[0]?.alone).toEqual(report.asRun)
  })
})

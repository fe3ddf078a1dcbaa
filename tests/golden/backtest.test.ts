import { describe, expect, it } from 'vitest'
import { decimalToString } from '$lib/core/decimal'
import type { RiskRules } from '$lib/core/risk-rules'
import { sealBlock } from '$lib/engine/block/bar-block'
import { type BacktestResult, runBacktest } from '$lib/engine/block/backtest'
import type { MatchConfig } from '$lib/engine/config'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import { seededBars } from '../bench/seeded-bars'
import { barConfig } from '../fixtures/risk-bars'
import { matchConfig, runConfig, spec } from '../fixtures/synthetic-match'

function golden(config: MatchConfig): BacktestResult {
  const block = sealBlock(60, [seededBars(20_000, 'golden')])
  if (!block.ok) throw new Error(block.error)
  return runBacktest(config, block.value, new SmaCross(10, 30))
}

function figuresOf({ digest, trades, portfolio, maxDrawdown }: BacktestResult): unknown {
  return {
    ...{ digest, trades, maxDrawdown },
    equity: decimalToString(portfolio.equity),
    fees: decimalToString(portfolio.feesPaid),
  }
}

describe('the golden backtest', () => {
  it('[B5] SMA 10/30 over seeded bars has the pinned statistics and digest', () => {
    const rules = { preset: 'classic', fees: { type: 'flat', basisPoints: 10 }, risk: {} } as const
    const products = [spec('BTC-USD', '0.01', '0.00000001')]
    const config = { ...matchConfig(rules), products, runs: [runConfig('sma-cross')] }
    // Changes only in a commit that says why: it means that results stored before no longer verify.
    expect(figuresOf(golden(config))).toEqual({
      digest: 'fc803187f6cb1a621937889d8145f8ecc489b1f5cdf3758266c0a8fdf466b8c4',
      trades: 743,
      equity: '48809.3060491693356',
      fees: '52729.1850778432644',
      maxDrawdown: 0.5132460756436026,
    })
  })

  it('[B5][B6][B7] so has the same with stops and limits', () => {
    const risk = {
      ...{ productExposureBasisPoints: 8000, trailingStopBasisPoints: 50, productDrawdownBasisPoints: 60 },
      ...{ runDrawdownBasisPoints: 3000, dailyLossBasisPoints: 2000, coolDown: 600_000 },
    } as RiskRules
    expect(figuresOf(golden(barConfig(risk, 1, { type: 'flat', basisPoints: 10 })))).toEqual({
      digest: '0c3d7b8e5001db2301bf83a057e27cf7c642bb6839b3bfd381c2cff211a2adc0',
      trades: 422,
      equity: '69993.4767052048612',
      fees: '28283.9076103413388',
      maxDrawdown: 0.3000652329479514,
    })
  })
})

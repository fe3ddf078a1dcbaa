import { describe, expect, it } from 'vitest'
import { decimalToString } from '$lib/core/decimal'
import { sealBlock } from '$lib/engine/block/bar-block'
import { runBacktest } from '$lib/engine/block/backtest'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import { seededBars } from '../bench/seeded-bars'
import { matchConfig, runConfig, spec } from '../fixtures/synthetic-match'

describe('the golden backtest', () => {
  it('[B5] SMA 10/30 over seeded bars has the pinned statistics and digest', () => {
    const block = sealBlock(60, [seededBars(20_000, 'golden')])
    if (!block.ok) throw new Error(block.error)
    const rules = { preset: 'classic', fees: { type: 'flat', basisPoints: 10 }, risk: {} } as const
    const products = [spec('BTC-USD', '0.01', '0.00000001')]
    const config = { ...matchConfig(rules), products, runs: [runConfig('sma-cross')] }
    const result = runBacktest(config, block.value, new SmaCross(10, 30))
    // Changes only in a commit that says why: it means that results stored before no longer verify.
    expect({
      digest: result.digest,
      trades: result.trades,
      equity: decimalToString(result.portfolio.equity),
      fees: decimalToString(result.portfolio.feesPaid),
      maxDrawdown: result.maxDrawdown,
    }).toEqual({
      digest: '3886bb9271002ba48b4c05c05534d2441db9b6a64d51ab49e83242823817b698',
      trades: 743,
      equity: '48809.3060491693356',
      fees: '52729.1850778432644',
      maxDrawdown: 0.5132460756436026,
    })
  })
})

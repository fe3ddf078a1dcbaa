import { describe, expect, it } from 'vitest'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { type BarBlock, sealBlock } from '$lib/engine/block/bar-block'
import { replayBacktest, runBacktest } from '$lib/engine/block/backtest'
import { equityFromLog } from '$lib/engine/block/equity-from-log'
import { decodeBlockStep } from '$lib/engine/block/block-codec'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import { seededBars } from '../bench/seeded-bars'
import { barConfig } from '../fixtures/risk-bars'
import { matchConfig, runConfig, spec } from '../fixtures/synthetic-match'

const rules = { preset: 'classic', fees: { type: 'flat', basisPoints: 10 }, risk: {} } as const
const products = [spec('BTC-USD', '0.01', '0.00000001')]
const config = { ...matchConfig(rules), products, runs: [runConfig('sma-cross')] }

function blockOf(seed: string): BarBlock {
  const block = sealBlock(60, [seededBars(40_000, seed)])
  if (!block.ok) throw new Error(block.error)
  return block.value
}

const block = blockOf('backtest')
const result = runBacktest(config, block, new SmaCross(10, 30))

describe('a backtest', () => {
  it('[B5] folds again to the same records, digest and equity', () => {
    const again = replayBacktest(result.records, block, new SmaCross(10, 30))
    if (!again.ok) throw new Error(again.error.got)
    expect(again.value.digest).toBe(result.digest)
    expect(again.value.equity).toEqual(result.equity)
    expect(result.trades).toBeGreaterThan(500)
  })

  it('[B5] gives its equity curve back from log and bars alone, bit for bit', () => {
    const rebuilt = equityFromLog(result.records, block)
    expect(rebuilt).toEqual({ ok: true, value: result.equity })
  })

  it('[B5] does both with stops and limits, and notices other limits', () => {
    const risk = { ...RISK_PRESETS.guarded, trailingStopBasisPoints: 40, productDrawdownBasisPoints: 50 }
    const stopped = runBacktest(barConfig(risk, 1, rules.fees), block, new SmaCross(10, 30))
    expect(stopped.digest).not.toBe(result.digest)
    const again = replayBacktest(stopped.records, block, new SmaCross(10, 30))
    expect(again).toMatchObject({ ok: true, value: { digest: stopped.digest, trades: stopped.trades } })
    expect(equityFromLog(stopped.records, block)).toEqual({ ok: true, value: stopped.equity })
    const looser = runBacktest(barConfig(RISK_PRESETS.guarded, 1, rules.fees), block, new SmaCross(10, 30))
    const mixed = [looser.records[0]!, ...stopped.records.slice(1)]
    expect(replayBacktest(mixed, block, new SmaCross(10, 30))).toMatchObject({
      ...{ ok: false, error: { divergedAt: 1 } },
    })
  })

  it('[B5] finds a flipped byte at its record', () => {
    for (const [seq, record] of result.records.entries()) {
      for (let byte = 0; byte < record.length; byte += 997) {
        const records = result.records.map((other) => other.slice())
        records[seq]![byte]! ^= 4
        const verdict = replayBacktest(records, block, new SmaCross(10, 30))
        expect(verdict).toMatchObject({ ok: false, error: { divergedAt: seq } })
      }
    }
  })

  it('[B5] belongs to its bars, its strategy and its parameters', () => {
    const others = replayBacktest(result.records, blockOf('another'), new SmaCross(10, 30))
    expect(others).toMatchObject({ ok: false, error: { divergedAt: 0 } })
    const slower = replayBacktest(result.records, block, new SmaCross(10, 31))
    expect(slower).toMatchObject({ ok: false, error: { divergedAt: 0 } })
    expect(replayBacktest([], block, new SmaCross(10, 30)).ok).toBe(false)
  })

  it('[G2] refuses garbage with a sentence', () => {
    const [, record] = result.records
    expect(decodeBlockStep(record!.slice(0, -1))).toMatchObject({ ok: false })
    expect(decodeBlockStep(Uint8Array.of(1, 0, 5, 77, 0))).toMatchObject({ ok: false })
  })
})

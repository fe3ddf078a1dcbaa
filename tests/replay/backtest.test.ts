import { describe, expect, it } from 'vitest'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { type BarBlock, sealBlock } from '$lib/engine/block/bar-block'
import { Backtest, STEP_ROWS, runBacktest } from '$lib/engine/block/backtest'
import { encodeHead, readHead } from '$lib/engine/block/backtest-head'
import { signalsOf } from '$lib/engine/block/block-signals'
import { PLAIN_FILLS } from '$lib/engine/block/fill-model'
import { replayBacktest } from '$lib/engine/block/replay-backtest'
import { runFromLog } from '$lib/engine/block/run-from-log'
import { decodeBlockStep } from '$lib/engine/block/block-codec'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import { seededBars } from '../bench/seeded-bars'
import { barConfig } from '../fixtures/risk-bars'
import { matchConfig, runConfig, spec } from '../fixtures/synthetic-match'
import { backtestFromSignals } from '../fixtures/settled-signals'

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
    const again = replayBacktest(result.records, block)
    if (!again.ok) throw new Error(again.error.got)
    expect(again.value.digest).toBe(result.digest)
    expect(again.value.equity).toEqual(result.equity)
    expect(result.trades).toBeGreaterThan(500)
  })

  it('[B5] gives its equity curve back from log and bars alone, bit for bit', () => {
    const rebuilt = runFromLog(result.records, block)
    expect(rebuilt.ok && rebuilt.value.equity).toEqual(result.equity)
  })

  it('[B5] does both with stops and limits, and notices other limits', () => {
    const risk = { ...RISK_PRESETS.guarded, trailingStopBasisPoints: 40, productDrawdownBasisPoints: 50 }
    const stopped = runBacktest(barConfig(risk, 1, rules.fees), block, new SmaCross(10, 30))
    expect(stopped.digest).not.toBe(result.digest)
    const again = replayBacktest(stopped.records, block)
    expect(again).toMatchObject({ ok: true, value: { digest: stopped.digest, trades: stopped.trades } })
    const rebuilt = runFromLog(stopped.records, block)
    expect(rebuilt.ok && rebuilt.value.equity).toEqual(stopped.equity)
    const looser = runBacktest(barConfig(RISK_PRESETS.guarded, 1, rules.fees), block, new SmaCross(10, 30))
    const mixed = [looser.records[0]!, ...stopped.records.slice(1)]
    expect(replayBacktest(mixed, block)).toMatchObject({
      ...{ ok: false, error: { divergedAt: 1 } },
    })
  })

  it('[B5] finds a flipped byte at its record', () => {
    for (const [seq, record] of result.records.entries()) {
      for (let byte = 0; byte < record.length; byte += 997) {
        const records = result.records.map((other) => other.slice())
        records[seq]![byte]! ^= 4
        const verdict = replayBacktest(records, block)
        expect(verdict).toMatchObject({ ok: false, error: { divergedAt: seq } })
      }
    }
  })

  it('[B5] belongs to its bars', () => {
    const others = replayBacktest(result.records, blockOf('another'))
    expect(others).toMatchObject({ ok: false, error: { divergedAt: 0 } })
    expect(replayBacktest([], block)).toMatchObject({ ok: false, error: { got: 'The log is empty.' } })
  })

  it('[B5] tells by its digest when its strategy is given another name', () => {
    const head = readHead(result.records[0]!)
    if (!head.ok) throw new Error(head.error)
    const renamed = encodeHead({ ...head.value, alphaName: 'a better one' })
    const again = replayBacktest([renamed, ...result.records.slice(1)], block)
    expect(again).toMatchObject({ ok: true, value: { trades: result.trades } })
    expect(again.ok && again.value.digest).not.toBe(result.digest)
  })

  it('[B5] ends where its records end, and nowhere else', () => {
    const { records } = result
    const cut = replayBacktest(records.slice(0, -1), block)
    expect(cut).toMatchObject({ ok: false, error: { divergedAt: records.length - 1 } })
    const long = replayBacktest([...records, records[1]!], block)
    expect(long).toMatchObject({ ok: false, error: { divergedAt: records.length } })
  })

  it('[B5] is made again from its signals alone', () => {
    const signals = signalsOf(result.records)
    if (!signals.ok) throw new Error(signals.error)
    const alpha = new SmaCross(10, 30)
    const named = [alpha.name, alpha.version] as const
    const again = backtestFromSignals(config, PLAIN_FILLS, block, ...named, signals.value)
    expect(again).toMatchObject({ ok: true, value: { digest: result.digest } })
    expect(again.ok && again.value.equity).toEqual(result.equity)
  })

  it('[B5] is folded in steps that can be counted and left', () => {
    const backtest = new Backtest({ config, block, alpha: new SmaCross(10, 30) })
    const rows: number[] = []
    while (!backtest.done) {
      backtest.step()
      rows.push(backtest.row)
    }
    expect(rows).toEqual([STEP_ROWS, 2 * STEP_ROWS, 40_000])
    expect(backtest.finish().digest).toBe(result.digest)
  })

  it('[G2] refuses garbage with a sentence', () => {
    const [, record] = result.records
    expect(decodeBlockStep(record!.slice(0, -1))).toMatchObject({ ok: false })
    expect(decodeBlockStep(Uint8Array.of(1, 0, 5, 77, 0))).toMatchObject({ ok: false })
  })
})

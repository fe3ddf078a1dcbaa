import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceTicks, productIndex, quantityUnits } from '$lib/core/product'
import { durationMs } from '$lib/core/time'
import { readHead } from '$lib/engine/block/backtest-head'
import { runBacktest } from '$lib/engine/block/backtest'
import { decodeBlockStep } from '$lib/engine/block/block-codec'
import { signalsOf } from '$lib/engine/block/block-signals'
import type { FillModel } from '$lib/engine/block/fill-model'
import { replayBacktest } from '$lib/engine/block/replay-backtest'
import { runFromLog } from '$lib/engine/block/run-from-log'
import { seededBars } from '../../bench/seeded-bars'
import { alphaOf, barConfig, sealed } from '../../fixtures/risk-bars'
import { backtestFromSignals } from '../../fixtures/settled-signals'

const ROWS = 200
const FIRST = productIndex(0)
const block = sealed(seededBars(ROWS, 'log'))
const fills: FillModel = { slippage: { type: 'half-spread', basisPoints: 4 }, latency: durationMs(90_000) }
const risk = { trailingStopBasisPoints: 40, productExposureBasisPoints: 9000 }
const alpha = alphaOf((context, signals) => {
  const { tick } = context
  if (tick % 11 === 3) signals.weight(FIRST, (tick % 5) / 4, 'A part.')
  if (tick % 13 === 5) {
    const exits = { stopLoss: priceTicks(context.last(FIRST) - 4000), timeStop: durationMs(600_000) }
    signals.quantity(FIRST, 'buy', quantityUnits(tick * 100_000), 'With a stop.', exits)
  }
})
const config = barConfig(risk, 1, { type: 'flat', basisPoints: 10 })
const result = runBacktest(config, block, alpha, fills)

const records = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 })
const changes = fc.array(fc.tuple(fc.nat(1), fc.nat(1_000_000), fc.nat(255)), { minLength: 1, maxLength: 3 })

function mutated(places: readonly (readonly [number, number, number])[]): Uint8Array[] {
  const copies = result.records.map((record) => record.slice())
  for (const [seq, place, byte] of places) {
    const record = copies[seq]
    if (record !== undefined) record[place % record.length] = byte
  }
  return copies
}

/** Everything that reads logs; none may throw. */
function readAll(log: readonly Uint8Array[]): void {
  const replayed = replayBacktest(log, block)
  // Whoever believes a log compares digests: one that verifies with the same digest is the same log.
  if (replayed.ok && replayed.value.digest === result.digest) {
    expect(log.map((record) => [...record])).toEqual(result.records.map((record) => [...record]))
  }
  runFromLog(log, block)
  for (const record of log) {
    readHead(record)
    decodeBlockStep(record)
  }
  const signals = signalsOf(log)
  if (signals.ok) backtestFromSignals(config, fills, block, 'foreign', '1', signals.value)
}

describe('The log of a backtest', () => {
  it('[B5] replays with stops, exits, slippage and latency', () => {
    const again = replayBacktest(result.records, block)
    expect(again).toMatchObject({ ok: true, value: { digest: result.digest, trades: result.trades } })
    expect(result.trades).toBeGreaterThan(15)
  })

  it('[G2] is anything at all, and nothing throws', () => {
    fc.assert(
      fc.property(records, (log) => readAll(log)),
      { numRuns: 300 },
    )
  })

  it('[B5][G2] once changed, is refused, diverges, or has another digest', () => {
    fc.assert(
      fc.property(changes, (places) => readAll(mutated(places))),
      { numRuns: 400 },
    )
  })
})

import { describe, expect, it } from 'vitest'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { priceTicks, productIndex, quantityUnits } from '$lib/core/product'
import { durationMs } from '$lib/core/time'
import { AlphaFault } from '$lib/engine/block/alpha-fault'
import { STEP_ROWS, runBacktest } from '$lib/engine/block/backtest'
import { type BlockSignal, signalsOf } from '$lib/engine/block/block-signals'
import { PLAIN_FILLS } from '$lib/engine/block/fill-model'
import { replayBacktest } from '$lib/engine/block/replay-backtest'
import { seededBars } from '../../bench/seeded-bars'
import { alphaOf, barConfig, sealed, tale } from '../../fixtures/risk-bars'
import { backtestFromSignals } from '../../fixtures/settled-signals'

const FIRST = productIndex(0)
const SECOND = productIndex(1)
const bars = seededBars(200, 'signals')
const block = sealed(bars)
const exits = {
  stopLoss: priceTicks(5_990_000),
  takeProfit: 'none',
  timeStop: durationMs(3_600_000),
} as const

/** Buys, arms exits, moves one with a quantity of 0, wants a weight with exits. */
const alpha = alphaOf((context, signals) => {
  const { tick } = context
  if (tick === 3) signals.quantity(FIRST, 'buy', quantityUnits(100_000_000), 'Bought.', exits)
  if (tick === 5)
    signals.quantity(FIRST, 'buy', quantityUnits(0), 'Tighter.', { timeStop: durationMs(60_000) })
  if (tick === 90) signals.weight(FIRST, 0.3, 'A third.', { takeProfit: priceTicks(9_000_000) })
  if (tick === 120) signals.weight(FIRST, 0, 'Enough.')
})

describe('the signals of a log', () => {
  const result = runBacktest(barConfig(RISK_PRESETS.guarded), block, alpha)

  it('[B5] are recorded in full, with the exits they name and why', () => {
    expect(signalsOf(result.records)).toEqual({
      ok: true,
      value: [
        { row: 3, product: 0, kind: 'buy', amount: 100_000_000, exits, reason: 'Bought.' },
        { row: 5, product: 0, kind: 'buy', amount: 0, exits: { timeStop: 60_000 }, reason: 'Tighter.' },
        {
          row: 90,
          product: 0,
          kind: 'weight',
          amount: 0.3,
          exits: { takeProfit: 9_000_000 },
          reason: 'A third.',
        },
        { row: 120, product: 0, kind: 'weight', amount: 0 },
      ],
    })
    expect(tale(result)).toContain('4 ExitsChanged')
  })

  it('[B5] reproduce sales by exits and all else without the alpha', () => {
    expect(result.trades).toBeGreaterThan(3)
    expect(replayBacktest(result.records, block)).toMatchObject({
      ok: true,
      value: { digest: result.digest },
    })
  })

  it('[B5] may come with bars that have gaps', () => {
    const two = [seededBars(120, 'one'), seededBars(120, 'two')]
    for (const row of [4, 5, 6, 50]) {
      for (const column of [two[1]!.open, two[1]!.high, two[1]!.low, two[1]!.close]) column[row] = Number.NaN
    }
    const gaps = sealed(...two)
    const both = alphaOf((context, signals) => {
      if (context.tick % 7 === 3) signals.weight(SECOND, (context.tick % 4) / 4, '')
    })
    const run = runBacktest(barConfig({}, 2), gaps, both)
    expect(replayBacktest(run.records, gaps)).toMatchObject({ ok: true, value: { digest: run.digest } })
  })
})

describe('signals that come from elsewhere', () => {
  const config = barConfig({})
  const from = (...signals: BlockSignal[]) =>
    backtestFromSignals(config, PLAIN_FILLS, block, 'elsewhere', '1', signals)

  it('are settled as an alpha that gives them', () => {
    const result = from({ row: 10, product: FIRST, kind: 'weight', amount: 0.5 })
    const same = alphaOf((context, signals) => {
      if (context.tick === 10) signals.weight(FIRST, 0.5, '')
    })
    const named = { ...same, name: 'elsewhere' }
    expect(result.ok && result.value.digest).toBe(runBacktest(config, block, named).digest)
  })

  it.each<[string, Partial<BlockSignal>, RegExp]>([
    ['a weight above 1', { amount: 1.5 }, /weight/],
    ['a weight that is no number', { amount: Number.NaN }, /weight/],
    ['a broken quantity', { kind: 'buy', amount: 0.5 }, /quantity/],
    ['a quantity below zero', { kind: 'sell', amount: -1 }, /quantity/],
    ['another product', { product: SECOND }, /product/],
    ['a row beyond the bars', { row: 200 }, /order of the bars/],
    ['a row before the last', { row: 8 }, /Signal 2 is not in the order/],
    ['a stop at nothing', { exits: { stopLoss: 0 as never } }, /exits/],
  ])('are refused with %s', (_, wrong, sentence) => {
    const good: BlockSignal = { row: 9, product: FIRST, kind: 'weight', amount: 0.5 }
    const result = from(good, { ...good, ...wrong })
    expect(result.ok ? '' : result.error).toMatch(sentence)
  })
})

describe('an alpha that throws', () => {
  it('ends the backtest with the row it was asked at', () => {
    const cause = new Error('no such thing')
    const failing = alphaOf((context) => {
      if (context.tick === STEP_ROWS + 7) throw cause
    })
    const long = sealed(seededBars(STEP_ROWS + 50, 'fault'))
    const run = (): unknown => runBacktest(barConfig({}), long, failing)
    expect(run).toThrow(AlphaFault)
    expect(run).toThrow(expect.objectContaining({ row: STEP_ROWS + 7, cause }))
  })

  it('is told from a scan too', () => {
    const scanning = {
      ...alphaOf(() => undefined),
      scan: () => {
        throw new Error('in columns')
      },
    }
    expect(() => runBacktest(barConfig({}), block, scanning)).toThrow(/bar 0: in columns/)
  })
})

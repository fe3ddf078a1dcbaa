import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import type { RiskRules } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'
import { runBacktest } from '$lib/engine/block/backtest'
import type { FillModel, SlippageModel } from '$lib/engine/block/fill-model'
import { BuyAndHold } from '$lib/engine/stages/alpha/buy-and-hold'
import { emaCross } from '$lib/engine/stages/alpha/classic/ema-cross'
import { EqualRebalance } from '$lib/engine/stages/alpha/classic/equal-rebalance'
import type { ColumnarAlpha } from '$lib/engine/stages/alpha/columnar'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import { type Ohlc, alphaOf, barConfig, blockEventsOf, ohlc, sealed } from '../../fixtures/risk-bars'

const RUNS = 300
const ROWS = 120
const MINUTE = 60_000

const ALPHAS: Readonly<Record<string, () => ColumnarAlpha>> = {
  'an SMA cross': () => new SmaCross(2, 5),
  'an SMA cross of coarser candles': () => new SmaCross(2, 3, 300),
  'an EMA cross': () => emaCross(2, 5, 60),
  'an EMA cross of coarser candles': () => emaCross(2, 3, 300),
  'equal parts': () => new EqualRebalance(7, 0.01),
  'buy and hold': () => new BuyAndHold(),
}

/** A walk of bars, first of them missing for a while; then with one in `rarity` missing, or none where that is 0. */
function walk(random: Random, rarity: number): (Ohlc | undefined)[] {
  let price = 10_000
  const listed = random.integer(40)
  return Array.from({ length: ROWS }, (_, row) => {
    const open = price
    price = Math.max(Math.round(open * (1 + (random.uniform() - 0.5) / 20)), 100)
    if (row < listed || (rarity > 0 && random.integer(rarity) === 0)) return undefined
    return [
      open,
      Math.max(open, price) + random.integer(99),
      Math.min(open, price) - random.integer(50),
      price,
    ]
  })
}

function drawFills(random: Random): FillModel {
  const slippages: readonly SlippageModel[] = [
    { type: 'none' },
    { type: 'half-spread', basisPoints: 20 },
    { type: 'volume-share', basisPoints: 10 },
  ]
  const slippage = slippages[random.integer(slippages.length)] ?? { type: 'none' }
  return { slippage, latency: durationMs(random.integer(3) * MINUTE) }
}

function drawLimits(random: Random): RiskRules {
  const draw = random.integer(3)
  if (draw === 0) return {}
  if (draw === 1) return { trailingStopBasisPoints: 300 }
  return { trailingStopBasisPoints: 300, dailyLossBasisPoints: 2000, coolDown: durationMs(3 * MINUTE) }
}

describe('Blocks with gaps', () => {
  it.each(Object.entries(ALPHAS))('[B3][B4] are the same by columns and row by row for %s', (_, make) => {
    let trades = 0
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 12 }), (seed) => {
        const random = Random.fromSeed(seed)
        const block = sealed(ohlc(walk(random, 4)), ohlc(walk(random, random.integer(30))))
        const config = barConfig(drawLimits(random), 2, { type: 'flat', basisPoints: 10 })
        const fills = drawFills(random)
        const model = make()
        const asked = alphaOf((context, signals) => model.update(context, signals))
        const rowByRow = { ...asked, name: model.name, version: model.version }
        const rows = runBacktest(config, block, rowByRow, fills)
        const columns = runBacktest(config, block, make(), fills)
        trades += columns.trades
        expect(blockEventsOf(columns)).toEqual(blockEventsOf(rows))
        expect(columns.equity).toEqual(rows.equity)
        expect(columns.portfolio).toEqual(rows.portfolio)
        expect([columns.digest, columns.maxDrawdown]).toEqual([rows.digest, rows.maxDrawdown])
      }),
      { numRuns: RUNS },
    )
    expect(trades).toBeGreaterThan(RUNS)
  })
})

import { describe, expect, it } from 'vitest'
import { priceTicks, productIndex } from '$lib/core/product'
import { RISK_MODELS } from '$lib/core/risk-rules'
import { timeMs } from '$lib/core/time'
import { runBacktest } from '$lib/engine/block/backtest'
import { BlockContext } from '$lib/engine/block/block-context'
import { BlockGrid } from '$lib/engine/block/block-grid'
import { PortfolioEstimate } from '$lib/engine/stages/risk/tail/portfolio-estimate'
import { MinuteGrid } from '$lib/market/returns/minute-grid'
import { settingsWith } from '../../../fixtures/list-grid'
import { isBlindToFuture } from '../../../fixtures/look-ahead'
import { alphaOf, barConfig, ohlc, sealed } from '../../../fixtures/risk-bars'
import { drawnBars } from '../../../fixtures/strategy-runs'

const [A, B] = [productIndex(0), productIndex(1)]
const MINUTE = 60_000

describe('BlockGrid', () => {
  const gappy = [
    ohlc([undefined, [100, 110, 90, 105], undefined, [107, 108, 100, 101]]),
    ohlc([[9, 9, 9, 9], [8, 8, 8, 8], [7, 7, 7, 7], undefined]),
  ]

  it('shows rows once they have closed, numbered by their time, closes carried on', () => {
    const grid = new BlockGrid(sealed(...gappy))
    const first = (gappy[0]?.time[0] ?? 0) / MINUTE
    expect([grid.span, grid.oldest, grid.newest]).toEqual([MINUTE, first, first - 1])
    const closes = (product: typeof A): number[] =>
      [-1, 0, 1, 2, 3, 4].map((row) => grid.close(product, first + row))
    expect(closes(A)).toEqual(Array(6).fill(Number.NaN))
    grid.closedTo(2)
    expect(grid.newest).toBe(first + 2)
    expect(closes(A)).toEqual([Number.NaN, Number.NaN, 105, 105, Number.NaN, Number.NaN])
    grid.closedTo(3)
    expect(closes(A)).toEqual([Number.NaN, Number.NaN, 105, 105, 101, Number.NaN])
    expect(closes(B)).toEqual([Number.NaN, 9, 8, 7, 7, Number.NaN])
  })

  it('a backtest’s alpha decides after its row has closed; none later is to be seen', () => {
    const seen: number[][] = []
    const block = sealed(...gappy)
    const alpha = alphaOf((context) => {
      if (!(context instanceof BlockContext)) return
      const { prices } = context.account
      seen.push([
        prices.newest - prices.oldest,
        prices.close(A, prices.newest),
        prices.close(A, prices.newest + 1),
      ])
    })
    runBacktest(barConfig({}, 2), block, alpha)
    expect(seen).toEqual([
      [0, Number.NaN, Number.NaN],
      [1, 105, Number.NaN],
      [2, 105, Number.NaN],
      [3, 101, Number.NaN],
    ])
  })

  it('what limits on the tail decide does not hang on bars to come', () => {
    const limits = {
      ...{ tailRiskBasisPoints: 300, tailRiskAction: 2, riskWindow: 60, volatilityTargetBasisPoints: 90_000 },
      correlatedExposureBasisPoints: 7000,
    }
    for (const [index, gaps] of [0, 0.1, 0.5].entries()) {
      const bars = drawnBars({ rows: 110, products: 2, gaps, step: 60, seed: `future ${gaps}` })
      const wanting = () => alphaOf(({ tick }, signals) => signals.weight(productIndex(tick % 2), 0.9, ''))
      const config = barConfig({ ...limits, riskModel: index + 1 }, 2)
      for (const row of [70, 90]) {
        expect(isBlindToFuture(config, bars, wanting, row, `after ${row}`)).toBe(true)
      }
    }
  })

  it('says the same as a live match over the same minutes, to the last bit', () => {
    const bars = drawnBars({ rows: 400, products: 2, gaps: 0.1, step: 40, seed: 'live and block' })
    const block = new BlockGrid(sealed(...bars))
    block.closedTo(399)
    const last = bars[0]?.time[399] ?? 0
    const live = new MinuteGrid(2, { now: timeMs(last + MINUTE) })
    for (const [product, { time, close }] of bars.entries()) {
      time.forEach((start, row) => {
        const price = close[row] ?? Number.NaN
        if (price > 0)
          live.add({ product: productIndex(product), start: timeMs(start), close: priceTicks(price) })
      })
    }
    const values = Float64Array.of(300, 200)
    for (const model of RISK_MODELS) {
      const [one, other] = [block, live].map((grid) => {
        const estimate = new PortfolioEstimate(settingsWith({ model, window: 200 }), 2)
        estimate.update(grid)
        return [
          estimate.tailValueAtRisk(values),
          estimate.correlation(A, B),
          estimate.yearlyDeviation(values),
        ]
      })
      expect(one?.[0]).toBeGreaterThan(0)
      expect(one).toEqual(other)
    }
  })
})

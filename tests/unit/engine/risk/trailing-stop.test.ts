import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { highestBelow, highestBelowRatio } from '$lib/engine/stages/risk/stop-price'
import { TrailingStopRiskManagementModel } from '$lib/engine/stages/risk/trailing-stop'
import { type DeskSettings, RiskDesk } from '../../../fixtures/risk-context'
import { spec } from '../../../fixtures/synthetic-match'

const AAA = 0

function desk(basisPoints: number, settings: DeskSettings = {}): RiskDesk {
  return new RiskDesk(new TrailingStopRiskManagementModel(basisPoints, 2), settings)
}

/** Holds one unit bought at `cost` cents, without fees. */
function holding(basisPoints: number, cost: number, settings: DeskSettings = {}): RiskDesk {
  return desk(basisPoints, settings).quote(AAA, cost).trade(AAA, 1)
}

/**
 * QuantConnect Lean at commit 24863901d, Tests/Algorithm/Framework/Risk/TrailingStopRiskManagementModelTests.cs.
 * The cases of long positions; nothing is sold short here, so those of short ones have no counterpart.
 */
const PUBLISHED = [
  {
    name: 'long',
    basisPoints: 500,
    entry: 100,
    prices: [10_000, 9_995, 9_994, 9_500, 9_499],
    fires: [0, 0, 0, 0, 1],
  },
  { name: 'first call long', basisPoints: 1000, entry: 10_000, prices: [8_999], fires: [1] },
]

describe('TrailingStopRiskManagementModel', () => {
  it.each(PUBLISHED)('[S5] does as published: $name', ({ basisPoints, entry, prices, fires }) => {
    const trader = holding(basisPoints, entry)
    expect(prices.map((price) => trader.price(AAA, price).length)).toEqual(fires)
  })

  it('[S5] does as published: not invested', () => {
    const trader = desk(500)
    expect([10_000, 9_499, 9_000].flatMap((price) => trader.price(AAA, price))).toEqual([])
  })

  it.each([
    [100, 95],
    [200, 190],
  ])('[S5] stays at the published exact boundary: peak %i, price %i thousandths', (peak, price) => {
    const fine = { products: [spec('AAA-USD', '0.001', '1')] }
    expect(holding(500, peak, fine).price(AAA, price)).toEqual([])
    expect(holding(500, peak, fine).price(AAA, price - 1)).toEqual(['trailing-stop'])
  })

  it('[S5] stays at each of 20,000 exact falls of 5 %, and sells one tick below', () => {
    const outcomes = { atBoundary: 0, below: 0, asDoubles: 0 }
    const model = new TrailingStopRiskManagementModel(500, 1)
    const trader = new RiskDesk(model, { products: [spec('AAA-USD', '0.001', '1')] })
    for (let tenths = 1; tenths <= 20_000; tenths += 1) {
      const [peak, boundary] = [tenths * 100, tenths * 95]
      if ((peak / 1000 - boundary / 1000) / (peak / 1000) > 0.05) outcomes.asDoubles += 1
      // Half of the peaks are costs, half are prices that came later.
      trader.quote(AAA, tenths % 2 === 0 ? peak : boundary).trade(AAA, 1)
      trader.price(AAA, peak)
      outcomes.atBoundary += trader.price(AAA, boundary).length
      outcomes.below += trader.price(AAA, boundary - 1).length
      trader.quote(AAA, peak).sellOut(AAA)
    }
    expect(outcomes).toMatchObject({ atBoundary: 0, below: 20_000 })
    expect(outcomes.asDoubles).toBeGreaterThan(9_000)
  })

  it('[S5] says the fall from the peak, the limit and the price its stop stood at', () => {
    const trader = holding(500, 9_000)
    trader.price(AAA, 10_000)
    trader.price(AAA, 9_400)
    expect(trader.sales).toEqual([
      { product: AAA, rule: 'trailing-stop', figure: 600, threshold: 500, level: 9_499 },
    ])
  })

  it('[S5] begins at the average cost, fees included', () => {
    // 100.00 and 1 % of fee: the peak is 101.00, of which 95 % are 95.95.
    const paid = (): RiskDesk => holding(500, 10_000, { basisPoints: 100 })
    expect(paid().price(AAA, 9_595)).toEqual([])
    expect(paid().price(AAA, 9_594)).toEqual(['trailing-stop'])
  })

  it('[S5] sells at the first look when the price is below already', () => {
    expect(holding(500, 10_000).price(AAA, 5_000)).toEqual(['trailing-stop'])
    expect(desk(500).quote(AAA, 9_000, 8_900, 9_999).trade(AAA, 1).look(AAA)).toEqual(['trailing-stop'])
  })

  it('[S5] lifts the peak when more is bought at a higher cost, and keeps it at a lower one', () => {
    const lifted = holding(500, 10_000).quote(AAA, 20_000).trade(AAA, 1)
    // The average cost is 150.00, and no price was looked at since.
    expect(lifted.price(AAA, 14_250)).toEqual([])
    expect(lifted.price(AAA, 14_249)).toEqual(['trailing-stop'])
    const kept = holding(500, 10_000)
    kept.price(AAA, 12_000)
    kept.quote(AAA, 11_500).trade(AAA, 5)
    expect(kept.price(AAA, 11_400)).toEqual([])
    expect(kept.price(AAA, 11_399)).toEqual(['trailing-stop'])
  })

  it('[S5] keeps the peak through a sale of a part and drops it with the last unit', () => {
    const trader = desk(500).quote(AAA, 10_000).trade(AAA, 4)
    trader.price(AAA, 20_000)
    trader.trade(AAA, -3)
    expect(trader.price(AAA, 19_000)).toEqual([])
    expect(trader.price(AAA, 18_999)).toEqual(['trailing-stop'])
    trader.sellOut(AAA)
    expect(trader.price(AAA, 100)).toEqual([])
    trader.quote(AAA, 10_000).trade(AAA, 1)
    expect(trader.price(AAA, 9_500)).toEqual([])
  })

  it('[S11] asks once for what cannot be sold, and begins anew with the next purchase', () => {
    const dust = holding(500, 10_000)
    dust.price(AAA, 20_000)
    expect(dust.price(AAA, 10_000)).toEqual(['trailing-stop'])
    dust.cancelled(AAA, -1, 'risk')
    expect(dust.price(AAA, 9_000)).toEqual([])
    dust.quote(AAA, 10_000).trade(AAA, 999)
    expect(dust.price(AAA, 9_500)).toEqual([])
    expect(dust.price(AAA, 9_499)).toEqual(['trailing-stop'])
  })

  it('[S11] goes on watching what a sale by the agent leaves of a position that is to be sold', () => {
    const trader = desk(500).quote(AAA, 10_000).trade(AAA, 4)
    expect(trader.price(AAA, 9_000)).toEqual(['trailing-stop'])
    expect(trader.price(AAA, 8_900)).toEqual([])
    trader.trade(AAA, -1)
    expect(trader.price(AAA, 9_800)).toEqual([])
    expect(trader.price(AAA, 9_000)).toEqual(['trailing-stop'])
  })

  it('[S14] takes over a position that was there before it, at its cost', () => {
    const held = holding(500, 10_000)
    const late = new TrailingStopRiskManagementModel(500, 2)
    const asked: number[] = []
    const orders = { liquidate: (product: number) => asked.push(product), halt: () => undefined }
    held.quote(AAA, 9_500)
    late.watch(productIndex(AAA), held.account, orders)
    held.quote(AAA, 9_499)
    late.watch(productIndex(AAA), held.account, orders)
    expect(asked).toEqual([AAA])
  })

  it('[S5] with 100 % never sells', () => {
    const trader = holding(10_000, 10_000)
    expect(trader.price(AAA, 1)).toEqual([])
    expect(trader.report().stopsOf(productIndex(AAA))).toEqual({})
  })

  it('tells where it stands', () => {
    const trader = holding(500, 9_000)
    trader.price(AAA, 10_000)
    trader.price(AAA, 9_800)
    const report = trader.report()
    expect(report.stopsOf(productIndex(AAA))).toEqual({ trailingStop: 9_499 })
    expect(report.gauges).toEqual([{ rule: 'trailing-stop', product: AAA, figure: 200, threshold: 500 }])
    expect(desk(500).report().gauges).toEqual([])
  })
})

describe('stop prices', () => {
  it.each([1, 2, 37, 500, 4_999, 9_999, 10_000])(
    'are exact for peaks up to 2^53 at %i basis points',
    (limit) => {
      const most = Number.MAX_SAFE_INTEGER
      const peaks = [1, 2, 9_999, 10_000, 10_001, 123_456_789, most - 10_000, most - 1, most]
      for (const peak of peaks) {
        const exact = highestBelowRatio({ numerator: BigInt(peak), denominator: 1n }, limit)
        expect(highestBelow(peak, limit)).toBe(exact)
        const fires = (price: bigint): boolean =>
          (BigInt(peak) - price) * 10_000n > BigInt(limit) * BigInt(peak)
        expect([fires(BigInt(exact)), fires(BigInt(exact) + 1n)]).toEqual([true, false])
      }
    },
  )
})

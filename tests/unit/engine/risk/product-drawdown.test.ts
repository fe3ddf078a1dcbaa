import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { ProductDrawdown } from '$lib/engine/stages/risk/product-drawdown'
import { type DeskSettings, RiskDesk } from '../../../fixtures/risk-context'

const AAA = 0
const BBB = 1

function desk(basisPoints: number, settings: DeskSettings = {}): RiskDesk {
  return new RiskDesk(new ProductDrawdown(basisPoints, 2), settings)
}

describe('ProductDrawdown', () => {
  it('[S6] sells strictly beyond the limit below cost, however high the price was', () => {
    const trader = desk(300).quote(AAA, 10_000).trade(AAA, 2)
    expect([20_000, 9_700, 9_699, 9_600].map((price) => trader.price(AAA, price))).toEqual([
      [],
      [],
      ['product-drawdown'],
      [],
    ])
    expect(trader.sales).toEqual([
      { product: AAA, rule: 'product-drawdown', figure: 301, threshold: 300, level: 9_699 },
    ])
  })

  it('[S6] counts the fees of the purchases, exactly', () => {
    // 100 units for 100.00 and 0.1 % cost 100.10 each: 97 % of that is 97.097.
    const paid = (): RiskDesk => desk(300, { basisPoints: 10 }).quote(AAA, 10_000).trade(AAA, 100)
    expect(paid().price(AAA, 9_710)).toEqual([])
    expect(paid().price(AAA, 9_709)).toEqual(['product-drawdown'])
  })

  it('[S6] follows the average cost through purchases and sales of parts', () => {
    const trader = desk(1000).quote(AAA, 10_000).trade(AAA, 1)
    trader.quote(AAA, 9_500).trade(AAA, 1).trade(AAA, -1)
    // The average cost is 97.50.
    expect(trader.price(AAA, 8_775)).toEqual([])
    expect(trader.price(AAA, 8_774)).toEqual(['product-drawdown'])
  })

  it('[S6] looks at each product alone, and at none that is not held', () => {
    const trader = desk(300).quote(AAA, 10_000).quote(BBB, 100).trade(AAA, 1)
    expect(trader.price(BBB, 1)).toEqual([])
    expect(trader.price(AAA, 9_000)).toEqual(['product-drawdown'])
    trader.sellOut(AAA)
    expect(trader.price(AAA, 1)).toEqual([])
  })

  it('[S11] asks once for what cannot be sold, and again when the holding has changed', () => {
    const trader = desk(300).quote(AAA, 10_000).trade(AAA, 2)
    expect(trader.price(AAA, 9_000)).toHaveLength(1)
    trader.cancelled(AAA, -2, 'risk')
    expect(trader.price(AAA, 8_000)).toHaveLength(0)
    trader.trade(AAA, -1)
    expect(trader.price(AAA, 8_000)).toHaveLength(1)
  })

  it('tells where it stands', () => {
    const trader = desk(300).quote(AAA, 10_000).trade(AAA, 1).quote(AAA, 9_900)
    const report = trader.report()
    expect(report.stopsOf(productIndex(AAA))).toEqual({ drawdownStop: 9_699 })
    expect(report.gauges).toEqual([{ rule: 'product-drawdown', product: AAA, figure: 100, threshold: 300 }])
  })
})

import { describe, expect, it } from 'vitest'
import { durationMs } from '$lib/core/time'
import { CoolDown } from '$lib/engine/stages/risk/cool-down'
import { OrderRate } from '$lib/engine/stages/risk/order-rate'
import { PriceCollar } from '$lib/engine/stages/risk/price-collar'
import { ReversalInterval } from '$lib/engine/stages/risk/reversal-interval'
import { RiskDesk } from '../../../fixtures/risk-context'

const AAA = 0
const BBB = 1
const MINUTE = durationMs(60_000)
const [BUY, SELL] = [1, -1]

describe('PriceCollar', () => {
  /** Seen at 99.90 / 100.10, 50 basis points. */
  const decided = (): RiskDesk =>
    new RiskDesk(new PriceCollar(50)).quote(AAA, 20_000, 19_980, 20_000).trade(AAA, 1).decide()

  it.each([
    ['the ask of a purchase', BUY, 20_000, 20_100, 'approved'],
    ['the ask of a purchase', BUY, 20_000, 20_101, 'price-collar'],
    ['the ask of a purchase', BUY, 19_000, 19_900, 'approved'],
    ['the ask of a purchase', BUY, 19_000, 19_899, 'price-collar'],
    ['the bid of a sale', SELL, 19_881, 30_000, 'approved'],
    ['the bid of a sale', SELL, 19_880, 30_000, 'price-collar'],
    ['the bid of a sale', SELL, 20_079, 30_000, 'approved'],
    ['the bid of a sale', SELL, 20_080, 30_000, 'price-collar'],
  ])('[S10] judges %s: side %i, bid %i, ask %i: %s', (_, change, bid, ask, verdict) => {
    expect(decided().quote(AAA, 20_000, bid, ask).judge(AAA, change)).toBe(verdict)
  })

  it('[S10] says how far the quote moved', () => {
    expect(decided().quote(AAA, 20_000, 19_980, 20_400).assess(AAA, BUY)).toMatchObject({
      reason: { rule: 'price-collar', figure: 200, threshold: 50 },
    })
  })

  it('[S10] refuses what had no quote in the snapshot, and lets exits alone pass', () => {
    const trader = new RiskDesk(new PriceCollar(50)).decide().quote(AAA, 10_000)
    expect(trader.assess(AAA, BUY)).toMatchObject({ reason: { figure: Number.MAX_SAFE_INTEGER } })
    expect([trader.judge(AAA, SELL), trader.judge(AAA, 0)]).toEqual(['price-collar', 'approved'])
  })
})

describe('OrderRate', () => {
  it('[S10] allows so many orders within any 60 s, whatever became of them', () => {
    const trader = new RiskDesk(new OrderRate(2)).quote(AAA, 100)
    trader.trade(AAA, 2).wait(30_000)
    expect(trader.judge(AAA, BUY)).toBe('approved')
    trader.cancelled(AAA, BUY, 'signal')
    expect(trader.assess(BBB, BUY)).toMatchObject({
      reason: { rule: 'order-rate', figure: 3, threshold: 2 },
    })
    expect([trader.judge(AAA, SELL), trader.judge(AAA, 0)]).toEqual(['order-rate', 'approved'])
    trader.wait(29_999)
    expect(trader.judge(AAA, SELL)).toBe('order-rate')
    trader.wait(1)
    expect(trader.judge(AAA, SELL)).toBe('approved')
    trader.trade(AAA, SELL)
    expect(trader.judge(AAA, SELL)).toBe('order-rate')
    trader.wait(30_000)
    expect(trader.judge(AAA, SELL)).toBe('approved')
  })

  it('[S10] does not count what the risk layer sells, nor what is refused', () => {
    const trader = new RiskDesk(new OrderRate(2)).quote(AAA, 100).trade(AAA, 2)
    trader.trade(AAA, -1, 'risk').cancelled(AAA, -1, 'risk')
    expect([trader.judge(AAA, BUY), trader.judge(AAA, BUY)]).toEqual(['approved', 'approved'])
    expect(trader.report().gauges).toEqual([{ rule: 'order-rate', figure: 1, threshold: 2 }])
  })
})

describe('CoolDown', () => {
  it.each(['signal', 'risk'] as const)(
    '[S10] allows no purchase after a sale at a loss by a %s',
    (origin) => {
      const trader = new RiskDesk(new CoolDown(MINUTE)).quote(AAA, 100).trade(AAA, 3)
      trader.quote(AAA, 99).trade(AAA, -1, origin)
      trader.wait(MINUTE - 1)
      expect(trader.assess(BBB, BUY)).toMatchObject({
        reason: { rule: 'cool-down', figure: MINUTE - 1, threshold: MINUTE },
      })
      expect([trader.judge(AAA, SELL), trader.judge(AAA, 0)]).toEqual(['approved', 'approved'])
      expect(trader.report().gauges).toHaveLength(1)
      trader.wait(1)
      expect(trader.judge(AAA, BUY)).toBe('approved')
      expect(trader.report().gauges).toHaveLength(0)
    },
  )

  it('[S10] counts fees as losses, and no sale that breaks even', () => {
    const even = new RiskDesk(new CoolDown(MINUTE)).quote(AAA, 100).trade(AAA, 2).trade(AAA, -1)
    expect(even.judge(AAA, BUY)).toBe('approved')
    const paid = new RiskDesk(new CoolDown(MINUTE), { basisPoints: 1 }).quote(AAA, 100).trade(AAA, 2)
    expect(paid.trade(AAA, -1).judge(AAA, BUY)).toBe('cool-down')
  })

  it('[S10] is not begun by purchases or cancelled orders', () => {
    const trader = new RiskDesk(new CoolDown(MINUTE)).quote(AAA, 100).trade(AAA, 2)
    trader.quote(AAA, 50).cancelled(AAA, SELL, 'signal').trade(AAA, 1)
    expect(trader.judge(AAA, BUY)).toBe('approved')
  })
})

describe('ReversalInterval', () => {
  const desk = (): RiskDesk => new RiskDesk(new ReversalInterval(MINUTE, 2)).quote(AAA, 100).quote(BBB, 100)

  it('[S10] refuses the other side of a product’s last fill, and only that', () => {
    const trader = desk()
      .trade(AAA, 3)
      .wait(MINUTE - 1)
    expect(trader.assess(AAA, SELL)).toMatchObject({
      reason: { rule: 'reversal', figure: MINUTE - 1, threshold: MINUTE },
    })
    expect([trader.judge(AAA, BUY), trader.judge(AAA, 0), trader.judge(BBB, SELL)]).toEqual([
      'approved',
      'approved',
      'approved',
    ])
    expect(trader.report().gauges).toHaveLength(1)
    trader.wait(1)
    expect(trader.judge(AAA, SELL)).toBe('approved')
    expect(trader.report().gauges).toHaveLength(0)
  })

  it('[S10] counts the risk layer’s sales, and no cancelled order', () => {
    const trader = desk().trade(AAA, 3).wait(MINUTE).trade(AAA, -3, 'risk')
    expect(trader.judge(AAA, BUY)).toBe('reversal')
    trader.wait(MINUTE).cancelled(AAA, SELL, 'signal')
    expect(trader.judge(AAA, BUY)).toBe('approved')
  })

  it('[S10] begins anew with every fill', () => {
    const trader = desk()
      .trade(AAA, 3)
      .wait(MINUTE - 1)
      .trade(AAA, 1)
      .wait(1)
    expect(trader.judge(AAA, SELL)).toBe('reversal')
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import type { ExitOrder, ExitPlan } from '$lib/accounts/exit-plan'
import { priceTicks, productIndex } from '$lib/core/product'
import { durationMs } from '$lib/core/time'
import { AgentExits } from '$lib/engine/stages/risk/agent-exits'
import { OPENED, RiskDesk } from '../../../fixtures/risk-context'

const AAA = 0
const BBB = 1
const MINUTE = durationMs(60_000)
const stop = (price: number): ExitOrder => ({ stopLoss: priceTicks(price) })
const target = (price: number): ExitOrder => ({ takeProfit: priceTicks(price) })

describe('AgentExits', () => {
  let exits: AgentExits
  let trader: RiskDesk

  beforeEach(() => {
    exits = new AgentExits(2)
    trader = new RiskDesk(exits).quote(AAA, 10_000).quote(BBB, 5_000).trade(AAA, 4)
  })

  function order(product: number, wish: ExitOrder, reason?: string): ExitPlan {
    return exits.order(productIndex(product), wish, reason, trader.account)
  }

  const planOf = (product: number): ExitPlan | undefined => exits.planOf(productIndex(product))

  it('[S1] sells at a stop-loss’s price and below', () => {
    order(AAA, stop(9_500))
    expect([9_501, 9_500, 9_400].map((price) => trader.price(AAA, price).length)).toEqual([0, 1, 0])
    expect(trader.sales).toEqual([
      { product: AAA, rule: 'stop-loss', figure: 9_500, threshold: 9_500, level: 9_500 },
    ])
  })

  it('[S1] sells at a take-profit’s price and above', () => {
    order(AAA, target(11_000))
    expect([10_999, 11_200].map((price) => trader.price(AAA, price).length)).toEqual([0, 1])
    expect(trader.sales).toEqual([
      { product: AAA, rule: 'take-profit', figure: 11_200, threshold: 11_000, level: 11_000 },
    ])
  })

  it('[S9] a gap across the stop is told with the price there was and the price it stood at', () => {
    order(AAA, stop(9_500))
    trader.price(AAA, 7_000)
    expect(trader.sales[0]).toMatchObject({ figure: 7_000, threshold: 9_500, level: 9_500 })
  })

  it('[S2] sells once a time stop is due, whatever comes then', () => {
    order(AAA, { timeStop: MINUTE })
    expect(exits.dueAt()).toBe(OPENED + MINUTE)
    trader.wait(MINUTE - 1)
    expect(trader.look(AAA)).toEqual([])
    trader.wait(1)
    expect(trader.price(BBB, 5_000)).toEqual(['time-stop'])
    const due = OPENED + MINUTE
    expect(trader.sales).toEqual([
      { product: AAA, rule: 'time-stop', figure: due, threshold: due, level: undefined },
    ])
    expect(exits.dueAt()).toBe(Number.POSITIVE_INFINITY)
  })

  it('[S2] names the earliest instant', () => {
    trader.trade(BBB, 1)
    order(AAA, { timeStop: durationMs(5 * MINUTE) })
    order(BBB, { timeStop: MINUTE })
    expect(exits.dueAt()).toBe(OPENED + MINUTE)
    order(BBB, { timeStop: 'none' })
    expect(exits.dueAt()).toBe(OPENED + 5 * MINUTE)
  })

  it('[S2] takes spans of any length', () => {
    order(AAA, { timeStop: durationMs(Number.MAX_SAFE_INTEGER) })
    expect(exits.dueAt()).toBe(Number.MAX_SAFE_INTEGER)
    order(AAA, { timeStop: durationMs(0) })
    expect(trader.look(AAA)).toEqual(['time-stop'])
  })

  it('[S12] records every exit that calls for the same sale', () => {
    order(AAA, { ...stop(9_500), timeStop: MINUTE })
    trader.wait(MINUTE)
    expect(trader.price(AAA, 9_000)).toEqual(['stop-loss', 'time-stop'])
  })

  it('[S3] changes and cancels single ones, and answers what then holds', () => {
    expect(order(AAA, { ...stop(9_500), ...target(12_000), timeStop: MINUTE }, 'dip')).toEqual({
      ...{ stopLoss: 9_500, takeProfit: 12_000, timeStopAt: OPENED + MINUTE },
      reason: 'dip',
    })
    expect(order(AAA, { stopLoss: 'none', timeStop: 'none' })).toEqual({ takeProfit: 12_000, reason: 'dip' })
    expect(order(AAA, target(11_000), 'sooner')).toEqual({ takeProfit: 11_000, reason: 'sooner' })
    expect(planOf(AAA)).toEqual({ takeProfit: 11_000, reason: 'sooner' })
    expect(trader.price(AAA, 9_000)).toEqual([])
    expect(order(AAA, { takeProfit: 'none' })).toEqual({})
    expect(planOf(AAA)).toBeUndefined()
    expect(trader.price(AAA, 20_000)).toEqual([])
  })

  it('[S4] keeps them when a part is sold, and drops them with the last unit', () => {
    order(AAA, { ...stop(9_500), timeStop: MINUTE })
    trader.trade(AAA, -3)
    expect(planOf(AAA)).toMatchObject({ stopLoss: 9_500 })
    trader.trade(AAA, -1)
    expect([planOf(AAA), exits.dueAt()]).toEqual([undefined, Number.POSITIVE_INFINITY])
    trader.wait(MINUTE)
    expect(trader.price(AAA, 9_000)).toEqual([])
    trader.trade(AAA, 1)
    expect(trader.price(AAA, 8_000)).toEqual([])
  })

  it('[S4] sets none for what is not held', () => {
    expect(order(BBB, stop(4_000))).toEqual({})
    expect(trader.trade(BBB, 1).price(BBB, 3_000)).toEqual([])
  })

  it.each([
    ['stop-loss', stop(10_000)],
    ['stop-loss', stop(10_001)],
    ['take-profit', target(10_000)],
    ['take-profit', target(9_999)],
  ])('[S3] refuses a whole signal with a %s on the wrong side: %o', (exit, wish) => {
    for (const change of [1, 0, -1]) {
      expect(trader.assess(AAA, change, wish)).toMatchObject({
        verdict: 'refused',
        refusal: { type: 'exit-wrong-side', exit, price: 10_000 },
        reason: { rule: exit, figure: 10_000 },
      })
    }
  })

  it('[S3] approves exits on their own side, and cancellations', () => {
    for (const wish of [stop(9_999), target(10_001), { stopLoss: 'none', takeProfit: 'none' } as const]) {
      for (const change of [1, 0, -1]) expect(trader.assess(AAA, change, wish).verdict).toBe('approved')
    }
    expect(trader.assess(AAA, 1).verdict).toBe('approved')
    expect(trader.assess(BBB, 1, stop(4_000)).verdict).toBe('approved')
  })

  it('[S4] does not mind the exits of a sale that closes the position', () => {
    expect(trader.assess(AAA, -4, stop(20_000)).verdict).toBe('approved')
  })

  it('[S3] refuses exits for nothing', () => {
    const refused = { verdict: 'refused', refusal: { type: 'no-position' } }
    expect(trader.assess(BBB, 0, stop(4_000))).toMatchObject(refused)
    expect(trader.assess(BBB, -1, stop(4_000))).toMatchObject(refused)
  })

  it('[S11] gives a plan up once the exchange has refused a sale of the layer, whichever rule wanted it', () => {
    order(AAA, stop(9_500))
    trader.cancelled(AAA, -4, 'signal').price(AAA, 9_600)
    expect(planOf(AAA)).toBeDefined()
    trader.cancelled(AAA, -4, 'risk')
    expect(planOf(AAA)).toBeUndefined()
    trader.trade(AAA, 1)
    expect(trader.price(AAA, 8_000)).toEqual([])
  })

  it('[S11] watches a plan set after the exchange has refused a sale', () => {
    order(AAA, stop(9_500))
    trader.price(AAA, 9_000)
    trader.cancelled(AAA, -4, 'risk')
    order(AAA, stop(8_500))
    expect(trader.price(AAA, 8_400)).toEqual(['stop-loss'])
  })

  it('[S11] asks for a sale once; no later exit and no sale of a part takes that back or repeats it', () => {
    order(AAA, { stopLoss: priceTicks(9_500), timeStop: durationMs(60_000) })
    expect(trader.price(AAA, 9_000)).toEqual(['stop-loss'])
    trader.trade(AAA, -1)
    order(AAA, stop(8_500))
    expect(exits.dueAt()).toBe(Number.POSITIVE_INFINITY)
    expect(trader.price(AAA, 8_000)).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { DailyLoss } from '$lib/engine/stages/risk/daily-loss'
import { RunDrawdown } from '$lib/engine/stages/risk/run-drawdown'
import { OPENED, RiskDesk } from '../../../fixtures/risk-context'
import { spec } from '../../../fixtures/synthetic-match'

const AAA = 0
const BBB = 1
const DAY = 86_400_000
const TO_MIDNIGHT = DAY - (OPENED % DAY)

/** $100,000, of which all buys 1,000 units at 100.00. */
function invested(model: DailyLoss | RunDrawdown): RiskDesk {
  const trader = new RiskDesk(model).quote(BBB, 5_000)
  trader.price(AAA, 10_000)
  return trader.trade(AAA, 1000)
}

const LIMITS = [
  { rule: 'run-drawdown', make: (limit: number) => new RunDrawdown(limit, 2) },
  { rule: 'daily-loss', make: (limit: number) => new DailyLoss(limit, 2) },
] as const

describe.each(LIMITS)('$rule', ({ rule, make }) => {
  it('[S7][S8] stops the run strictly beyond the limit: all is sold, nothing bought', () => {
    const trader = invested(make(1000))
    trader.trade(AAA, -200).trade(BBB, 10)
    // 800 units of AAA beside 20,000: at 87.50 equity is 90,000.
    expect(trader.price(AAA, 8_750)).toEqual([])
    expect(trader.judge(AAA, 1)).toBe('approved')
    expect(trader.price(AAA, 8_749)).toEqual([rule, rule])
    expect(trader.sales.map(({ product }) => product)).toEqual([AAA, BBB])
    expect(trader.halts).toHaveLength(1)
    expect(trader.halts[0]).toMatchObject({ rule, threshold: 1000 })
    expect(trader.halts[0]?.figure).toBeGreaterThan(1000)
    expect([trader.judge(AAA, 1), trader.judge(AAA, -1), trader.judge(AAA, 0)]).toEqual([
      rule,
      'approved',
      'approved',
    ])
  })

  it('[S7][S8] is exact at the limit', () => {
    const at = invested(make(1000))
    expect(at.price(AAA, 9_000)).toEqual([])
    expect(at.price(AAA, 8_999)).toEqual([rule])
  })

  it.each([
    [5e15, 0],
    [5e15 + 1, 1],
  ])('[S7][S8] decides by exact decimals, to the last digit: %i units, %i sales', (held, sales) => {
    // Twenty ticks lose a tenth of a dollar, or 2·10^-17 more than that.
    const products = [spec('AAA-USD', '0.01', '0.0000000000000001', '0')]
    const trader = new RiskDesk(make(1000), { products, cash: '1' })
    trader.price(AAA, 100)
    expect(trader.trade(AAA, held).price(AAA, 80)).toHaveLength(sales)
    expect(trader.account.equity).toBeCloseTo(0.9, 14)
  })

  it('[S8][S11] asks once for each holding, and again when one has changed', () => {
    const trader = invested(make(1000))
    expect(trader.price(AAA, 8_000)).toHaveLength(1)
    expect(trader.price(AAA, 7_000)).toHaveLength(0)
    trader.trade(AAA, -10)
    expect(trader.price(BBB, 5_000)).toHaveLength(1)
    trader.sellOut(AAA)
    expect(trader.price(AAA, 7_000)).toHaveLength(0)
    expect(trader.halts).toHaveLength(1)
  })

  it('[S8] begins anew at the equity of the moment when it is re-armed', () => {
    const trader = invested(make(1000))
    trader.price(AAA, 8_000)
    trader.sellOut(AAA)
    expect(trader.report().halted).toMatchObject({ rule, since: OPENED })
    trader.model.rearm?.(trader.account)
    expect(trader.report().halted).toBeUndefined()
    expect(trader.judge(AAA, 1)).toBe('approved')
    trader.trade(AAA, 1000)
    expect(trader.price(AAA, 7_200)).toEqual([])
    expect(trader.price(AAA, 7_199)).toEqual([rule])
  })

  it('[S8] is not re-armed when it was not stopped', () => {
    const trader = invested(make(1000))
    trader.price(AAA, 9_500)
    trader.model.rearm?.(trader.account)
    expect(trader.price(AAA, 8_999)).toEqual([rule])
  })

  it('[S7][S8] counts from the first proposal when no price came before', () => {
    const trader = new RiskDesk(make(1000)).quote(AAA, 10_000, 8_900, 10_000)
    expect(trader.judge(AAA, 1000)).toBe('approved')
    trader.trade(AAA, 1000)
    expect(trader.price(AAA, 8_999)).toEqual([rule])
  })

  it('[S7][S8] takes no equity that is a mixture of moments, as prices within a bar make it', () => {
    const trader = invested(make(1000))
    // The market has moved on, the account has not been marked.
    trader.market.setQuote(AAA, 20_000, 20_000, 20_000, trader.clock.now)
    trader.wait(DAY)
    expect(trader.look(AAA)).toEqual([])
    expect(trader.price(AAA, 10_000)).toEqual([])
    expect(trader.price(AAA, 9_000)).toEqual([])
    expect(trader.price(AAA, 8_999)).toEqual([rule])
  })

  it('[S7][S8] with 100 % never stops', () => {
    const trader = invested(make(10_000))
    expect(trader.price(AAA, 1)).toEqual([])
  })

  it('tells how far it is', () => {
    const trader = invested(make(1000)).quote(AAA, 9_500)
    expect(trader.report().gauges).toEqual([{ rule, figure: 500, threshold: 1000 }])
  })
})

describe('RunDrawdown', () => {
  it('[S7] raises the peak with what a fill brought, too', () => {
    const trader = invested(new RunDrawdown(1000, 2))
    // Sold at a bid above the last price: equity is 200,000 and nothing is held.
    trader.quote(AAA, 10_000, 20_000, 20_000).trade(AAA, -1000)
    expect(trader.price(BBB, 5_000)).toEqual([])
    trader.trade(BBB, 4000)
    expect(trader.price(BBB, 4_500)).toEqual([])
    expect(trader.price(BBB, 4_499)).toEqual(['run-drawdown'])
  })

  it('[S7] counts from the highest equity', () => {
    const trader = invested(new RunDrawdown(1000, 2))
    trader.price(AAA, 20_000)
    expect(trader.price(AAA, 18_000)).toEqual([])
    trader.wait(10 * DAY)
    expect(trader.price(AAA, 17_999)).toEqual(['run-drawdown'])
  })
})

describe('DailyLoss', () => {
  it('[S8] counts from the first look of each UTC day', () => {
    const trader = invested(new DailyLoss(1000, 2))
    trader.price(AAA, 20_000)
    expect(trader.model.dueAt?.()).toBe(OPENED + TO_MIDNIGHT)
    trader.wait(TO_MIDNIGHT - 1)
    expect(trader.price(AAA, 9_000)).toEqual([])
    trader.wait(1)
    expect(trader.price(AAA, 8_500)).toEqual([])
    expect(trader.model.dueAt?.()).toBe(OPENED + TO_MIDNIGHT + DAY)
    expect(trader.price(AAA, 7_650)).toEqual([])
    expect(trader.price(AAA, 7_649)).toEqual(['daily-loss'])
  })

  it('[S8] stays stopped when the next day begins', () => {
    const trader = invested(new DailyLoss(1000, 2))
    trader.price(AAA, 8_000)
    expect(trader.model.dueAt?.()).toBe(Number.POSITIVE_INFINITY)
    trader.sellOut(AAA).wait(2 * DAY)
    trader.price(AAA, 10_000)
    expect(trader.judge(AAA, 1)).toBe('daily-loss')
  })

  it('[S8] a new day’s loss counts from that day when it was re-armed on the day before', () => {
    const trader = invested(new DailyLoss(1000, 2))
    trader.price(AAA, 8_000)
    trader.model.rearm?.(trader.account)
    trader.wait(TO_MIDNIGHT)
    expect(trader.price(AAA, 7_300)).toEqual([])
    expect(trader.price(AAA, 6_570)).toEqual([])
    expect(trader.price(AAA, 6_569)).toEqual(['daily-loss'])
  })
})

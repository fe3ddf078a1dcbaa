import { describe, expect, it } from 'vitest'
import { decimal, decimalToString } from '$lib/core/decimal'
import { priceTicks, quantityUnits } from '$lib/core/product'
import { DEFAULT_RISK_SETTINGS } from '$lib/core/risk-rules'
import type { PortfolioAtRisk, RiskProfile } from '$lib/engine/risk-profile'
import {
  type IdeaMarket,
  type TradeIdea,
  planTrade,
  portfolioAfter,
  tradeSentence,
} from '$lib/engine/trade-idea'
import { spec } from '../../fixtures/synthetic-match'

const SOL = spec('SOL-USD', '0.01', '0.001')
const idea = (side: TradeIdea['side'], quantity: string): TradeIdea => ({
  product: 'SOL-USD',
  side,
  quantity,
})

/** 10 SOL and $1,000 at $100, a cent either way, 50 basis points. */
const market = (side: TradeIdea['side']): IdeaMarket => ({
  spec: SOL,
  price: priceTicks(side === 'buy' ? 10_001 : 9_999),
  last: priceTicks(10_000),
  feeBasisPoints: 50,
  cash: decimal('1000'),
  held: quantityUnits(10_000),
})
const plan = (side: TradeIdea['side'], quantity: string) => planTrade(idea(side, quantity), market(side))
const faultOf = (side: TradeIdea['side'], quantity: string): string => {
  const planned = plan(side, quantity)
  return planned.ok ? '' : planned.error
}

const PORTFOLIO: PortfolioAtRisk = {
  settings: DEFAULT_RISK_SETTINGS,
  limit: undefined,
  products: ['BTC-USD', 'SOL-USD'],
  cash: 1000,
  values: Float64Array.of(500, 1000),
  drawdown: 0,
  maxDrawdown: 0,
}

describe('planTrade', () => {
  it('says what is wrong with a quantity nobody could trade', () => {
    expect(faultOf('buy', '')).toBe('Enter a quantity, such as 0.5.')
    expect(faultOf('buy', 'ten')).toBe('Quantity must be a number, such as 0.5.')
    expect(faultOf('buy', 'NaN')).toBe('Quantity must be a number, such as 0.5.')
    expect(faultOf('buy', '1,5')).toBe('Write it with a point, such as 1.5.')
    expect(faultOf('buy', '1e3')).toBe('Write it as a plain number, such as 1.5.')
    expect(faultOf('buy', '0')).toContain('more than zero')
    expect(faultOf('sell', '-2')).toContain('more than zero')
    expect(faultOf('buy', '0.0001')).toContain('below the smallest step of SOL-USD, 0.001 SOL')
    expect(faultOf('buy', '1.0005')).toContain('the nearest allowed quantity is 1')
    expect(faultOf('buy', '99999999999999999')).toContain('too large')
  })

  it('refuses what cash does not pay for with its fee, and what is not held', () => {
    expect(faultOf('buy', '10')).toBe('That costs $1,005.10; there is $1,000.00 in cash.')
    expect(faultOf('sell', '10.001')).toBe('Only 10 SOL is held, and nothing is sold that is not.')
    const none = planTrade(idea('sell', '1'), { ...market('sell'), held: quantityUnits(0) })
    expect(none.ok ? '' : none.error).toBe('No SOL is held, and nothing is sold that is not.')
  })

  it('fills at the quote, fee taken, and values what is held at the last price', () => {
    const bought = plan('buy', '$2.5')
    if (!bought.ok) throw new Error(bought.error)
    expect(decimalToString(bought.value.cash)).toBe('748.724875')
    expect(portfolioAfter(PORTFOLIO, 1, bought.value)).toMatchObject({ cash: 748.724875 })
    expect([...portfolioAfter(PORTFOLIO, 1, bought.value).values]).toEqual([500, 1250])
    const sold = plan('sell', '10')
    if (!sold.ok) throw new Error(sold.error)
    expect(decimalToString(sold.value.cash)).toBe('1994.9005')
    expect([...portfolioAfter(PORTFOLIO, 1, sold.value).values]).toEqual([500, 0])
    expect([...PORTFOLIO.values]).toEqual([500, 1000])
  })
})

describe('tradeSentence', () => {
  const profile = (tailValueAtRisk: number, equity = 1000): RiskProfile =>
    ({ tailValueAtRisk, equity }) as RiskProfile
  const said = (before: RiskProfile, after: RiskProfile): string => {
    const planned = plan('buy', '1.5')
    return planned.ok ? tradeSentence(planned.value, before, after) : planned.error
  }

  it('says what becomes of the tail', () => {
    expect(said(profile(31), profile(44))).toBe('Buy 1.5 SOL: tail value at risk 3.1 % → 4.4 % of equity.')
    expect(said(profile(0), profile(0))).toBe('Buy 1.5 SOL: tail value at risk 0.0 % → 0.0 % of equity.')
  })

  it('takes more places where one does not tell the two apart, from nothing or from the limit, and names no figure without equity', () => {
    expect(said(profile(31.01), profile(31.11))).toContain('3.10 % → 3.11 %')
    expect(said(profile(0.3), profile(8))).toContain('0.03 % → 0.80 %')
    expect(said(profile(0), profile(8))).toContain('0.0 % → 0.8 %')
    const limited = { ...profile(20.4), limit: 200 }
    expect(said(profile(5), limited)).toContain('0.50 % → 2.04 %')
    expect(said(profile(31), profile(31, 0))).toContain('3.1 % → more than all of equity')
  })
})

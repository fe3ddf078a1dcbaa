import { describe, expect, it } from 'vitest'
import { priceTicks, productIndex } from '$lib/core/product'
import type { RiskRules } from '$lib/core/risk-rules'
import { timeMs } from '$lib/core/time'
import { profileIn, tradeRiskIn } from '$lib/engine/run-risk'
import type { TradeIdea, TradeRisk } from '$lib/engine/trade-idea'
import { EngineDriver, SOL } from '../../fixtures/engine-driver'
import { ONE, RUN, price, riskMatch } from '../../fixtures/risk-match'
import { START, tailMatchConfig } from '../../fixtures/synthetic-match'

const MINUTE = 60_000
const HOURS = 24
const MINUTES = HOURS * 60

/** A day of SOL's minutes before the match, each a tenth of a percent up or down. */
function withHistory(driver: EngineDriver, minutes = MINUTES): EngineDriver {
  for (let back = minutes; back > 0; back -= 1) {
    const close = priceTicks(back % 2 === 0 ? 10_000 : 10_010)
    const start = timeMs(Math.floor(START / MINUTE) * MINUTE - back * MINUTE)
    const figures = { open: close, high: close, low: close, close, volume: 1 }
    const candle = { product: productIndex(SOL), granularity: 60 as const, start, ...figures }
    driver.apply({ type: 'CandleClosed', time: driver.time, candle })
  }
  return driver
}

function match(risk: RiskRules = {}, minutes = MINUTES): EngineDriver {
  const config = tailMatchConfig(risk, { preset: 'classic', fees: { type: 'none' } })
  const driver = withHistory(new EngineDriver(config), minutes)
  price(driver, 10_000)
  driver.tick()
  return driver
}

const idea = (quantity: string, side: TradeIdea['side'] = 'buy'): TradeIdea => ({
  product: 'SOL-USD',
  side,
  quantity,
})

function told(driver: EngineDriver, trade: TradeIdea): TradeRisk {
  const answer = tradeRiskIn(driver.engine, RUN, trade)
  if (!answer.ok) throw new Error(answer.error)
  return answer.value
}

describe('what a run risks', () => {
  it('is estimated from the minutes there were before the match', () => {
    const driver = match()
    driver.trade(0, 'buy', 500 * ONE, SOL)
    const answer = profileIn(driver.engine, RUN)
    if (!answer.ok) throw new Error(answer.error)
    const { exposure, tailValueAtRisk, holdings, returns, notes, limit } = answer.value
    expect({ exposure, returns, limit }).toEqual({ exposure: 50_000, returns: 1439, limit: undefined })
    expect(notes).toEqual(['SOL-USD: the estimate rests on 1,439 minutes so far, of 1,440.'])
    // Deviation 0.1 % a minute, 60 minutes, mean of the worst 1 % of a normal: 2.6652 deviations.
    expect(tailValueAtRisk / (50_000 * 0.001 * Math.sqrt(60) * 2.6652)).toBeCloseTo(1, 2)
    expect(holdings[0]?.contribution).toBeCloseTo(tailValueAtRisk, 8)
  })

  it('counts as all of it while history is too short, by every estimate', () => {
    const driver = match({ tailRiskBasisPoints: 300 }, 13)
    const answer = told(driver, idea('10'))
    expect(answer.after.tailValueAtRisk).toBe(1000)
    expect(answer.after.notes).toEqual([
      'SOL-USD: not enough history yet (12 of 60 minutes). All of it counts as lost.',
    ])
    expect(answer.sentence).toBe('Buy 10 SOL: tail value at risk 0.0 % → 1.0 % of equity.')
    expect(profileIn(driver.engine, RUN, 'student-t')).toMatchObject({
      ok: true,
      value: { settings: { model: 'student-t' } },
    })
  })
})

describe('what the risk layer would say', () => {
  it('lets through, cuts or refuses, with the rule and its figures', () => {
    expect(told(match(), idea('10')).verdict).toBe('The risk layer would let it through as it is.')
    const capped = match({ productExposureBasisPoints: 1000 })
    expect(told(capped, idea('200')).verdict).toMatch(
      /^The risk layer would cut it to 99\.\d+ SOL \(product exposure: would be .* of equity, limit 10 %\)\.$/,
    )
    const limited = match({ tailRiskBasisPoints: 100 })
    expect(told(limited, idea('900')).verdict).toMatch(
      /^The risk layer would refuse it \(tail risk: .*limit 1 %\)\.$/,
    )
    expect(told(limited, idea('100')).verdict).toContain('let it through')
    expect(told(match(), idea('0.001')).verdict).toBe('The exchange takes no order in SOL-USD below $1.00.')
  })

  it('says so where what a rule leaves is less than the exchange takes', () => {
    const driver = match({ productExposureBasisPoints: 1 })
    driver.trade(0, 'buy', 0.095 * ONE, SOL)
    expect(told(driver, idea('10')).verdict).toMatch(
      /^The risk layer would cut it to 0\.00\d+ SOL \(.*\)\. The exchange takes no order in SOL-USD below \$1\.00\.$/,
    )
  })

  it('tells of quotes that are old, and of matches that stand still or are over', () => {
    const driver = match()
    driver.now = 30
    driver.clock()
    expect(told(driver, idea('1')).verdict).toMatch(
      /^An order would first need a fresh quote \(fresh quote: /,
    )
    price(driver, 10_000, SOL, 2)
    driver.command('pause')
    expect(told(driver, idea('1')).verdict).toBe(
      'The match is paused: no order is taken until it goes on. The risk layer would let it through as it is.',
    )
    driver.command('end')
    expect(told(driver, idea('1')).verdict).toBe('The match is over: no order is taken any more.')
  })

  it('is nothing for the benchmark, and a sentence before the first price', () => {
    const driver = match()
    const benchmark = driver.engine.runs.length - 1
    expect(tradeRiskIn(driver.engine, benchmark, idea('1', 'sell'))).toMatchObject({
      ok: true,
      value: { verdict: '' },
    })
    const unquoted = { ...idea('1'), product: 'BTC-USD' }
    expect(tradeRiskIn(driver.engine, RUN, unquoted)).toEqual({
      ok: false,
      error: 'There is no price of BTC-USD yet.',
    })
  })

  it('[S8] does not begin a day: the loss within it counts from its first look, asked before or not', () => {
    const lastsOf = (isAsked: boolean): readonly string[] => {
      const driver = riskMatch({ dailyLossBasisPoints: 400, runDrawdownBasisPoints: 9000 })
      driver.trade(0, 'buy', 900 * ONE, SOL)
      driver.now = 16 * 3600
      driver.tick()
      if (isAsked) told(driver, idea('1'))
      price(driver, 9700, SOL, 2)
      price(driver, 9500, SOL, 3)
      return driver.steps.map(({ record }) => record.join())
    }
    expect(lastsOf(true)).toEqual(lastsOf(false))
  })
})

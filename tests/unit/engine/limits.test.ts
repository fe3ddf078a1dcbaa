import { describe, expect, it } from 'vitest'
import { priceTicks } from '$lib/core/product'
import { InvariantError } from '$lib/core/result'
import type { RiskRules } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'
import { runIndex } from '$lib/engine/events'
import { outcomeOf } from '$lib/engine/outcome'
import { BTC, type EngineDriver, FARTCOIN, SOL, eventsOf } from '../../fixtures/engine-driver'
import { ONE, RUN, held, price, riskMatch, told, verdicts } from '../../fixtures/risk-match'
import { START } from '../../fixtures/synthetic-match'

const SOLD = ['OrderPlaced', 'OrderFilled']
const SECONDS_OF_DAY = 86_400
const UNTIL_MIDNIGHT = SECONDS_OF_DAY - ((START / 1000) % SECONDS_OF_DAY)
const refusedBy = (rule: string) => ({ status: 'refused', refusal: { type: 'risk', rule } })

/** All cash in SOL, bought at $100.01; then nothing but a price of another product. */
function allIn(risk: RiskRules, own?: RiskRules): EngineDriver {
  const driver = riskMatch(risk, { type: 'none' }, [own])
  driver.trade(0, 'buy', 999 * ONE, SOL)
  return driver
}

function riskOf(driver: EngineDriver, run = RUN) {
  const { risk } = driver.engine.portfolio(run, driver.time)
  if (risk === undefined) throw new Error('a run without a risk layer')
  return risk
}

describe('A halt', () => {
  it.each<[string, RiskRules]>([
    ['daily-loss', { dailyLossBasisPoints: 1000 }],
    ['run-drawdown', { runDrawdownBasisPoints: 1000 }],
  ])('by %s sells everything, refuses purchases with its figures, and lets sales pass', (rule, risk) => {
    const driver = allIn(risk)
    price(driver, 4_000, FARTCOIN)
    driver.trade(0, 'buy', 10_000, FARTCOIN)
    expect(told(price(driver, 9_010))).toEqual([])
    const step = price(driver, 8_900)
    expect(told(step)).toEqual([
      ...['TradingHalted', `liquidated ${rule}`, ...SOLD, `liquidated ${rule}`, ...SOLD],
    ])
    expect(verdicts(step).map(({ product, level }) => [product, level])).toEqual([
      [FARTCOIN, undefined],
      [SOL, undefined],
    ])
    const [halt] = eventsOf(step, 'TradingHalted')
    expect(halt).toMatchObject({ run: 0, rule, threshold: 1000 })
    expect(halt!.figure).toBeGreaterThan(1000)
    expect(driver.engine.isHalted(RUN)).toBe(true)
    expect(riskOf(driver).halted).toEqual({
      ...{ rule, figure: halt!.figure, threshold: 1000, since: driver.time },
    })
    const refused = driver.trade(0, 'buy', ONE, SOL)
    expect(refused).toMatchObject({ refusal: { ...refusedBy(rule).refusal, figure: halt!.figure } })
    expect(driver.trade(0, 'sell', ONE, SOL)).toMatchObject({ refusal: { type: 'insufficient-holdings' } })
    expect(told(price(driver, 20_000))).toEqual([])
    expect(driver.engine.isHalted(runIndex(1))).toBe(false)
  })

  it('comes strictly beyond the limit, by exact decimals', () => {
    const driver = riskMatch({ dailyLossBasisPoints: 1000 })
    // Bid, ask and last at one price: 100,000 dollars in 1000 SOL.
    driver.ticker(SOL, 10_000, 10_000)
    driver.trade(0, 'buy', 1000 * ONE, SOL)
    expect(told(driver.ticker(SOL, 9_000, 9_000))).toEqual([])
    expect(told(driver.ticker(SOL, 8_999, 8_999))).toEqual([
      ...['TradingHalted', 'liquidated daily-loss', ...SOLD],
    ])
  })

  it('holds what cannot be sold yet, and says that it waits; sales by the agent pass', () => {
    const driver = allIn({ runDrawdownBasisPoints: 1000 })
    price(driver, 4_000, FARTCOIN)
    driver.trade(0, 'buy', 10_000, FARTCOIN)
    driver.now = 11
    const step = price(driver, 8_900)
    expect(told(step)).toEqual([
      ...['TradingHalted', 'waiting run-drawdown', 'liquidated run-drawdown', ...SOLD],
    ])
    expect(driver.engine.waitingFor).toEqual([FARTCOIN])
    expect(told(driver.clock())).toEqual([])
    expect(told(price(driver, 3_000, FARTCOIN))).toEqual(['liquidated run-drawdown', ...SOLD])
  })

  it('lets the agent sell what stayed', () => {
    const driver = riskMatch({ runDrawdownBasisPoints: 1 })
    price(driver, 13_000)
    driver.trade(0, 'buy', 800_000, SOL)
    driver.ticker(BTC, 10_000, 10_002)
    driver.trade(0, 'buy', 999 * ONE, BTC)
    const step = price(driver, 12_000)
    expect(told(step)).toContain('OrderCancelled')
    expect(driver.engine.isHalted(RUN)).toBe(true)
    expect(held(driver)).toBe(800_000)
    price(driver, 14_000)
    expect(driver.trade(0, 'sell', 800_000, SOL)).toMatchObject({ status: 'filled' })
  })

  it.each<[string, RiskRules]>([
    ['daily-loss', { dailyLossBasisPoints: 1000 }],
    ['run-drawdown', { runDrawdownBasisPoints: 1000 }],
  ])('by %s ends when the operator re-arms the run, from the equity of that moment', (_, risk) => {
    const driver = allIn(risk)
    price(driver, 8_900)
    driver.order({ kind: 're-arm', run: RUN })
    expect(driver.engine.isHalted(RUN)).toBe(false)
    expect(riskOf(driver).halted).toBeUndefined()
    price(driver, 10_000)
    expect(driver.trade(0, 'buy', 880 * ONE, SOL)).toMatchObject({ status: 'filled' })
    expect(told(price(driver, 9_050))).toEqual([])
    expect(told(price(driver, 8_900))[0]).toBe('TradingHalted')
  })

  it('does not end with the day', () => {
    const driver = allIn({}, { dailyLossBasisPoints: 1000 })
    price(driver, 8_900)
    expect(driver.engine.dueAt).toBeUndefined()
    driver.now = UNTIL_MIDNIGHT + 60
    price(driver, 8_900)
    expect(driver.engine.isHalted(RUN)).toBe(true)
    expect(driver.trade(0, 'buy', ONE, SOL)).toMatchObject(refusedBy('daily-loss'))
  })

  it('ends when the run gets other limits, which start anew', () => {
    const driver = allIn({ dailyLossBasisPoints: 1000 })
    price(driver, 8_900)
    driver.order({ kind: 'set-risk', run: RUN, rules: { dailyLossBasisPoints: 2000 } })
    expect(driver.engine.isHalted(RUN)).toBe(false)
    expect(driver.trade(0, 'buy', ONE, SOL)).toMatchObject({ status: 'filled' })
  })

  it('is not lifted for a run that is not halted, nor for others', () => {
    const driver = allIn({ runDrawdownBasisPoints: 1000 })
    price(driver, 20_000)
    driver.order({ kind: 're-arm', run: RUN })
    driver.order({ kind: 're-arm', run: runIndex(1) })
    expect(told(price(driver, 17_900))[0]).toBe('TradingHalted')
    driver.order({ kind: 're-arm', run: runIndex(1) })
    expect(driver.engine.isHalted(RUN)).toBe(true)
  })
})

describe('A new day', () => {
  it('takes its base at the first look at or after 00:00 UTC, and asks for the clock then', () => {
    const driver = allIn({ dailyLossBasisPoints: 1000 })
    expect(driver.engine.dueAt).toBe(START + UNTIL_MIDNIGHT * 1000)
    price(driver, 9_200)
    driver.now = UNTIL_MIDNIGHT - 1
    price(driver, 9_200)
    driver.now = UNTIL_MIDNIGHT
    driver.clock()
    expect(driver.engine.dueAt).toBe(START + (UNTIL_MIDNIGHT + SECONDS_OF_DAY) * 1000)
    expect(told(price(driver, 8_400))).toEqual([])
    expect(told(price(driver, 8_200))[0]).toBe('TradingHalted')
  })

  it('begins late when nothing looked at midnight, with what the run is worth then', () => {
    const driver = allIn({ dailyLossBasisPoints: 1000 })
    driver.now = UNTIL_MIDNIGHT + 30
    expect(told(price(driver, 5_000))).toEqual([])
    expect(riskOf(driver).gauges).toEqual([{ rule: 'daily-loss', figure: 0, threshold: 1000 }])
    expect(told(price(driver, 4_400))[0]).toBe('TradingHalted')
  })
})

describe('The price collar', () => {
  it('compares with the snapshot of the tick the decision was made on, not with a later one', () => {
    const driver = riskMatch({ priceCollarBasisPoints: 50 })
    price(driver, 10_060)
    driver.tick()
    const buy = (tick: number) => outcomeOf(driver.signal(0, 'buy', ONE, SOL, { tick }))
    // The ask went from 10,001 to 10,061: 59.99 basis points.
    expect(buy(1)).toMatchObject({ refusal: { rule: 'price-collar', threshold: 50 } })
    expect(verdicts(driver.steps.at(-1)!)[0]?.figure).toBeCloseTo(59.994, 3)
    expect(buy(2)).toMatchObject({ status: 'filled' })
  })

  it('refuses strictly beyond it, up and down; sales by the bid', () => {
    const driver = riskMatch({ priceCollarBasisPoints: 100 })
    driver.ticker(SOL, 10_000, 20_000)
    driver.tick()
    const trade = (side: 'buy' | 'sell') => driver.trade(0, side, ONE, SOL).status
    driver.ticker(SOL, 9_899, 20_200)
    expect(trade('buy')).toBe('filled')
    expect(trade('sell')).toBe('refused')
    driver.ticker(SOL, 9_900, 20_201)
    expect(trade('buy')).toBe('refused')
    expect(trade('sell')).toBe('filled')
    driver.ticker(SOL, 9_900, 19_799)
    expect(trade('buy')).toBe('refused')
  })

  it('refuses what was not in the snapshot, and what was decided on no tick', () => {
    const driver = riskMatch({ priceCollarBasisPoints: 100 })
    price(driver, 4_000, FARTCOIN)
    const blind = { rule: 'price-collar', figure: Number.MAX_SAFE_INTEGER, threshold: 100 }
    expect(driver.trade(0, 'buy', 10_000, FARTCOIN)).toMatchObject({ refusal: blind })
    expect(outcomeOf(driver.signal(0, 'buy', ONE, SOL, { tick: 0 }))).toMatchObject({ refusal: blind })
    driver.tick()
    expect(driver.trade(0, 'buy', 10_000, FARTCOIN)).toMatchObject({ status: 'filled' })
  })

  it('remembers snapshots for longer than any decision takes', () => {
    const driver = riskMatch({ priceCollarBasisPoints: 50 })
    for (let count = 0; count < 1000; count += 1) driver.tick()
    expect(outcomeOf(driver.signal(0, 'buy', ONE, SOL, { tick: 1 }))).toMatchObject({ status: 'filled' })
    for (let count = 0; count < 100; count += 1) driver.tick()
    expect(outcomeOf(driver.signal(0, 'buy', ONE, SOL, { tick: 1 }))).toMatchObject(refusedBy('price-collar'))
  })

  it('binds neither stops nor exits alone', () => {
    const driver = riskMatch({ priceCollarBasisPoints: 1 })
    driver.trade(0, 'buy', ONE, SOL)
    price(driver, 9_900)
    expect(driver.exits(0, SOL, { stopLoss: priceTicks(9_000) })).toMatchObject({ status: 'exits-changed' })
    expect(told(price(driver, 8_000))).toEqual(['liquidated stop-loss', ...SOLD])
  })
})

describe('Limits on the pace of trading', () => {
  it('count orders of both sides within any 60 s, cancelled ones too, not those the layer makes', () => {
    const driver = riskMatch({ ordersPerMinute: 3, trailingStopBasisPoints: 500 })
    driver.trade(0, 'buy', ONE, SOL)
    driver.trade(0, 'buy', 1, SOL)
    price(driver, 9_000)
    price(driver, 9_000)
    expect(held(driver)).toBe(0)
    expect(driver.trade(0, 'buy', ONE, SOL)).toMatchObject({ status: 'filled' })
    expect(driver.trade(0, 'sell', ONE, SOL)).toMatchObject({
      refusal: { rule: 'order-rate', figure: 4, threshold: 3 },
    })
    expect(driver.exits(0, SOL, { stopLoss: priceTicks(1) })).toMatchObject({ status: 'exits-changed' })
    driver.now = 59.999
    price(driver, 9_000)
    expect(driver.trade(0, 'sell', ONE, SOL)).toMatchObject(refusedBy('order-rate'))
    driver.now = 60
    expect(driver.trade(0, 'sell', ONE, SOL)).toMatchObject({ status: 'filled' })
  })

  it('cool down after any sale at a loss, a stop’s too', () => {
    const driver = riskMatch({ coolDown: durationMs(30_000) })
    driver.signal(0, 'buy', 2 * ONE, SOL, { exits: { stopLoss: priceTicks(9_500) } })
    expect(driver.trade(0, 'sell', ONE, SOL)).toMatchObject({ status: 'filled' })
    expect(driver.trade(0, 'buy', ONE, SOL)).toMatchObject({
      refusal: { rule: 'cool-down', figure: 0, threshold: 30_000 },
    })
    driver.now = 29
    price(driver, 9_400)
    driver.now = 58.999
    price(driver, 9_400)
    expect(driver.trade(0, 'buy', ONE, SOL)).toMatchObject(refusedBy('cool-down'))
    driver.now = 59
    expect(driver.trade(0, 'buy', ONE, SOL)).toMatchObject({ status: 'filled' })
  })

  it('do not cool down after a gain', () => {
    const driver = riskMatch({ coolDown: durationMs(30_000) })
    driver.trade(0, 'buy', ONE, SOL)
    price(driver, 11_000)
    driver.trade(0, 'sell', ONE, SOL)
    expect(driver.trade(0, 'buy', ONE, SOL)).toMatchObject({ status: 'filled' })
  })

  it('refuse a reversal of the product’s last fill for so long, whoever made that', () => {
    const driver = riskMatch({ reversalInterval: durationMs(30_000) })
    driver.signal(0, 'buy', ONE, SOL, { exits: { stopLoss: priceTicks(9_500) } })
    expect(driver.trade(0, 'buy', ONE, SOL)).toMatchObject({ status: 'filled' })
    driver.now = 20
    price(driver, 10_000)
    expect(driver.trade(0, 'sell', ONE, SOL)).toMatchObject({
      refusal: { rule: 'reversal', figure: 20_000, threshold: 30_000 },
    })
    expect(told(price(driver, 9_000))).toEqual(['liquidated stop-loss', ...SOLD])
    expect(driver.trade(0, 'buy', ONE, SOL)).toMatchObject(refusedBy('reversal'))
    price(driver, 4_000, FARTCOIN)
    expect(driver.trade(0, 'buy', 10_000, FARTCOIN)).toMatchObject({ status: 'filled' })
    driver.now = 50
    price(driver, 9_000)
    expect(driver.trade(0, 'buy', ONE, SOL)).toMatchObject({ status: 'filled' })
  })
})

describe('Verdicts in the log', () => {
  it('record every rule that cut, earlier ones first, each from what was left', () => {
    const driver = riskMatch({ productExposureBasisPoints: 5000, grossExposureBasisPoints: 2500 })
    const step = driver.submit(0, 'buy', 999 * ONE, SOL)
    const asked = 999 * ONE
    expect(told(step)).toEqual(['resized product-exposure', 'resized gross-exposure', ...SOLD])
    const [product, gross] = verdicts(step)
    expect(product).toMatchObject({ from: asked, to: 49_997_500_124, threshold: 5000 })
    expect(gross).toMatchObject({ from: asked, to: 24_999_375_015, threshold: 2500 })
    expect(outcomeOf(step)).toMatchObject({
      ...{ status: 'filled', requested: asked, quantity: gross!.to, resized: { rule: 'gross-exposure' } },
    })
    expect(driver.engine.riskWorth().map(({ rule, verdicts: count }) => [rule, count])).toEqual([
      ['gross-exposure', 1],
      ['product-exposure', 1],
    ])
  })

  it('record the cuts before a refusal', () => {
    const driver = riskMatch({ productExposureBasisPoints: 5000, ordersPerMinute: 1 })
    driver.trade(0, 'buy', ONE, SOL)
    const step = driver.submit(0, 'buy', 999 * ONE, SOL)
    expect(told(step)).toEqual(['resized product-exposure', 'refused order-rate', 'SignalRefused'])
    expect(outcomeOf(step)).toMatchObject(refusedBy('order-rate'))
    expect(verdicts(step).map(({ to }) => to > 0)).toEqual([true, false])
  })
})

describe('The limits of a run', () => {
  it('are its own in place of the match’s', () => {
    const driver = allIn({ dailyLossBasisPoints: 1000 }, { productExposureBasisPoints: 1000 })
    expect(driver.engine.riskRules(RUN)).toEqual({ productExposureBasisPoints: 1000 })
    expect(driver.engine.riskRules(runIndex(1))).toEqual({ dailyLossBasisPoints: 1000 })
    expect(told(price(driver, 1_000))).toEqual([])
    expect(held(driver)).toBeLessThan(100 * ONE)
  })

  it('change by command, back to the match’s by one that names none, and count as a change of the run', () => {
    const driver = riskMatch({ ordersPerMinute: 1 })
    const set = (rules?: RiskRules) =>
      driver.order({ kind: 'set-risk', run: RUN, ...(rules === undefined ? {} : { rules }) })
    expect(driver.engine.wasChanged(RUN)).toBe(false)
    set({ productExposureBasisPoints: 1000 })
    expect(driver.engine.riskRules(RUN)).toEqual({ productExposureBasisPoints: 1000 })
    expect(driver.engine.runs[0]?.risk).toEqual({ productExposureBasisPoints: 1000 })
    expect(driver.trade(0, 'buy', 999 * ONE, SOL)).toMatchObject({ resized: { rule: 'product-exposure' } })
    set()
    expect(driver.engine.riskRules(RUN)).toEqual({ ordersPerMinute: 1 })
    expect(driver.engine.runs[0]).not.toHaveProperty('risk')
    expect(driver.engine.wasChanged(RUN)).toBe(true)
  })

  it('start anew on a position that is there already', () => {
    const driver = allIn({})
    price(driver, 20_000)
    driver.order({ kind: 'set-risk', run: RUN, rules: { trailingStopBasisPoints: 500 } })
    // The peak is the cost again, and rises with the next price.
    expect(told(price(driver, 18_000))).toEqual([])
    expect(told(price(driver, 17_099))).toEqual(['liquidated trailing-stop', ...SOLD])
  })

  it('throw when they are out of their range', () => {
    for (const bad of [0, -1, 10_001, Number.NaN, 0.5]) {
      const rules: RiskRules = { trailingStopBasisPoints: bad }
      expect(() => riskMatch(rules)).toThrow(InvariantError)
      const driver = riskMatch()
      expect(() => driver.order({ kind: 'set-risk', run: RUN, rules })).toThrow(InvariantError)
    }
  })
})

describe('What the agent is told', () => {
  it('is every sale until the decision on the tick that showed it is closed', () => {
    const driver = riskMatch()
    driver.signal(0, 'buy', ONE, SOL, { exits: { stopLoss: priceTicks(9_500) } })
    const news = () => riskOf(driver).news.map(({ rule, product }) => [rule, product])
    price(driver, 9_000)
    const sale = [['stop-loss', SOL]]
    expect(news()).toEqual(sale)
    // The decision that was under way when it was sold had not seen it.
    driver.decided(0, 1)
    expect(news()).toEqual(sale)
    driver.tick()
    expect(news()).toEqual(sale)
    driver.decided(1)
    expect(news()).toEqual(sale)
    driver.decided(0)
    expect(news()).toEqual([])
  })

  it('is where each limit stands', () => {
    const driver = allIn({ dailyLossBasisPoints: 1000, grossExposureBasisPoints: 10_000, ordersPerMinute: 4 })
    price(driver, 9_500)
    const { rules, gauges } = riskOf(driver)
    expect(rules).toEqual(driver.engine.riskRules(RUN))
    expect(gauges.map(({ rule, figure, threshold }) => [rule, Math.round(figure), threshold])).toEqual([
      ['daily-loss', 500, 1000],
      ['gross-exposure', 9_991, 10_000],
      ['order-rate', 1, 4],
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { type Decimal, decimal, decimalToString } from '$lib/core/decimal'
import { productIndex } from '$lib/core/product'
import { InvariantError } from '$lib/core/result'
import { timeMs } from '$lib/core/time'
import { Engine } from '$lib/engine/engine'
import { runIndex } from '$lib/engine/events'
import { outcomeOf } from '$lib/engine/outcome'
import { classicRules } from '$lib/engine/rules'
import { EngineDriver, BTC, FARTCOIN, SOL, eventsOf } from '../../fixtures/engine-driver'
import { START, matchConfig } from '../../fixtures/synthetic-match'

const text = (value: Decimal): string => decimalToString(value)
const BENCHMARK = 3

describe('Engine: the fold', () => {
  it('[E1] starts with MatchStarted and only once', () => {
    expect(() => new Engine().apply({ type: 'ClockAdvanced', time: START })).toThrow(InvariantError)
    const driver = new EngineDriver()
    const again = { type: 'MatchStarted', time: START, config: matchConfig() } as const
    expect(() => driver.apply(again)).toThrow(InvariantError)
  })

  it('[E2] numbers inputs from 0', () => {
    const driver = new EngineDriver()
    driver.tick()
    expect(driver.steps.map((step) => step.seq)).toEqual([0, 1, 2])
    expect(driver.engine.seq).toBe(2)
  })

  it('[E3] never turns its clock back', () => {
    const driver = new EngineDriver()
    driver.now = 30
    driver.ticker(SOL, 13_140, 13_146)
    driver.now = 20
    driver.ticker(SOL, 13_150, 13_156)
    expect(driver.engine.time).toBe(START + 30_000)
    expect(driver.engine.ticker(SOL)?.bid).toBe(13_150)
    // The later ticker's quote is as old as its own time says.
    expect(driver.engine.isFresh(SOL, timeMs(START + 30_000))).toBe(true)
    expect(driver.engine.isFresh(SOL, timeMs(START + 30_001))).toBe(false)
  })

  it('[E5] samples the exact equity of every run at a tick and at the end', () => {
    const driver = new EngineDriver(matchConfig(classicRules(), 1))
    driver.ticker(SOL, 13_140, 13_146)
    driver.trade(0, 'buy', 50_000_000, SOL)
    const sampled = eventsOf(driver.tick(), 'EquitySampled')
    expect(sampled.map(({ run }) => run)).toEqual([0, 1])
    expect(text(sampled[0]!.equity)).toBe('99999.985')
    const end = eventsOf(driver.command('end'), 'EquitySampled')
    expect(end).toHaveLength(2)
    expect(end[0]!.equity).toBe(driver.engine.portfolio(runIndex(0), driver.time).equity)
  })

  it('[E6] refuses ticks that do not rise, or come while nothing runs', () => {
    const driver = new EngineDriver()
    driver.tick()
    const repeated = { type: 'TickPublished', time: START, tick: 1 } as const
    expect(() => driver.engine.apply(repeated)).toThrow(InvariantError)
    const paused = new EngineDriver()
    paused.command('pause')
    expect(() => paused.tick()).toThrow(InvariantError)
  })

  it('[E7] fills nothing while paused, and goes on afterwards', () => {
    const driver = new EngineDriver()
    driver.ticker(SOL, 13_140, 13_146)
    driver.command('pause')
    driver.ticker(SOL, 13_240, 13_246)
    expect(driver.trade(0, 'buy', 50_000_000, SOL)).toMatchObject({ refusal: { type: 'paused' } })
    expect(driver.engine.ticker(SOL)?.ask).toBe(13_246)
    driver.command('resume')
    driver.command('resume')
    expect(driver.trade(0, 'buy', 50_000_000, SOL)).toMatchObject({ status: 'filled', price: 13_246 })
  })

  it('[E8] is frozen once it has ended', () => {
    const driver = new EngineDriver()
    driver.ticker(SOL, 13_140, 13_146)
    driver.trade(0, 'buy', 50_000_000, SOL)
    driver.command('end')
    const before = driver.engine.portfolio(runIndex(0), driver.time)
    driver.ticker(SOL, 23_140, 23_146)
    driver.command('resume')
    expect(driver.engine.status).toBe('ended')
    expect(driver.trade(0, 'sell', 50_000_000, SOL)).toMatchObject({ refusal: { type: 'ended' } })
    expect(driver.engine.portfolio(runIndex(0), driver.time)).toEqual(before)
  })

  it('[E9] follows peak and drawdown on every ticker', () => {
    const driver = new EngineDriver(matchConfig(classicRules(), 1))
    driver.ticker(SOL, 10_000, 10_000)
    driver.trade(0, 'buy', 100_000_000_000, SOL)
    driver.ticker(SOL, 12_000, 12_000)
    driver.ticker(SOL, 9_000, 9_000)
    driver.ticker(SOL, 11_000, 11_000)
    expect(driver.engine.equity(runIndex(0))).toBeCloseTo(110_000, 6)
    expect(driver.engine.maxDrawdown(runIndex(0))).toBeCloseTo(0.25, 12)
  })
})

describe('Engine: signals', () => {
  it('[K1] trades a key once, and refuses every repeat as a duplicate', () => {
    const driver = new EngineDriver()
    driver.ticker(SOL, 13_140, 13_146)
    expect(outcomeOf(driver.submit(0, 'buy', 100_000_000, SOL, 7)).status).toBe('filled')
    const repeat = outcomeOf(driver.submit(0, 'buy', 100_000_000, SOL, 7))
    expect(repeat).toMatchObject({ status: 'refused', refusal: { type: 'duplicate' } })
    expect(driver.engine.tradeCount(runIndex(0))).toBe(1)
    expect(outcomeOf(driver.submit(1, 'buy', 100_000_000, SOL, 7)).status).toBe('filled')
  })

  it('[K1] uses a key up even when the signal was refused', () => {
    const driver = new EngineDriver()
    expect(outcomeOf(driver.submit(0, 'buy', 1, SOL, 1))).toMatchObject({
      refusal: { type: 'no-live-price' },
    })
    driver.ticker(SOL, 13_140, 13_146)
    const again = outcomeOf(driver.submit(0, 'buy', 100_000_000, SOL, 1))
    expect(again).toMatchObject({ refusal: { type: 'duplicate' } })
  })

  it('[K3] takes no signal for the benchmark', () => {
    const driver = new EngineDriver()
    expect(() => driver.submit(BENCHMARK, 'buy', 1, SOL)).toThrow(InvariantError)
  })

  it('[P2] refuses a product that is not in the match', () => {
    const outcome = new EngineDriver().trade(0, 'buy', 5, 9)
    expect(outcome).toMatchObject({ status: 'refused', product: 9, refusal: { type: 'unknown-product' } })
  })

  it('[P3] refuses a quantity of zero', () => {
    const driver = new EngineDriver()
    driver.ticker(SOL, 13_140, 13_146)
    expect(driver.trade(0, 'buy', 0, SOL)).toMatchObject({ refusal: { type: 'quantity-not-positive' } })
  })

  it('[V1][V4] buys at the ask and sells at the bid, fee by volume tier', () => {
    const driver = new EngineDriver()
    driver.ticker(SOL, 13_140, 13_146)
    const bought = driver.trade(0, 'buy', 100_000_000, SOL)
    expect(bought).toMatchObject({ status: 'filled', price: 13_146, quantity: 100_000_000 })
    expect(bought.status === 'filled' && text(bought.fee)).toBe('0.78876')
    const sold = driver.trade(0, 'sell', 100_000_000, SOL)
    expect(sold).toMatchObject({ status: 'filled', price: 13_140 })
    expect(driver.engine.portfolio(runIndex(0), driver.time).takerBasisPoints).toBe(60)
    driver.trade(0, 'buy', 100_000_000 * 76, SOL)
    expect(driver.engine.portfolio(runIndex(0), driver.time).takerBasisPoints).toBe(40)
  })

  it('[V2] cancels an order worth less than the minimum', () => {
    const driver = new EngineDriver()
    driver.ticker(SOL, 13_140, 13_146)
    const outcome = driver.trade(0, 'buy', 760_000, SOL)
    expect(outcome).toMatchObject({ refusal: { type: 'below-minimum-funds', minimum: decimal('1') } })
    expect(driver.trade(0, 'buy', 770_000, SOL).status).toBe('filled')
  })

  it('[L2] says what is missing when cash or holdings do not suffice', () => {
    const driver = new EngineDriver(matchConfig(classicRules(), 1))
    driver.ticker(BTC, 6_249_999, 6_250_001)
    expect(driver.trade(0, 'buy', 200_000_000, BTC)).toMatchObject({
      refusal: { type: 'insufficient-cash', needed: decimal('125000.02'), available: decimal('100000') },
    })
    expect(driver.trade(0, 'sell', 3, BTC)).toMatchObject({
      refusal: { type: 'insufficient-holdings', requested: 3, held: 0 },
    })
  })

  it('[V5] numbers orders across the runs of a match', () => {
    const driver = new EngineDriver()
    driver.ticker(SOL, 13_140, 13_146)
    const orders = [0, 1, 0].map(
      (run) => eventsOf(driver.submit(run, 'buy', 1e8, SOL), 'OrderFilled')[0]?.order,
    )
    expect(orders).toEqual([1, 2, 3])
  })
})

describe('Engine: freshness', () => {
  it('[F5] trades on no stale quote, and says how old it is', () => {
    const driver = new EngineDriver()
    driver.ticker(SOL, 13_140, 13_146)
    driver.now = 10
    expect(driver.trade(0, 'buy', 1e8, SOL).status).toBe('filled')
    driver.now = 10.001
    expect(driver.trade(0, 'buy', 1e8, SOL)).toMatchObject({ refusal: { type: 'stale-price', age: 10_001 } })
  })

  it('[F3] a heartbeat of the same last trade keeps a quiet quote fresh, another does not', () => {
    const driver = new EngineDriver()
    driver.ticker(SOL, 13_140, 13_146, 5)
    driver.now = 9
    driver.heartbeat(SOL, 6)
    driver.now = 12
    expect(driver.engine.isFresh(SOL, driver.time)).toBe(false)
    driver.heartbeat(SOL, 5)
    driver.now = 22
    expect(driver.trade(0, 'buy', 1e8, SOL).status).toBe('filled')
  })

  it('[F4] a feed that was away needs a new ticker', () => {
    const driver = new EngineDriver()
    driver.ticker(SOL, 13_140, 13_146, 5)
    driver.feed('reconnecting')
    expect(driver.trade(0, 'buy', 1e8, SOL)).toMatchObject({ refusal: { type: 'stale-price' } })
    driver.feed('live')
    driver.heartbeat(SOL, 5)
    expect(driver.trade(0, 'buy', 1e8, SOL)).toMatchObject({ refusal: { type: 'stale-price', age: 0 } })
    driver.ticker(SOL, 13_140, 13_146, 5)
    expect(driver.trade(0, 'buy', 1e8, SOL).status).toBe('filled')
  })

  it('[F1][F5] trades on no crossed quote', () => {
    const driver = new EngineDriver()
    driver.ticker(SOL, 13_150, 13_146)
    expect(driver.engine.isFresh(SOL, driver.time)).toBe(false)
    expect(driver.trade(0, 'buy', 1e8, SOL)).toMatchObject({ refusal: { type: 'no-live-price' } })
  })
})

describe('Engine: the benchmark', () => {
  it('[H1] buys equal parts of what is fresh at the first tick, once, and pays fees', () => {
    const driver = new EngineDriver()
    driver.tick()
    expect(driver.engine.tradeCount(runIndex(BENCHMARK))).toBe(0)
    driver.ticker(SOL, 13_140, 13_146)
    driver.ticker(FARTCOIN, 4_100, 4_100)
    const fills = eventsOf(driver.tick(), 'OrderFilled')
    expect(fills.map(({ product }) => product)).toEqual([FARTCOIN, SOL])
    for (const { notional, fee } of fills) expect(Number(notional + fee) / 1e18).toBeCloseTo(50_000, 1)
    driver.ticker(BTC, 6_250_000, 6_250_001)
    expect(eventsOf(driver.tick(), 'OrderFilled')).toEqual([])
  })

  it('[H1] spends nearly all its cash and never more', () => {
    const driver = new EngineDriver()
    for (const product of [BTC, FARTCOIN, SOL]) driver.ticker(product, 6_000, 6_001)
    driver.tick()
    const { cash, positions } = driver.engine.portfolio(runIndex(BENCHMARK), driver.time)
    expect(positions).toHaveLength(3)
    expect(Number(cash) / 1e18).toBeLessThan(250)
  })
})

describe('Engine: what it shows', () => {
  it('packs the snapshot agents get', () => {
    const driver = new EngineDriver()
    driver.ticker(SOL, 13_140, 13_146)
    const snapshot = driver.engine.snapshot(driver.time)
    expect(snapshot.products.map(({ fresh }) => fresh)).toEqual([false, false, true])
    expect(snapshot.products[2]?.ticker?.ask).toBe(13_146)
    expect(driver.engine.packedSnapshot(driver.time)).toBeInstanceOf(Float64Array)
  })

  it('values a portfolio at the last price and at the bid', () => {
    const driver = new EngineDriver(matchConfig(classicRules(), 1))
    driver.ticker(SOL, 13_000, 13_200)
    driver.trade(0, 'buy', 100_000_000, SOL)
    driver.now = 4
    const view = driver.engine.portfolio(runIndex(0), driver.time)
    expect(text(view.equity)).toBe('99999')
    expect(text(view.liquidation)).toBe('99998')
    expect(view.positions[0]).toMatchObject({ product: SOL, held: 4000, price: 13_100 })
    expect(text(view.unrealised)).toBe('-1')
    expect(driver.engine.firstPrice(productIndex(2))).toBe(13_100)
    expect(driver.engine.tickerTime(BTC)).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import type { ExitOrder } from '$lib/accounts/exit-plan'
import { priceTicks } from '$lib/core/product'
import type { RiskRules } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'
import { runIndex } from '$lib/engine/events'
import { BTC, type EngineDriver, SOL, eventsOf } from '../../fixtures/engine-driver'
import { ONE, RUN, held, price, riskMatch, told, verdicts } from '../../fixtures/risk-match'

const SOLD = ['OrderPlaced', 'OrderFilled']
const stopAt = (ticks: number) => ({ stopLoss: priceTicks(ticks) })
const targetAt = (ticks: number) => ({ takeProfit: priceTicks(ticks) })
const afterMs = (ms: number) => ({ timeStop: durationMs(ms) })

/** Holds five SOL, bought at $100.01, with the given exits. */
function holding(exits?: ExitOrder, risk: RiskRules = {}): EngineDriver {
  const driver = riskMatch(risk)
  driver.signal(0, 'buy', 5 * ONE, SOL, exits === undefined ? {} : { exits })
  return driver
}

describe('A stop between decisions', () => {
  it('sells the whole position on the very ticker, at the bid, with nobody there', () => {
    const driver = holding(stopAt(9_500))
    expect(told(price(driver, 9_501))).toEqual([])
    const step = price(driver, 9_500)
    expect(told(step)).toEqual(['liquidated stop-loss', ...SOLD])
    expect(verdicts(step)).toMatchObject([
      { run: 0, product: SOL, figure: 9_500, threshold: 9_500, from: 0, to: -5 * ONE, level: 9_500 },
    ])
    expect(eventsOf(step, 'OrderFilled')).toMatchObject([{ side: 'sell', quantity: 5 * ONE, price: 9_499 }])
    expect(held(driver)).toBe(0)
    expect(told(price(driver, 9_000))).toEqual([])
  })

  it('sells at a target, from there upwards', () => {
    const driver = holding(targetAt(10_500))
    expect(told(price(driver, 10_499))).toEqual([])
    const step = price(driver, 10_500)
    expect(told(step)).toEqual(['liquidated take-profit', ...SOLD])
    expect(eventsOf(step, 'OrderFilled')).toMatchObject([{ price: 10_499 }])
  })

  it('fills a gap across the stop at the first bid, and the slippage can be read from the events', () => {
    const driver = holding(stopAt(9_500))
    const step = price(driver, 8_000)
    const [verdict] = verdicts(step, 'liquidated')
    const [fill] = eventsOf(step, 'OrderFilled')
    expect(verdict).toMatchObject({ figure: 8_000, level: 9_500 })
    expect((verdict?.level ?? 0) - (fill?.price ?? 0)).toBe(1_501)
    const [news] = driver.engine.portfolio(RUN, driver.time).risk?.news ?? []
    expect(news).toMatchObject({ rule: 'stop-loss', level: 9_500, price: 7_999, quantity: 5 * ONE })
  })

  it('stands at the last price, not at the quote', () => {
    const driver = holding(stopAt(9_500))
    expect(told(driver.ticker(SOL, 9_002, 10_000))).toEqual([])
    expect(held(driver)).toBe(5 * ONE)
  })

  it('looks at the ticked product only, and at each run by itself', () => {
    const driver = holding(stopAt(9_500))
    driver.signal(1, 'buy', ONE, SOL, { exits: stopAt(9_000) })
    expect(told(driver.ticker(BTC, 1_000, 1_002))).toEqual([])
    expect(verdicts(price(driver, 9_400)).map(({ run }) => run)).toEqual([0])
    expect(held(driver, SOL, runIndex(1))).toBe(ONE)
  })

  it('records both of two stops that one price reaches, and sells once', () => {
    const driver = holding(stopAt(9_500), { trailingStopBasisPoints: 500, productDrawdownBasisPoints: 500 })
    const step = price(driver, 9_400)
    expect(told(step)).toEqual([
      ...['liquidated stop-loss', 'liquidated trailing-stop', 'liquidated product-drawdown'],
      ...SOLD,
    ])
    expect(verdicts(step).map(({ level }) => level)).toEqual([9_500, 9_500, 9_500])
    expect(driver.engine.riskWorth().map(({ rule }) => rule)).toEqual(['stop-loss'])
  })

  it('trails the peak per unit from cost, beyond the limit and not at it', () => {
    const driver = holding(undefined, { trailingStopBasisPoints: 500 })
    price(driver, 20_000)
    const { positions } = driver.engine.portfolio(RUN, driver.time)
    expect(positions[0]?.exits).toEqual({ trailingStop: 18_999 })
    expect(told(price(driver, 19_000))).toEqual([])
    expect(told(price(driver, 18_999))).toEqual(['liquidated trailing-stop', ...SOLD])
  })
})

describe('A stop without a fresh quote', () => {
  it('waits, says so once, and sells at the first fresh ticker whatever the price is then', () => {
    const driver = holding(stopAt(9_500))
    driver.feed('stale')
    expect(told(price(driver, 9_400))).toEqual(['waiting stop-loss'])
    expect(verdicts(driver.steps.at(-1)!)).toMatchObject([
      { figure: 9_400, from: 0, to: -5 * ONE, level: 9_500 },
    ])
    expect(driver.engine.waitingFor).toEqual([SOL])
    expect(told(price(driver, 9_300))).toEqual([])
    expect(told(driver.clock())).toEqual([])
    expect(held(driver)).toBe(5 * ONE)
    driver.now = 20
    expect(told(driver.feed('live'))).toEqual([])
    const step = price(driver, 9_900)
    expect(told(step)).toEqual(['liquidated stop-loss', ...SOLD])
    expect(eventsOf(step, 'OrderFilled')).toMatchObject([{ price: 9_899 }])
  })

  it('is sold when the feed is back, with a quote that came meanwhile', () => {
    const driver = holding(stopAt(9_500))
    driver.feed('reconnecting')
    price(driver, 9_400)
    const back = driver.feed('live')
    expect(told(back)).toEqual(['liquidated stop-loss', ...SOLD])
    expect(verdicts(back)).toMatchObject([{ figure: 9_400, level: 9_500 }])
  })

  it('waits on a crossed quote, and is sold by the next that is not', () => {
    const driver = holding(stopAt(9_500))
    expect(told(driver.ticker(SOL, 9_402, 9_398))).toEqual(['waiting stop-loss'])
    const step = price(driver, 9_800)
    expect(told(step)).toEqual(['liquidated stop-loss', ...SOLD])
    expect(eventsOf(step, 'OrderFilled')).toMatchObject([{ price: 9_799 }])
    expect(verdicts(step)).toMatchObject([{ figure: 9_400, level: 9_500 }])
    expect(driver.engine.waitingFor).toEqual([])
  })

  it('is sold by a heartbeat that confirms the quote, not by one that does not', () => {
    const driver = holding(afterMs(15_000))
    driver.now = 15
    expect(told(driver.clock())).toEqual(['waiting time-stop'])
    expect(told(driver.heartbeat(SOL, 2))).toEqual([])
    const step = driver.heartbeat(SOL, 1)
    expect(told(step)).toEqual(['liquidated time-stop', ...SOLD])
    expect(eventsOf(step, 'OrderFilled')).toMatchObject([{ price: 9_999 }])
  })

  it('records a second rule that asks while the first waits, and sells for the first', () => {
    const driver = holding(stopAt(9_500))
    driver.feed('stale')
    expect(told(price(driver, 9_400))).toEqual(['waiting stop-loss'])
    driver.order({ kind: 'set-risk', run: RUN, rules: { productDrawdownBasisPoints: 100 } })
    expect(told(driver.clock())).toEqual(['waiting product-drawdown'])
    expect(told(driver.clock())).toEqual([])
    const step = driver.feed('live')
    expect(told(step)).toEqual(['liquidated stop-loss', 'liquidated product-drawdown', ...SOLD])
    expect(driver.engine.riskWorth().map(({ rule }) => rule)).toEqual(['stop-loss'])
  })

  it('lets the agent meanwhile neither sell nor call it off', () => {
    const driver = holding(stopAt(9_500))
    driver.feed('stale')
    price(driver, 9_400)
    expect(driver.trade(0, 'sell', 5 * ONE, SOL)).toMatchObject({ refusal: { type: 'stale-price' } })
    expect(driver.exits(0, SOL, { stopLoss: 'none' })).toMatchObject({ status: 'exits-changed', exits: {} })
    const fills = eventsOf(driver.feed('live'), 'OrderFilled')
    expect(fills).toMatchObject([{ quantity: 5 * ONE }])
    expect(driver.trade(0, 'sell', 5 * ONE, SOL)).toMatchObject({
      refusal: { type: 'insufficient-holdings' },
    })
  })
})

describe('A stop while the match is paused or over', () => {
  it('does not look while paused, and at resume goes by the present price', () => {
    const driver = holding(stopAt(9_500))
    driver.command('pause')
    expect(told(price(driver, 9_000))).toEqual([])
    price(driver, 9_900)
    expect(told(driver.command('resume'))).toEqual([])
    driver.command('pause')
    price(driver, 9_400)
    expect(told(driver.clock())).toEqual([])
    const step = driver.command('resume')
    expect(told(step)).toEqual(['liquidated stop-loss', ...SOLD])
    expect(eventsOf(step, 'OrderFilled')).toMatchObject([{ price: 9_399 }])
  })

  it('keeps a sale that waits through a pause, and sells at resume', () => {
    const driver = holding(stopAt(9_500))
    driver.ticker(SOL, 9_402, 9_398)
    driver.command('pause')
    expect(told(price(driver, 9_800))).toEqual([])
    expect(told(driver.heartbeat(SOL, 1))).toEqual([])
    expect(told(driver.command('resume'))).toEqual(['liquidated stop-loss', ...SOLD])
  })

  it('asks for no clock while paused or over, and does nothing after the end', () => {
    const driver = holding(afterMs(5_000))
    expect(driver.engine.dueAt).toBe(driver.time + 5_000)
    driver.command('pause')
    expect(driver.engine.dueAt).toBeUndefined()
    driver.command('end')
    expect(driver.engine.dueAt).toBeUndefined()
    driver.now = 6
    expect(told(driver.clock())).toEqual([])
    expect(told(driver.command('resume'))).toEqual([])
    expect(told(price(driver, 10_000))).toEqual([])
    expect(held(driver)).toBe(5 * ONE)
  })
})

describe('A time stop', () => {
  it('fires when the clock reaches it, and not before', () => {
    const driver = holding(afterMs(5_000))
    driver.now = 4.999
    expect(told(driver.clock())).toEqual([])
    driver.now = 5
    const step = driver.clock()
    expect(told(step)).toEqual(['liquidated time-stop', ...SOLD])
    expect(verdicts(step)).toMatchObject([{ figure: driver.time, threshold: driver.time }])
    expect(verdicts(step)[0]).not.toHaveProperty('level')
    expect(driver.engine.dueAt).toBeUndefined()
  })

  it('fires on a late ticker of any product', () => {
    const driver = holding(afterMs(5_000))
    driver.now = 8
    expect(told(driver.ticker(BTC, 1_000, 1_002))).toEqual(['liquidated time-stop', ...SOLD])
  })

  it('counts from the signal that set it last', () => {
    const driver = holding(afterMs(5_000))
    driver.now = 4
    price(driver, 10_000)
    driver.exits(0, SOL, afterMs(5_000))
    driver.now = 8
    expect(told(driver.clock())).toEqual([])
    driver.now = 9
    expect(told(driver.clock())).toEqual(['liquidated time-stop', ...SOLD])
  })

  it('stays latched when the quote is stale, and no longer asks for the clock', () => {
    const driver = holding(afterMs(15_000))
    driver.now = 15
    expect(told(driver.clock())).toEqual(['waiting time-stop'])
    expect(driver.engine.dueAt).toBeUndefined()
    driver.now = 40
    expect(told(driver.clock())).toEqual([])
    expect(told(price(driver, 12_000))).toEqual(['liquidated time-stop', ...SOLD])
  })

  it('may lie as far ahead as time can be told', () => {
    const driver = holding(afterMs(Number.MAX_SAFE_INTEGER))
    expect(driver.engine.dueAt).toBe(Number.MAX_SAFE_INTEGER)
    driver.now = 1e9
    expect(told(driver.clock())).toEqual([])
  })
})

describe('A position too small to be sold', () => {
  /** Holds 0.008 SOL, worth less than a dollar from $125 down. */
  function dust(exits?: ExitOrder, risk: RiskRules = {}): EngineDriver {
    const driver = riskMatch(risk)
    price(driver, 13_000)
    driver.signal(0, 'buy', 800_000, SOL, exits === undefined ? {} : { exits })
    return driver
  }

  it('stays: one cancelled order, then quiet until the holding changes', () => {
    const driver = dust(undefined, { trailingStopBasisPoints: 500 })
    const step = price(driver, 12_000)
    expect(told(step)).toEqual(['liquidated trailing-stop', 'OrderPlaced', 'OrderCancelled'])
    expect(eventsOf(step, 'OrderCancelled')).toMatchObject([{ refusal: { type: 'below-minimum-funds' } }])
    for (const ticks of [11_000, 14_000, 10_000]) expect(told(price(driver, ticks))).toEqual([])
    expect(driver.engine.waitingFor).toEqual([])
    expect(driver.engine.portfolio(RUN, driver.time).risk?.news).toEqual([])
    driver.trade(0, 'buy', ONE, SOL)
    expect(told(price(driver, 10_000))).toEqual([])
    expect(told(price(driver, 9_000))).toEqual(['liquidated trailing-stop', ...SOLD])
    expect(held(driver)).toBe(0)
  })

  it('loses the plan that was tried, so that the next purchase is not sold at once', () => {
    const driver = dust(stopAt(12_500))
    expect(told(price(driver, 12_000))).toEqual(['liquidated stop-loss', 'OrderPlaced', 'OrderCancelled'])
    driver.trade(0, 'buy', ONE, SOL)
    expect(told(price(driver, 11_900))).toEqual([])
    expect(held(driver)).toBe(ONE + 800_000)
  })
})

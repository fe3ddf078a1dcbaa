import { describe, expect, it } from 'vitest'
import type { ExitOrder } from '$lib/accounts/exit-plan'
import { priceTicks } from '$lib/core/product'
import { InvariantError } from '$lib/core/result'
import { durationMs } from '$lib/core/time'
import { runIndex } from '$lib/engine/events'
import { outcomeOf } from '$lib/engine/outcome'
import { BTC, EngineDriver, FARTCOIN, SOL, eventsOf } from '../../fixtures/engine-driver'
import { ONE, RUN, held, price, riskMatch, told, verdicts } from '../../fixtures/risk-match'
import { modelMatchConfig, riskMatchConfig } from '../../fixtures/synthetic-match'

const LOW = priceTicks(9_500)
const HIGH = priceTicks(10_500)
const plan: ExitOrder = { stopLoss: LOW, takeProfit: HIGH, timeStop: durationMs(60_000) }

/** The exits the run's position in SOL shows. */
function shown(driver: EngineDriver): unknown {
  return driver.engine.portfolio(RUN, driver.time).positions.find(({ product }) => product === SOL)?.exits
}

describe('Exits named with a signal', () => {
  it('are set with the purchase and told with its fill, in the log and on the position', () => {
    const driver = riskMatch()
    const step = driver.signal(0, 'buy', ONE, SOL, { exits: plan, reason: 'Below its range.' })
    const timeStopAt = driver.time + 60_000
    const exits = { stopLoss: LOW, takeProfit: HIGH, timeStopAt, reason: 'Below its range.' }
    expect(told(step)).toEqual(['approved chain', 'OrderPlaced', 'OrderFilled', 'ExitsChanged'])
    expect(eventsOf(step, 'ExitsChanged')).toEqual([{ type: 'ExitsChanged', run: 0, product: SOL, exits }])
    expect(outcomeOf(step)).toMatchObject({ status: 'filled', quantity: ONE, exits })
    expect(shown(driver)).toEqual(exits)
  })

  it('are changed alone with a quantity of 0: no order, no verdict; what is not named stays', () => {
    const driver = riskMatch()
    driver.signal(0, 'buy', ONE, SOL, { exits: plan, reason: 'First.' })
    const changed = { stopLoss: priceTicks(9_700), takeProfit: 'none' } as const
    const outcome = driver.exits(0, SOL, changed)
    const left = { stopLoss: 9_700, timeStopAt: driver.time + 60_000, reason: 'First.' }
    expect(outcome).toEqual({ status: 'exits-changed', product: SOL, exits: left })
    expect(told(driver.steps.at(-1)!)).toEqual(['ExitsChanged'])
    expect(shown(driver)).toEqual(left)
    expect(driver.engine.tradeCount(RUN)).toBe(1)
    expect(driver.exits(0, SOL, { timeStop: 'none' }, 'Second.')).toMatchObject({
      exits: { stopLoss: 9_700, reason: 'Second.' },
    })
    expect(driver.engine.dueAt).toBeUndefined()
  })

  it('leave nothing behind when the last is cancelled', () => {
    const driver = riskMatch()
    driver.signal(0, 'buy', ONE, SOL, { exits: plan, reason: 'Why.' })
    const none = { stopLoss: 'none', takeProfit: 'none', timeStop: 'none' } as const
    expect(driver.exits(0, SOL, none)).toEqual({ status: 'exits-changed', product: SOL, exits: {} })
    expect(shown(driver)).toBeUndefined()
    expect(told(price(driver, 1_000))).toEqual([])
  })

  it('can be set while the quote is stale and while the match trades nothing else', () => {
    const driver = riskMatch()
    driver.trade(0, 'buy', ONE, SOL)
    driver.feed('stale')
    expect(driver.exits(0, SOL, { stopLoss: LOW })).toMatchObject({ status: 'exits-changed' })
    driver.command('pause')
    expect(driver.exits(0, SOL, { stopLoss: 'none' })).toMatchObject({ refusal: { type: 'paused' } })
    driver.command('end')
    expect(driver.exits(0, SOL, { stopLoss: 'none' })).toMatchObject({ refusal: { type: 'ended' } })
    expect(shown(driver)).toEqual({ stopLoss: LOW })
  })

  it('are refused where nothing is held', () => {
    const driver = riskMatch()
    expect(driver.exits(0, SOL, plan)).toEqual({
      ...{ status: 'refused', product: SOL, side: 'buy', refusal: { type: 'no-position' } },
    })
    expect(told(driver.steps.at(-1)!)).toEqual(['refused no-position', 'SignalRefused'])
    expect(driver.exits(0, 9, plan)).toMatchObject({ refusal: { type: 'unknown-product' } })
    expect(outcomeOf(driver.signal(0, 'sell', ONE, SOL, { exits: plan }))).toMatchObject({
      refusal: { type: 'insufficient-holdings' },
    })
  })

  it('are nothing to a signal without any: a quantity of 0 is still refused', () => {
    const driver = riskMatch()
    driver.trade(0, 'buy', ONE, SOL)
    expect(outcomeOf(driver.signal(0, 'buy', 0, SOL, { reason: 'Only words.' }))).toMatchObject({
      refusal: { type: 'quantity-not-positive' },
    })
  })

  it.each<[string, ExitOrder, object]>([
    ['a stop-loss at the price', { stopLoss: priceTicks(10_000) }, { exit: 'stop-loss', level: 10_000 }],
    ['a stop-loss above it', { stopLoss: priceTicks(10_001) }, { exit: 'stop-loss', level: 10_001 }],
    [
      'a take-profit at the price',
      { takeProfit: priceTicks(10_000) },
      { exit: 'take-profit', level: 10_000 },
    ],
    ['a take-profit below it', { ...plan, takeProfit: LOW }, { exit: 'take-profit', level: LOW }],
  ])('refuse the whole signal when they name %s', (_, exits, refusal) => {
    const driver = riskMatch()
    const step = driver.signal(0, 'buy', ONE, SOL, { exits })
    const expected = { type: 'exit-wrong-side', price: 10_000, ...refusal }
    expect(outcomeOf(step)).toEqual({ status: 'refused', product: SOL, side: 'buy', refusal: expected })
    expect(told(step).at(-1)).toBe('SignalRefused')
    expect(held(driver)).toBe(0)
    driver.trade(0, 'buy', 2 * ONE, SOL)
    driver.exits(0, SOL, plan)
    const before = shown(driver)
    expect(driver.exits(0, SOL, exits)).toMatchObject({ refusal: expected })
    expect(outcomeOf(driver.signal(0, 'sell', ONE, SOL, { exits }))).toMatchObject({ refusal: expected })
    expect([held(driver), shown(driver)]).toEqual([2 * ONE, before])
  })

  it('outlast a partial sale and a further purchase, and go with the last unit', () => {
    const driver = riskMatch()
    driver.signal(0, 'buy', 2 * ONE, SOL, { exits: { stopLoss: LOW } })
    driver.trade(0, 'sell', ONE, SOL)
    expect(shown(driver)).toEqual({ stopLoss: LOW })
    driver.trade(0, 'buy', 3 * ONE, SOL)
    expect(shown(driver)).toEqual({ stopLoss: LOW })
    const partial = outcomeOf(driver.signal(0, 'sell', ONE, SOL, { exits: { takeProfit: HIGH } }))
    expect(partial).toMatchObject({ status: 'filled', exits: { stopLoss: LOW, takeProfit: HIGH } })
    driver.trade(0, 'sell', 3 * ONE, SOL)
    driver.trade(0, 'buy', ONE, SOL)
    expect(shown(driver)).toBeUndefined()
    expect(told(price(driver, 9_000))).toEqual([])
    expect(held(driver)).toBe(ONE)
  })

  it('are ignored, whatever they are, when the sale that names them closes the position', () => {
    const driver = riskMatch()
    driver.trade(0, 'buy', ONE, SOL)
    const step = driver.signal(0, 'sell', ONE, SOL, { exits: { stopLoss: priceTicks(99_999) } })
    expect(told(step)).toEqual(['approved chain', 'OrderPlaced', 'OrderFilled'])
    expect(outcomeOf(step)).not.toHaveProperty('exits')
  })

  it('are not set when the order did not fill', () => {
    const driver = riskMatch()
    driver.signal(0, 'buy', ONE, SOL, { exits: { stopLoss: LOW } })
    const cancelled = driver.signal(0, 'buy', 1, SOL, { exits: { stopLoss: priceTicks(9_900) } })
    expect(outcomeOf(cancelled)).toMatchObject({ refusal: { type: 'below-minimum-funds' } })
    expect(outcomeOf(driver.signal(0, 'buy', 5e13, SOL, { exits: { takeProfit: HIGH } }))).toMatchObject({
      refusal: { type: 'insufficient-cash' },
    })
    expect(shown(driver)).toEqual({ stopLoss: LOW })
  })

  it('are set for what a cap left of a purchase', () => {
    const driver = riskMatch({ productExposureBasisPoints: 1000 })
    const outcome = outcomeOf(driver.signal(0, 'buy', 500 * ONE, SOL, { exits: { stopLoss: LOW } }))
    expect(outcome).toMatchObject({
      ...{ status: 'filled', requested: 500 * ONE, quantity: 9_999_900_000 },
      ...{ resized: { rule: 'product-exposure', threshold: 1000 }, exits: { stopLoss: LOW } },
    })
  })

  it('take effect once: a repeated signal is a duplicate', () => {
    const driver = riskMatch()
    driver.signal(0, 'buy', ONE, SOL, { exits: { stopLoss: LOW }, ordinal: 7 })
    const again = driver.signal(0, 'buy', 0, SOL, { exits: { stopLoss: 'none' }, ordinal: 7 })
    expect(outcomeOf(again)).toMatchObject({ refusal: { type: 'duplicate' } })
    expect(shown(driver)).toEqual({ stopLoss: LOW })
  })

  it('belong to one product of one run', () => {
    const driver = riskMatch()
    price(driver, 4_000, FARTCOIN)
    for (const run of [0, 1]) driver.trade(run, 'buy', ONE, SOL)
    driver.trade(0, 'buy', 100_000, FARTCOIN)
    driver.exits(0, SOL, { stopLoss: LOW })
    expect(verdicts(price(driver, 9_000)).map(({ run, product }) => [run, product])).toEqual([[0, SOL]])
    expect(held(driver, FARTCOIN)).toBe(100_000)
    expect(held(driver, SOL, runIndex(1))).toBe(ONE)
  })

  it('outlast other limits and another brain', () => {
    const driver = riskMatch()
    driver.signal(0, 'buy', ONE, SOL, { exits: { stopLoss: LOW } })
    driver.order({ kind: 'set-risk', run: RUN, rules: { trailingStopBasisPoints: 9000 } })
    const { brain, strategyVersion, labels, color } = driver.engine.runs[1]!
    driver.order({ kind: 'reassign', run: RUN, assignment: { brain, strategyVersion, labels, color } })
    expect(shown(driver)).toEqual({ stopLoss: LOW, trailingStop: 1_000 })
    expect(driver.engine.runs[0]?.risk).toEqual({ trailingStopBasisPoints: 9000 })
    expect(told(price(driver, LOW))[0]).toBe('liquidated stop-loss')
  })
})

describe('Exits where there is no risk layer', () => {
  it('[G5] throw in a match of version 2, which else folds as it did', () => {
    const config = modelMatchConfig()
    const risk = { productExposureBasisPoints: 5000, grossExposureBasisPoints: 6000 }
    const old = new EngineDriver({ ...config, rules: { ...config.rules, risk } })
    const driver = new EngineDriver(riskMatchConfig(risk))
    for (const each of [old, driver]) each.ticker(BTC, 9_999, 10_001)
    const step = old.signal(0, 'buy', 1_000 * ONE, BTC, { reason: 'Words alone change nothing.' })
    const same = driver.signal(0, 'buy', 1_000 * ONE, BTC)
    expect(step.derived).toEqual(same.derived)
    expect(told(price(old, 100, BTC))).toEqual([])
    expect(old.engine.portfolio(RUN, old.time)).not.toHaveProperty('risk')
    expect([old.engine.riskRules(RUN), old.engine.isHalted(RUN), old.engine.dueAt]).toEqual([
      ...[undefined, false, undefined],
    ])
    expect([old.engine.verdicts(), old.engine.riskWorth()]).toEqual([[], []])
    expect(() => old.signal(0, 'buy', ONE, BTC, { exits: { stopLoss: LOW } })).toThrow(InvariantError)
  })

  it('do not exist for the benchmark, which no stop sells', () => {
    const driver = riskMatch({ trailingStopBasisPoints: 100, dailyLossBasisPoints: 100, ordersPerMinute: 1 })
    const benchmark = runIndex(2)
    expect(driver.engine.tradeCount(benchmark)).toBe(1)
    price(driver, 1_000)
    expect(held(driver, SOL, benchmark)).toBeGreaterThan(0)
    expect(driver.engine.riskRules(benchmark)).toBeUndefined()
    expect(driver.engine.portfolio(benchmark, driver.time)).not.toHaveProperty('risk')
    expect(() => driver.order({ kind: 're-arm', run: benchmark })).toThrow(InvariantError)
  })
})

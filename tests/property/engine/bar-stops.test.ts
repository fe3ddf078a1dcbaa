import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ExitOrder } from '$lib/accounts/exit-plan'
import { decimal } from '$lib/core/decimal'
import { priceTicks, productIndex, quantityUnits } from '$lib/core/product'
import { Random } from '$lib/core/random'
import type { RiskRules } from '$lib/core/risk-rules'
import { durationMs } from '$lib/core/time'
import type { BarBlock } from '$lib/engine/block/bar-block'
import { runBacktest } from '$lib/engine/block/backtest'
import { replayBacktest } from '$lib/engine/block/replay-backtest'
import { runFromLog } from '$lib/engine/block/run-from-log'
import type { MatchConfig } from '$lib/engine/config'
import { type DerivedEvent, type Side, runIndex } from '$lib/engine/events'
import { RiskLayer } from '$lib/engine/risk-layer'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import type { AlphaModel } from '$lib/engine/stages/alpha/contract'
import type { Bars } from '$lib/market/bars'
import { EngineDriver } from '../../fixtures/engine-driver'
import { type Ohlc, alphaOf, barConfig, blockEventsOf, ohlc, sealed } from '../../fixtures/risk-bars'
import { START, drawRules } from '../../fixtures/synthetic-match'

const RUNS = 400
const ROWS = 60
const MINUTE = 60_000
const ONE = 100_000_000
const FIRST = productIndex(0)
const RUN = runIndex(0)
const INITIAL = decimal('100000')
const seeds = fc.string({ minLength: 1, maxLength: 12 })

interface Wish {
  readonly side: Side
  readonly quantity: number
  readonly exits?: ExitOrder
}

/** A walk of bars; each opens where the one before closed. `reach`: whether they go beyond open and close. */
function walk(random: Random, reach: boolean, gaps: boolean): (Ohlc | undefined)[] {
  let price = 10_000
  return Array.from({ length: ROWS }, () => {
    const open = price
    price = Math.max(Math.round(open * (1 + (random.uniform() - 0.5) / 20)), 100)
    if (gaps && random.integer(8) === 0) return undefined
    const beyond = (): number => (reach ? random.integer(200) : 0)
    const low = Math.max(Math.min(open, price) - beyond(), 1)
    return [open, Math.max(open, price) + beyond(), low, price]
  })
}

function drawExits(random: Random, price: number): ExitOrder {
  const away = (): number => 1 + random.integer(Math.round(price / 15))
  const side = random.integer(10) === 0 ? -1 : 1
  const stopLoss = priceTicks(Math.max(price - side * away(), 1))
  const takeProfit = random.integer(8) === 0 ? 'none' : priceTicks(price + away())
  const timeStop = durationMs(random.integer(10) * MINUTE)
  const draw = random.integer(4)
  if (draw === 0) return { stopLoss }
  if (draw === 1) return { takeProfit }
  return draw === 2 ? { timeStop } : { stopLoss, takeProfit }
}

/** What an alpha wants after each row, whatever has become of what it wanted before. */
function wishes(random: Random, closes: ArrayLike<number>): (readonly Wish[])[] {
  return Array.from({ length: ROWS }, (_, row) => {
    const price = closes[row] ?? 0
    if (!(price > 0)) return []
    return Array.from({ length: [0, 0, 1, 1, 2][random.integer(5)] ?? 0 }, () => {
      const side = random.integer(3) === 0 ? 'sell' : 'buy'
      const quantity = random.integer(6) === 0 ? 0 : Math.floor(random.uniform() * 600) * ONE
      return { side, quantity, ...(random.integer(2) === 0 ? { exits: drawExits(random, price) } : {}) }
    })
  })
}

/** An alpha that wants these, of the product given. */
function wishing(...all: readonly (readonly (readonly Wish[])[])[]): AlphaModel {
  return alphaOf((context, signals) => {
    all.forEach((wanted, product) => {
      for (const { side, quantity, exits } of wanted[context.tick] ?? []) {
        signals.quantity(productIndex(product), side, quantityUnits(quantity), '', exits)
      }
    })
  })
}

interface Play {
  readonly config: MatchConfig
  readonly block: BarBlock
  readonly alpha: () => AlphaModel
}

function drawPlay(seed: string): Play {
  const random = Random.fromSeed(seed)
  const gaps = random.integer(3) === 0
  const columns: Bars[] = [ohlc(walk(random, true, gaps)), ohlc(walk(random, true, gaps))]
  const fees = random.integer(2) === 0 ? 0 : 10
  const config = barConfig(loose(random), 2, { type: 'flat', basisPoints: fees })
  const wanted = columns.map(({ close }) => wishes(random, close))
  return { config, block: sealed(...columns), alpha: () => wishing(...wanted) }
}

/** Limits apt for bars that move by percents. */
function loose(random: Random): RiskRules {
  const drawn = Object.entries(drawRules(random))
  return Object.fromEntries(
    drawn.map(([field, value]) => [
      field,
      field.endsWith('BasisPoints') ? Math.min(value * 5, 10_000) : value,
    ]),
  )
}

const RISK_TYPES: readonly DerivedEvent['type'][] = ['RiskEvent', 'TradingHalted', 'ExitsChanged']

describe('Stops on bars', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('[B6][B7] miss nothing by looking only where something could happen', () => {
    let sales = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        const { config, block, alpha } = drawPlay(seed)
        const quick = runBacktest(config, block, alpha())
        // A clock that is always due, and a layer that is never idle, have every row looked at.
        const always = vi.spyOn(RiskLayer.prototype, 'dueAt').mockReturnValue(0)
        const never = vi.spyOn(RiskLayer.prototype, 'isIdle', 'get').mockReturnValue(false)
        const thorough = runBacktest(config, block, alpha())
        always.mockRestore()
        never.mockRestore()
        expect(blockEventsOf(quick)).toEqual(blockEventsOf(thorough))
        expect(quick.equity).toEqual(thorough.equity)
        expect([quick.digest, quick.maxDrawdown]).toEqual([thorough.digest, thorough.maxDrawdown])
        sales += blockEventsOf(quick).filter((event) => event.type === 'Other').length
      }),
      { numRuns: RUNS },
    )
    expect(sales).toBeGreaterThan(RUNS / 4)
  })

  it('[B5][L2][L4] keep the books, and give equity and records back from log and bars', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { config, block, alpha } = drawPlay(seed)
        const result = runBacktest(config, block, alpha())
        const { portfolio } = result
        expect(portfolio.cash >= 0n).toBe(true)
        expect(portfolio.equity).toBe(INITIAL + portfolio.realised + portfolio.unrealised)
        const rebuilt = runFromLog(result.records, block)
        expect(rebuilt.ok && rebuilt.value.equity).toEqual(result.equity)
        expect(replayBacktest(result.records, block)).toMatchObject({
          ...{ ok: true, value: { digest: result.digest } },
        })
      }),
      { numRuns: RUNS / 2 },
    )
  })

  it('[B4] are the same by columns and row by row', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = Random.fromSeed(seed)
        const block = sealed(ohlc(walk(random, true, false)), ohlc(walk(random, true, false)))
        const config = barConfig(loose(random), 2, { type: 'flat', basisPoints: 10 })
        const model = new SmaCross(2, 5)
        const asked = alphaOf((context, signals) => model.update(context, signals))
        const rows = runBacktest(config, block, { ...asked, name: model.name, version: model.version })
        const columns = runBacktest(config, block, new SmaCross(2, 5))
        expect(blockEventsOf(columns)).toEqual(blockEventsOf(rows))
        expect(columns.digest).toBe(rows.digest)
        expect([columns.equity, columns.maxDrawdown]).toEqual([rows.equity, rows.maxDrawdown])
      }),
      { numRuns: RUNS },
    )
  })
})

/** What the two ways of folding must agree on: fills, and what the risk stage said and did. */
interface Account {
  readonly trades: readonly string[]
  readonly events: readonly unknown[]
  readonly cash: bigint
  readonly equity: bigint
}

function told(event: DerivedEvent): readonly unknown[] {
  return RISK_TYPES.includes(event.type) && !(event.type === 'RiskEvent' && event.verdict === 'approved')
    ? [event]
    : []
}

function byBars(config: MatchConfig, bars: Bars, wanted: readonly (readonly Wish[])[]): Account {
  const result = runBacktest(config, sealed(bars), wishing(wanted))
  const events = blockEventsOf(result)
  return {
    trades: events.flatMap((event) =>
      event.type === 'Traded' ? `${event.side} ${event.quantity} at ${event.price}` : [],
    ),
    events: events.flatMap((event) => (event.type === 'Other' ? told(event.event) : [])),
    cash: result.portfolio.cash,
    equity: result.portfolio.equity,
  }
}

/** The price within a bar, if any, at which something is to be sold; as the account itself tells. */
function levelWithin(driver: EngineDriver, open: number, close: number): number | undefined {
  const [position] = driver.engine.portfolio(RUN, driver.time).positions
  const { stopLoss = 0, trailingStop = 0, drawdownStop = 0, takeProfit = Infinity } = position?.exits ?? {}
  const stop = Math.max(stopLoss, trailingStop, drawdownStop)
  if (close <= stop && stop < open) return stop
  return open < takeProfit && takeProfit <= close ? takeProfit : undefined
}

/** The same bars as tickers: open, a level that is passed on the way, close. */
function byTickers(
  config: MatchConfig,
  bars: Bars,
  wanted: readonly (readonly Wish[])[],
): Account & { readonly isShort: boolean } {
  const driver = new EngineDriver(config)
  const at = (time: number, price: number): void => {
    driver.now = (time - START) / 1000
    driver.ticker(FIRST, price, price)
  }
  for (let row = 0; row < ROWS; row += 1) {
    const [time = 0, open = 0, close = 0] = [bars.time[row], bars.open[row], bars.close[row]]
    // It is the last close, at the same instant: limits of the account have looked at that.
    if (hasStops(config)) at(time, open)
    for (const { side, quantity, exits } of wanted[row - 1] ?? []) {
      driver.signal(0, side, quantity, FIRST, exits === undefined ? {} : { exits })
    }
    // Fees alone can put a purchase beyond its stop.
    if (hasStops(config)) at(time, open)
    const level = levelWithin(driver, open, close)
    if (level !== undefined) at(time, level)
    at(time + MINUTE, close)
    driver.tick()
  }
  const derived = driver.steps.flatMap((step) => step.derived)
  const { cash, equity } = driver.engine.portfolio(RUN, driver.time)
  const trades = derived.flatMap((event) =>
    event.type === 'OrderFilled' ? `${event.side} ${event.quantity} at ${event.price}` : [],
  )
  const isShort = derived.some(
    (event) => event.type === 'SignalRefused' && event.refusal.type === 'insufficient-cash',
  )
  return { trades, events: derived.flatMap(told), cash, equity, isShort }
}

function hasStops({ rules }: MatchConfig): boolean {
  return rules.risk.runDrawdownBasisPoints === undefined && rules.risk.dailyLossBasisPoints === undefined
}

describe('Bars and the same prices as tickers', () => {
  const compare = (limitsOfAccount: boolean): number => {
    let trades = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = Random.fromSeed(seed)
        const { runDrawdownBasisPoints = 300, dailyLossBasisPoints = 400, ...others } = loose(random)
        const { trailingStopBasisPoints: _trailing, productDrawdownBasisPoints: _loss, ...orders } = others
        const risk = limitsOfAccount ? { ...orders, runDrawdownBasisPoints, dailyLossBasisPoints } : others
        const bars = ohlc(walk(random, false, false), START)
        const fees = { type: 'flat', basisPoints: random.integer(2) * 10 } as const
        const config = barConfig(risk, 1, fees)
        const wanted = wishes(random, bars.close).map((row) =>
          limitsOfAccount ? row.map(({ side, quantity }) => ({ side, quantity })) : row,
        )
        const { isShort, ...live } = byTickers(config, bars, wanted)
        // What cash does not pay for is cut on bars, and refused on quotes that an agent sees.
        if (isShort) return
        expect(byBars(config, bars, wanted)).toEqual(live)
        trades += live.trades.length
      }),
      { numRuns: RUNS },
    )
    return trades
  }

  it('[B6] trade alike with stops, at the very levels the account tells', () => {
    expect(compare(false)).toBeGreaterThan(RUNS / 4)
  })

  it('[B7] trade alike with limits of the whole account', () => {
    expect(compare(true)).toBeGreaterThan(RUNS / 4)
  })
})

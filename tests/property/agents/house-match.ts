/** The three house agents against each other on the engine, over a seeded market, at a tick a minute. */
import { DecisionContext } from '$lib/agents/house/decision-context'
import { wishesOf } from '$lib/agents/house/wishes'
import type { PortfolioView } from '$lib/accounts/portfolio-view'
import { type ProductIndex, priceTicks, productIndex } from '$lib/core/product'
import { Random } from '$lib/core/random'
import { durationMs, timeMs } from '$lib/core/time'
import type { MatchConfig } from '$lib/engine/config'
import { Engine } from '$lib/engine/engine'
import { type InputEvent, type SignalOutcome, runIndex } from '$lib/engine/events'
import { outcomeOf } from '$lib/engine/outcome'
import { realisticRules } from '$lib/engine/rules'
import { type HouseModel, houseModel } from '$lib/engine/stages/alpha/house-models'
import { SnapshotView } from '$lib/market/snapshot-view'
import type { Candle, Granularity } from '$lib/market/types'
import { normalVariate } from '$lib/stats/variates'
import { PRODUCTS, matchConfig, runConfig } from '../../fixtures/synthetic-match'

export const HOUSE = ['momentum', 'brainrot', 'scalper'] as const
const LEVELS = [6_250_000, 4_100, 13_143]
const HISTORY_MINUTES = 240
const MINUTE = 60_000
/** A whole quarter of an hour, so that candles of every size start with the tape. */
const FIRST = 1_760_000_400_000

/** A random walk per product with spells of trend, calm and storm, and now and then a jump. */
export class MarketTape {
  readonly #random: Random
  readonly #paths: number[][]
  readonly #spreads: readonly number[]

  constructor(
    seed: string,
    readonly minutes: number,
  ) {
    this.#random = Random.fromSeed(seed)
    this.#paths = LEVELS.map((level, at) => this.#path(level, this.#random.fork(`product ${at}`)))
    this.#spreads = LEVELS.map((_, at) => 0.00005 + 0.001 * this.#random.fork(`spread ${at}`).uniform())
  }

  /** Minute 0 is the start of the match; history has negative minutes. */
  price(product: number, minute: number): number {
    return this.#paths[product]![minute + HISTORY_MINUTES]!
  }

  ticker(product: number, minute: number, factor = 1): InputEvent {
    const price = Math.max(2, Math.round(this.price(product, minute) * factor))
    const half = Math.max(1, Math.round((price * this.#spreads[product]!) / 2))
    const time = timeMs(FIRST + minute * MINUTE)
    const ticker = {
      product: productIndex(product),
      price: priceTicks(price),
      bid: priceTicks(Math.max(1, price - half)),
      ask: priceTicks(price + half),
      volume24h: 1000,
      tradeId: minute + HISTORY_MINUTES + 1,
      tradedAt: time,
    }
    return { type: 'TickerReceived', time, ticker }
  }

  /** The candles that close at this minute, of every size. */
  closing(product: number, minute: number, time: number): readonly InputEvent[] {
    return ([60, 300, 900] as const)
      .filter(
        (granularity) =>
          (minute * 60) % granularity === 0 && minute * 60 - granularity >= -HISTORY_MINUTES * 60,
      )
      .map((granularity) => ({
        type: 'CandleClosed',
        time: timeMs(time),
        candle: this.#candle(product, minute, granularity),
      }))
  }

  #candle(product: number, minute: number, granularity: Granularity): Candle {
    const first = minute - granularity / 60
    const prices = Array.from({ length: minute - first + 1 }, (_, at) => this.price(product, first + at))
    return {
      product: productIndex(product),
      granularity,
      start: timeMs(FIRST + first * MINUTE),
      open: priceTicks(prices[0]!),
      high: priceTicks(Math.max(...prices)),
      low: priceTicks(Math.min(...prices)),
      close: priceTicks(prices.at(-1)!),
      volume: 10,
    }
  }

  #path(level: number, random: Random): number[] {
    let price = level
    let drift = 0
    let deviation = 0.001
    return Array.from({ length: HISTORY_MINUTES + this.minutes + 1 }, () => {
      if (random.integer(90) === 0) {
        drift = 0.0005 * (random.uniform() - 0.5)
        deviation = 0.0002 + 0.002 * random.uniform()
      }
      const jump = random.integer(500) === 0 ? 0.03 * (random.uniform() - 0.5) : 0
      price *= 1 + drift + deviation * normalVariate(random) + jump
      price = Math.max(level / 20, price)
      return Math.max(2, Math.round(price))
    })
  }
}

export interface Sale {
  readonly run: number
  /** Quantity-weighted average time the position was held. */
  readonly held: number
  /** Gained or lost by it after fees, in units of 10^-18 USD. */
  readonly realised: bigint
}

/** One match under way. Decisions are taken one run after the other on the same snapshot. */
export class HouseMatch {
  readonly engine = new Engine()
  readonly config: MatchConfig
  readonly sales: Sale[] = []
  readonly #models: readonly HouseModel[]
  #minute = -1
  /** Frozen at the tick, as agents get it. */
  snapshot: Float64Array = new Float64Array(0)

  constructor(readonly tape: MarketTape) {
    const base = matchConfig(realisticRules(), 0)
    this.config = { ...base, runs: HOUSE.map((name) => runConfig(name)), startedAt: timeMs(FIRST) }
    this.#models = HOUSE.map((name) => houseModel(`house:${name}`)!)
    this.engine.apply({ type: 'MatchStarted', time: timeMs(FIRST), config: this.config })
    this.engine.apply({ type: 'FeedStateChanged', time: timeMs(FIRST), state: 'live', detail: 'Live.' })
    for (let minute = 1 - HISTORY_MINUTES; minute < 0; minute += 1) this.#closeCandles(minute, FIRST)
  }

  get now() {
    return timeMs(FIRST + this.#minute * MINUTE)
  }

  /** The next minute's quotes and candles, and its tick. */
  publish(): void {
    this.#minute += 1
    PRODUCTS.forEach((_, product) => this.engine.apply(this.tape.ticker(product, this.#minute)))
    this.#closeCandles(this.#minute, this.now)
    this.engine.apply({ type: 'TickPublished', time: this.now, tick: this.tick })
    this.snapshot = this.engine.packedSnapshot(this.now)
  }

  get tick(): number {
    return this.#minute + 1
  }

  /** Every quote moves by these factors within the same minute. */
  move(factors: readonly number[]): void {
    factors.forEach((factor, product) => this.engine.apply(this.tape.ticker(product, this.#minute, factor)))
  }

  portfolio(run: number): PortfolioView {
    return this.engine.portfolio(runIndex(run), this.now)
  }

  /** The tick as the run's model sees it. */
  context(run: number): DecisionContext {
    return new DecisionContext(PRODUCTS, new SnapshotView(this.snapshot), this.portfolio(run))
  }

  /** The run's model decides on the present snapshot, and its wishes are settled at once. */
  decide(run: number): void {
    const wishes = wishesOf(this.#models[run]!, this.context(run), this.portfolio(run))
    wishes.forEach((wish, ordinal) => this.submit(run, ordinal, wish))
  }

  submit(
    run: number,
    ordinal: number,
    wish: { readonly product: ProductIndex; readonly side: 'buy' | 'sell'; readonly quantity: number },
  ): SignalOutcome {
    const held = this.portfolio(run).positions.find((one) => one.product === wish.product)?.held ?? 0
    const before = this.#realised(run)
    const { product, side } = wish
    const key = { run: runIndex(run), tick: this.tick, ordinal, latency: durationMs(0) }
    const signal = { ...key, product, side, quantity: wish.quantity as never }
    const outcome = outcomeOf(this.engine.apply({ type: 'SignalSubmitted', time: this.now, signal }))
    if (outcome.status === 'filled' && side === 'sell')
      this.sales.push({ run, held, realised: this.#realised(run) - before })
    return outcome
  }

  /** How long each position the run has closed was held, in milliseconds. */
  heldBySales(run: number): readonly number[] {
    return this.sales.filter((sale) => sale.run === run).map((sale) => sale.held)
  }

  #realised(run: number): bigint {
    return this.portfolio(run).realised
  }

  #closeCandles(minute: number, time: number): void {
    PRODUCTS.forEach((_, product) => {
      for (const candle of this.tape.closing(product, minute, time)) this.engine.apply(candle)
    })
  }
}

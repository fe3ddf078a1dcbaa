/** What stops and limits cost: a signal, the live fold, a backtest, each beside the same without any; a tail check. */
import { priceTicks, productIndex, quantityUnits } from '../../src/lib/core/product'
import { Random } from '../../src/lib/core/random'
import { RISK_LIMITS, type RiskFieldSpec, type RiskRules } from '../../src/lib/core/risk-rules'
import { durationMs, timeMs } from '../../src/lib/core/time'
import { sealBlock } from '../../src/lib/engine/block/bar-block'
import { runBacktest } from '../../src/lib/engine/block/backtest'
import { Engine } from '../../src/lib/engine/engine'
import { type InputEvent, runIndex } from '../../src/lib/engine/events'
import { EventLog } from '../../src/lib/engine/log/event-log'
import { restsOnReturns } from '../../src/lib/engine/risk-chain'
import { SmaCross } from '../../src/lib/engine/stages/alpha/sma-cross'
import { barConfig } from '../fixtures/risk-bars'
import { PRODUCTS, START, riskMatchConfig, spec } from '../fixtures/synthetic-match'
import { type BenchRow, compared } from './bench-row'
import { seededBars } from './seeded-bars'
import { tailCheckRows } from './tail-check'

const RUNS = 9
const SIGNALS = 20_000
const EVENTS = 50_000
const BARS = 1_000_000
const AGENTS = 9
const FEES = { preset: 'classic', fees: { type: 'flat', basisPoints: 10 } } as const

/** Every limit there is, so wide that it judges and watches but lets all trades pass: both matches trade alike. */
const ALL = widest(RISK_LIMITS)

function widest(limits: readonly RiskFieldSpec[]): RiskRules {
  return Object.fromEntries(
    limits.map(({ field, unit, most }) => [field, unit === 'milliseconds' ? 1 : most]),
  )
}

const isEstimated = (limit: RiskFieldSpec): boolean => restsOnReturns(widest([limit]))

/** Best of several runs, in turn, milliseconds: other work on the machine only ever adds. */
function best(...works: readonly (() => void)[]): number[] {
  const least = works.map(() => Infinity)
  for (let run = 0; run < RUNS; run += 1) {
    works.forEach((work, index) => {
      const start = performance.now()
      work()
      least[index] = Math.min(least[index] ?? Infinity, performance.now() - start)
    })
  }
  return least
}

class Market {
  readonly #random: Random
  readonly #prices = [6_250_000, 4_100, 13_143]
  #now: number = START
  #tick = 0
  #ordinal = 0

  constructor(seed: string) {
    this.#random = Random.fromSeed(seed)
  }

  /** So much later a price of the product, up to half a thousandth away. */
  ticker(index: number, after: number): InputEvent {
    this.#now += after
    const before = this.#prices[index] ?? 100
    const price = Math.max(Math.round(before * (1 + (this.#random.uniform() - 0.5) / 1000)), 100)
    this.#prices[index] = price
    const ticker = {
      product: productIndex(index),
      price: priceTicks(price),
      bid: priceTicks(price - 1),
      ask: priceTicks(price + 1),
      volume24h: 1,
      tradeId: this.#now,
      tradedAt: timeMs(this.#now),
    }
    return { type: 'TickerReceived', time: timeMs(this.#now), ticker }
  }

  publish(): InputEvent {
    this.#tick += 1
    return { type: 'TickPublished', time: timeMs(this.#now), tick: this.#tick }
  }

  /** A small trade; every one that buys names all exits. */
  signal(run: number, index: number, side: 'buy' | 'sell', named: boolean): InputEvent {
    this.#ordinal += 1
    this.#now += 1
    const price = this.#prices[index] ?? 100
    const known = PRODUCTS[index]
    const unit = known === undefined ? 1 : Number(known.quoteIncrement * known.baseIncrement) / 1e36
    const exits = {
      stopLoss: priceTicks(Math.round(price / 4)),
      takeProfit: priceTicks(price * 4),
      timeStop: durationMs(1e9),
    }
    const signal = {
      ...{ run: runIndex(run), tick: this.#tick, ordinal: this.#ordinal, product: productIndex(index), side },
      ...{ quantity: quantityUnits(Math.floor(20 / (price * unit))), latency: durationMs(1) },
      ...(named ? { exits } : {}),
    }
    return { type: 'SignalSubmitted', time: timeMs(this.#now), signal }
  }
}

function opening(risk: RiskRules): InputEvent[] {
  return [
    { type: 'MatchStarted', time: START, config: riskMatchConfig(risk, FEES, AGENTS) },
    { type: 'FeedStateChanged', time: START, state: 'live', detail: '' },
  ]
}

/** Signals on a market that stands still: buys and sales in turn, a minute of quiet now and then. */
function signalInputs(named: boolean): InputEvent[] {
  const market = new Market('signals')
  const inputs: InputEvent[] = [0, 1, 2].map((index) => market.ticker(index, 1))
  inputs.push(market.publish())
  for (let count = 0; count < SIGNALS; count += 1) {
    if (count % 100 === 0)
      inputs.push(...[0, 1, 2].map((index) => market.ticker(index, 2500)), market.publish())
    inputs.push(
      market.signal(count % AGENTS, Math.floor(count / AGENTS) % 3, count % 2 === 0 ? 'buy' : 'sell', named),
    )
  }
  return inputs
}

/** As a live match: nearly all prices, all agents invested in all products. */
function liveInputs(): InputEvent[] {
  const market = new Market('live')
  const inputs: InputEvent[] = [0, 1, 2].map((index) => market.ticker(index, 1))
  inputs.push(market.publish())
  for (let run = 0; run < AGENTS; run += 1) {
    for (const index of [0, 1, 2]) inputs.push(market.signal(run, index, 'buy', true))
  }
  for (let count = 0; count < EVENTS; count += 1) {
    inputs.push(count % 300 === 0 ? market.publish() : market.ticker(count % 3, 200))
    if (count % 50 === 0) inputs.push(market.signal((count / 50) % AGENTS, count % 3, 'buy', false))
  }
  return inputs
}

function fold(inputs: readonly InputEvent[]): Engine {
  const engine = new Engine()
  const log = new EventLog()
  for (const input of inputs) log.append(engine.apply(input).record)
  return engine
}

/** The trades of all agents; a bench of chains that trade differently would compare nothing. */
function tradesOf(engine: Engine): number {
  return engine.runs.reduce((sum, _, run) => sum + engine.tradeCount(runIndex(run)), 0)
}

function sameTrades(...engines: readonly Engine[]): number {
  const [first = 0, ...others] = engines.map(tradesOf)
  if (others.some((trades) => trades !== first)) throw new Error(`trades differ: ${first}, ${others.join()}`)
  return first
}

function signalRows(): BenchRow[] {
  const plain = signalInputs(false)
  const named = signalInputs(true)
  const [none, all] = [
    [...opening({}), ...plain],
    [...opening(ALL), ...plain],
  ]
  const withExits = [...opening(ALL), ...named]
  sameTrades(fold(none), fold(all), fold(withExits))
  const times = best(
    () => fold(none),
    () => fold(all),
    () => fold(withExits),
  )
  const [without = 0, limits = 0, exits = 0] = times.map((ms) => (ms * 1000) / SIGNALS)
  const target = '< 20 µs'
  return [
    compared({
      name: 'a signal through all limits, folded and logged',
      value: limits,
      unit: 'µs',
      reference: without,
      target,
    }),
    compared({ name: 'the same, naming three exits', value: exits, unit: 'µs', reference: without, target }),
  ]
}

function liveRow(): BenchRow {
  const inputs = liveInputs()
  const [none, all] = [
    [...opening({}), ...inputs],
    [...opening(ALL), ...inputs],
  ]
  sameTrades(fold(none), fold(all))
  const [without = 0, limits = 0] = best(
    () => fold(none),
    () => fold(all),
  ).map((ms) => all.length / (ms / 1000))
  return compared({
    ...{
      name: `live fold, ${AGENTS} runs invested, all limits and exits armed`,
      value: limits,
      unit: 'events/s',
    },
    ...{ reference: without, target: '≥ 0.5 of that with none' },
  })
}

/** Without a minimum order, so that a run that has lost nearly all goes on trading. */
const BAR_PRODUCT = spec('BTC-USD', '0.01', '0.00000001', '0')

function barRows(): BenchRow[] {
  const block = sealBlock(60, [seededBars(BARS, 'bench')])
  if (!block.ok) throw new Error(block.error)
  const backtest = (risk: RiskRules) => () =>
    runBacktest(
      { ...barConfig(risk, 1, FEES.fees), products: [BAR_PRODUCT] },
      block.value,
      new SmaCross(10, 30),
    )
  const watching = widest(RISK_LIMITS.filter((limit) => !isEstimated(limit)))
  const tails = widest(RISK_LIMITS.filter(isEstimated))
  const { trailingStopBasisPoints: _, ...untrailed } = watching
  const tight = { ...watching, trailingStopBasisPoints: 30, productDrawdownBasisPoints: 40 }
  const perSecond = (ms: number): number => BARS / (ms / 1000)
  const [reference = 0, all = 0, fixed = 0, selling = 0, estimated = 0] = best(
    ...[{}, watching, untrailed, tight, tails].map((risk) => backtest(risk)),
  ).map(perSecond)
  const held = { unit: 'bars/s', reference }
  return [
    compared({
      ...{ name: 'backtest, SMA 10/30, all limits watching', value: all, target: '≥ 0.5 of that with none' },
      ...held,
    }),
    compared({ name: 'the same without the trailing stop', value: fixed, ...held }),
    compared({ name: 'the same, stops at 0.3 % and 0.4 % that sell', value: selling, ...held }),
    compared({ name: 'the same, limits on estimates of 1,440 returns alone', value: estimated, ...held }),
  ]
}

export function run(): Promise<BenchRow[]> {
  return Promise.resolve([...signalRows(), liveRow(), ...barRows(), ...tailCheckRows()])
}

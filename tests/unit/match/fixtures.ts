/** A match session with every end in the test's hands. */
import { decimal } from '$lib/core/decimal'
import { priceTicks, productIndex } from '$lib/core/product'
import { type DurationMs, type TimeMs, durationMs, timeMs } from '$lib/core/time'
import type { DecisionRecord } from '$lib/agents/decision'
import type { MatchConfig } from '$lib/engine/config'
import { Engine } from '$lib/engine/engine'
import type { InputEvent } from '$lib/engine/events'
import { EventLog } from '$lib/engine/log/event-log'
import { type LoggedStep, decodeStep } from '$lib/engine/log/step-codec'
import { realisticRules } from '$lib/engine/rules'
import type { FeedEvent } from '$lib/market/feed-event'
import { NO_COUNTERS } from '$lib/market/feed-event'
import type { Ticker } from '$lib/market/types'
import { Journal, type StepListener } from '$lib/match/journal'
import { describeHead } from '$lib/match/head'
import type { AgentTick, CommitBatch, FeedPort, MatchStore } from '$lib/match/ports'
import { benchmarkRun, houseRun, standardRoster } from '$lib/match/roster'
import { MatchWriter } from '$lib/match/writer'
import { portfolioView } from '../agents/fixtures'
import { PRODUCTS } from '../../fixtures/synthetic-match'
import { VIRTUAL_START, VirtualClock } from '../../fixtures/virtual-clock'

export const BTC = productIndex(0)
export const FARTCOIN = productIndex(1)
export const SOL = productIndex(2)

export function houseConfig(overrides: Partial<MatchConfig> = {}): MatchConfig {
  const agents = standardRoster().map(({ strategy, name }, index) => houseRun(strategy, name, index, 'm1'))
  return {
    formatVersion: 1,
    matchId: 'm1',
    source: 'coinbase',
    products: PRODUCTS,
    runs: [...agents, benchmarkRun(agents.length, 'm1')],
    rules: realisticRules(),
    initialCash: decimal('100000'),
    interval: durationMs(60_000),
    startedAt: VIRTUAL_START,
    ...overrides,
  }
}

export function demoMatch(overrides: Partial<MatchConfig> = {}): MatchConfig {
  return houseConfig({ source: 'demo', demo: { seed: 'unit', speed: 10 }, ...overrides })
}

export function quote(product: number, price: number, tradeId = 1, spread = 1): Ticker {
  return {
    product: productIndex(product),
    price: priceTicks(price),
    bid: priceTicks(price - spread),
    ask: priceTicks(price + spread),
    volume24h: 1000,
    tradeId,
    tradedAt: VIRTUAL_START,
  }
}

export const at = (milliseconds: number): TimeMs => timeMs(VIRTUAL_START + milliseconds)
export const ms = (milliseconds: number): DurationMs => durationMs(milliseconds)

export const tickerAt = (time: TimeMs, ticker: Ticker): FeedEvent => ({ type: 'ticker', time, ticker })
export const beatAt = (time: TimeMs, product: number, lastTradeId: number): FeedEvent => ({
  type: 'heartbeat',
  time,
  product: productIndex(product),
  lastTradeId,
})
export const liveAt = (time: TimeMs): FeedEvent => ({ type: 'state', time, state: 'live', detail: 'Live.' })

/** Keeps every batch; `fail` may refuse the next ones, `hold` lets them wait. */
export class ScriptedStore implements MatchStore {
  readonly durable = true
  /** Every batch offered, also the refused. */
  readonly offered: CommitBatch[] = []
  readonly written: CommitBatch[] = []
  failures: Error[] = []
  #held: (() => void)[] | undefined

  async commit(batch: CommitBatch): Promise<void> {
    this.offered.push(batch)
    const failure = this.failures.shift()
    if (failure !== undefined) throw failure
    const held = this.#held
    if (held !== undefined) await new Promise<void>((resolve) => held.push(resolve))
    this.written.push(batch)
  }

  hold(): void {
    this.#held = []
  }

  release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const go of held) go()
  }

  get steps(): readonly LoggedStep[] {
    return this.written.flatMap((batch) => batch.steps.map(({ record }) => stepOf(record)))
  }

  get inputs(): readonly InputEvent[] {
    return this.steps.map(({ input }) => input)
  }
}

export function stepOf(record: Uint8Array): LoggedStep {
  const step = decodeStep(record)
  if (!step.ok) throw new Error(step.error)
  return step.value
}

/** A feed that says what the test makes it say. */
export class ScriptedFeed implements FeedPort {
  readonly opened: (TimeMs | undefined)[] = []
  readonly asked: number[] = []
  closed = 0
  paused = false
  thinking = false
  refreshed: Ticker | undefined
  onRefresh: () => Promise<void> = () => Promise.resolve()
  #onEvents: (events: readonly FeedEvent[]) => void = () => undefined

  open(
    _config: MatchConfig,
    resumeAt: TimeMs | undefined,
    onEvents: (events: readonly FeedEvent[]) => void,
  ): void {
    this.opened.push(resumeAt)
    this.#onEvents = onEvents
  }

  say(...events: FeedEvent[]): void {
    this.#onEvents(events)
  }

  async refreshQuote(product: number): Promise<Ticker | undefined> {
    this.asked.push(product)
    await this.onRefresh()
    return this.refreshed
  }

  setPaused(paused: boolean): void {
    this.paused = paused
  }

  setThinking(thinking: boolean): void {
    this.thinking = thinking
  }

  counters(): typeof NO_COUNTERS {
    return NO_COUNTERS
  }

  close(): void {
    this.closed += 1
  }
}

/** An engine that has started, behind a journal. */
export function openJournal(config: MatchConfig = houseConfig(), onStep: StepListener = () => undefined) {
  const clock = new VirtualClock()
  const store = new ScriptedStore()
  const engine = new Engine()
  const log = new EventLog()
  const writer = new MatchWriter(
    store,
    clock,
    () => describeHead(engine, log, config, clock.now()),
    () => undefined,
  )
  const journal = new Journal(engine, log, writer, onStep, () => undefined)
  journal.write({ type: 'MatchStarted', time: config.startedAt, config })
  return { clock, store, engine, journal, writer }
}

export function agentTick(tick: number, budget = 45_000): AgentTick {
  return {
    tick,
    matchTime: at(0),
    snapshot: new Float64Array(0),
    portfolio: portfolioView(),
    budget: ms(budget),
  }
}

export function recordOf(tick: number, overrides: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    ...{ tick, matchTime: at(0), outcome: 'completed', exchanges: [] },
    ...{ response: `Tick ${tick}.`, reasoning: '', latency: ms(5) },
    ...overrides,
  }
}

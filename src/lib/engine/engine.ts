import { Ledger } from '../accounts/ledger'
import type { PortfolioView } from '../accounts/portfolio-view'
import { ByteWriter } from '../core/byte-writer'
import { type Decimal, DECIMAL_ZERO } from '../core/decimal'
import type { PriceTicks, ProductIndex } from '../core/product'
import { InvariantError, assertNever, invariant } from '../core/result'
import { type TimeMs, timeMs } from '../core/time'
import { CandleBook } from '../market/candle-book'
import { MinuteBuilder } from '../market/minute-builder'
import type { MarketSnapshot } from '../market/snapshot'
import { packSnapshot } from '../market/snapshot-codec'
import type { FeedState, Ticker } from '../market/types'
import type { MatchConfig, RunConfig } from './config'
import { type Arena, Competitor } from './competitor'
import type { InputEvent, OperatorCommand, RunIndex, Signal } from './events'
import type { QuoteFreshness } from './freshness'
import { type LoggedStep, encodeStep } from './log/step-codec'
import { MarketState } from './market-state'
import { ModelSpend } from './model-spend'
import { EventRecorder } from './recorder'
import { RunRoster } from './run-roster'
import { takeSnapshot } from './snapshot'
import { OrderNumbers } from './venue'

/** An input, all that followed from it, and both as the log's bytes. */
export interface Step extends LoggedStep {
  readonly record: Uint8Array<ArrayBuffer>
}

export type EngineStatus = 'running' | 'paused' | 'ended'

/** What a match is made of once it has started. */
interface Started {
  readonly config: MatchConfig
  readonly market: MarketState
  readonly candles: CandleBook
  readonly minutes: MinuteBuilder
  readonly arena: Arena
  readonly orders: OrderNumbers
  readonly roster: RunRoster
  readonly spend: ModelSpend
  readonly competitors: Competitor[]
}

/**
 * A match as a pure, synchronous fold: the same inputs in the same order give the same steps, to the last
 * byte, in every engine. Nothing in here waits, reads a clock or draws by chance. SPEC.md numbers the rules.
 */
export class Engine {
  readonly #recorder = new EventRecorder()
  readonly #writer = new ByteWriter(1024)
  readonly #clock = { now: timeMs(0) }
  #started: Started | undefined
  #status: EngineStatus = 'running'
  #seq = -1
  #tick = 0
  #lastTickAt: TimeMs | undefined

  /** @throws InvariantError when the input cannot belong here; the engine must then be given up. */
  apply(input: InputEvent): Step {
    const seq = this.#seq + 1
    invariant((input.type === 'MatchStarted') === (seq === 0), 'a match starts once, and first of all')
    if (input.time > this.#clock.now) this.#clock.now = input.time
    this.#fold(input)
    this.#seq = seq
    const step = { seq, input, derived: this.#recorder.take() }
    return { ...step, record: encodeStep(this.#writer, step) }
  }

  get config(): MatchConfig {
    return this.#match.config
  }

  /** The competitors as commands have left them; never fewer than the match began with. */
  get runs(): readonly RunConfig[] {
    return this.#match.roster.runs
  }

  isBenched(run: RunIndex): boolean {
    return this.#match.roster.isBenched(run)
  }

  /** Whether a language model decides for the run, or ever did. */
  usedModel(run: RunIndex): boolean {
    return this.#match.roster.usedModel(run)
  }

  /** Whether the run ever was given another prompt, model or rules than it came with. */
  wasChanged(run: RunIndex): boolean {
    return this.#match.roster.wasChanged(run)
  }

  /** USD all model calls of the match may cost together. */
  get spendCap(): Decimal {
    return this.#match.spend.cap
  }

  /** USD that model calls have cost: of one run, or of the match. */
  modelCost(run?: RunIndex): Decimal {
    const { spend } = this.#match
    return run === undefined ? spend.total : spend.ofRun(run)
  }

  /** USD that calls to one chat node have cost in this match. */
  modelCostOf(node: string): Decimal {
    return this.#match.spend.ofNode(node)
  }

  /** Whether some of the run's cost rests on estimated prices or token counts. */
  hasEstimatedCost(run: RunIndex): boolean {
    return this.#match.spend.isEstimated(run)
  }

  get status(): EngineStatus {
    return this.#status
  }

  /** Of the last input; -1 before the first. */
  get seq(): number {
    return this.#seq
  }

  /** The last published; 0 before the first. */
  get tick(): number {
    return this.#tick
  }

  get lastTickAt(): TimeMs | undefined {
    return this.#lastTickAt
  }

  /** The latest instant any input has named. */
  get time(): TimeMs {
    return this.#clock.now
  }

  get feedState(): FeedState {
    return this.#match.market.feedState
  }

  get candles(): CandleBook {
    return this.#match.candles
  }

  ticker(product: ProductIndex): Ticker | undefined {
    return this.#match.market.ticker(product)
  }

  tickerTime(product: ProductIndex): TimeMs | undefined {
    return this.#match.market.tickerTime(product)
  }

  firstPrice(product: ProductIndex): PriceTicks | undefined {
    return this.#match.market.firstPrice(product)
  }

  isFresh(product: ProductIndex, now: TimeMs): boolean {
    return this.#match.market.isFresh(product, now)
  }

  freshness(product: ProductIndex, now: TimeMs): QuoteFreshness {
    return this.#match.market.freshness(product, now)
  }

  portfolio(run: RunIndex, now: TimeMs): PortfolioView {
    return this.#competitor(run).account.portfolio(now)
  }

  /** Nearest double; the exact figure is in {@link portfolio} and in the samples. */
  equity(run: RunIndex): number {
    return this.#competitor(run).account.equity
  }

  /** Fraction, 0 … 1, of the highest equity so far, looked at on every ticker and fill. */
  maxDrawdown(run: RunIndex): number {
    return this.#competitor(run).account.maxDrawdown
  }

  tradeCount(run: RunIndex): number {
    return this.#competitor(run).account.trades
  }

  /** The market as agents see it at `now`. */
  snapshot(now: TimeMs): MarketSnapshot {
    const { config, market, candles, minutes } = this.#match
    return takeSnapshot(config.products, market, candles, minutes, this.#tick, now)
  }

  /** {@link snapshot} as one array of doubles (market/snapshot-codec). */
  packedSnapshot(now: TimeMs): Float64Array {
    return packSnapshot(this.snapshot(now))
  }

  get #match(): Started {
    if (this.#started === undefined) throw new InvariantError('the match has not started')
    return this.#started
  }

  #competitor(run: RunIndex): Competitor {
    const competitor = this.#match.competitors[run]
    invariant(competitor !== undefined, 'a run that is not in the roster')
    return competitor
  }

  #fold(input: InputEvent): void {
    switch (input.type) {
      case 'MatchStarted':
        this.#start(input.config)
        return
      case 'TickerReceived':
        if (this.#status !== 'ended') this.#takeTicker(input.ticker, input.time)
        return
      case 'HeartbeatReceived':
        if (this.#status !== 'ended') this.#match.market.confirm(input.product, input.lastTradeId, input.time)
        return
      case 'CandleClosed':
        if (this.#status !== 'ended') this.#match.candles.add(input.candle)
        return
      case 'FeedStateChanged':
        this.#match.market.setFeedState(input.state)
        return
      case 'TickPublished':
        this.#publish(input.tick)
        return
      case 'SignalSubmitted':
        this.#submit(input.signal)
        return
      case 'CommandIssued':
        this.#command(input.command)
        return
      case 'TickSkipped':
        this.#competitor(input.run)
        return
      case 'DecisionClosed':
        this.#competitor(input.decision.run)
        return
      case 'ModelCallSettled':
        this.#competitor(input.call.run)
        this.#match.spend.settle(input.call)
        return
      case 'ClockAdvanced':
        return
      default:
        assertNever(input)
    }
  }

  #start(config: MatchConfig): void {
    invariant(config.products.length > 0, 'a match without products')
    const { products, runs, initialCash } = config
    const ledger = new Ledger(products, runs.length, initialCash)
    const market = new MarketState(products)
    const candles = new CandleBook(products.length)
    const pack = (): Float64Array => this.packedSnapshot(this.time)
    const arena = { config, ledger, market, clock: this.#clock, recorder: this.#recorder, pack }
    const orders = new OrderNumbers()
    const competitors = runs.map(({ role }, index) => new Competitor(index, role, arena, orders))
    const roster = new RunRoster(runs)
    const spend = new ModelSpend(config.spendCap ?? DECIMAL_ZERO)
    const minutes = new MinuteBuilder()
    this.#started = { config, market, candles, minutes, arena, orders, roster, spend, competitors }
  }

  #takeTicker(ticker: Ticker, time: TimeMs): void {
    const { market, minutes, competitors } = this.#match
    market.setTicker(ticker, time)
    minutes.take(ticker)
    for (const competitor of competitors) competitor.account.mark()
  }

  #publish(tick: number): void {
    invariant(this.#status === 'running', 'a tick in a match that does not run')
    invariant(tick > this.#tick, 'ticks that do not rise')
    this.#tick = tick
    this.#lastTickAt = this.#clock.now
    this.#match.candles.freeze(this.#clock.now)
    for (const competitor of this.#match.competitors) competitor.tick(tick)
    this.#sample()
  }

  #submit(signal: Signal): void {
    const competitor = this.#competitor(signal.run)
    if (competitor.isRepeat(signal)) competitor.refuse(signal, { type: 'duplicate' })
    else if (this.#status !== 'running') competitor.refuse(signal, { type: this.#status })
    else competitor.submit(signal)
  }

  #command(command: OperatorCommand): void {
    if (this.#status === 'ended') return
    switch (command.kind) {
      case 'pause':
        this.#status = 'paused'
        return
      case 'resume':
        this.#status = 'running'
        return
      case 'end':
        this.#status = 'ended'
        this.#sample()
        return
      case 'add-run':
        this.#addRun(command.run)
        return
      case 'bench':
      case 'unbench':
        this.#match.roster.setBenched(command.run, command.kind === 'bench')
        return
      case 'reassign':
        this.#match.roster.reassign(command.run, command.assignment)
        return
      case 'set-spend-cap':
        this.#match.spend.setCap(command.cap)
        return
      default:
        assertNever(command)
    }
  }

  #addRun(run: RunConfig): void {
    const { roster, arena, orders, competitors } = this.#match
    const index = roster.add(run)
    arena.ledger.addRun()
    competitors.push(new Competitor(index, run.role, arena, orders))
  }

  #sample(): void {
    for (const { account } of this.#match.competitors) {
      this.#recorder.equitySampled(account.run, account.exactEquity)
    }
  }
}

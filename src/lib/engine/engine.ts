import type { PortfolioView } from '../accounts/portfolio-view'
import { ByteWriter } from '../core/byte-writer'
import type { Decimal } from '../core/decimal'
import type { PriceTicks, ProductIndex } from '../core/product'
import type { RiskRules } from '../core/risk-rules'
import { InvariantError, assertNever, invariant } from '../core/result'
import { type TimeMs, timeMs } from '../core/time'
import type { CandleBook } from '../market/candle-book'
import type { MarketSnapshot } from '../market/snapshot'
import { packSnapshot } from '../market/snapshot-codec'
import type { FeedState, Ticker } from '../market/types'
import type { MatchConfig, RunConfig } from './config'
import type { RunAtRisk } from './competitor'
import type { DecisionOutcome, InputEvent, OperatorCommand, RunIndex, Signal } from './events'
import type { QuoteFreshness } from './freshness'
import { type LoggedStep, encodeStep } from './log/step-codec'
import { EventRecorder } from './recorder'
import { takeSnapshot } from './snapshot'
import { type StartedMatch, startMatch } from './started-match'
import type { RuleWorth, VerdictEffect } from './verdict-book'

/** An input, all that followed from it, and both as the log's bytes. */
export interface Step extends LoggedStep {
  readonly record: Uint8Array<ArrayBuffer>
}

export type EngineStatus = 'running' | 'paused' | 'ended'

/**
 * A match as a pure, synchronous fold: the same inputs in the same order give the same steps, to the last
 * byte, in every engine. Nothing in here waits, reads a clock or draws by chance. SPEC.md numbers the rules.
 */
export class Engine {
  readonly #recorder = new EventRecorder()
  readonly #writer = new ByteWriter(1024)
  readonly #clock = { now: timeMs(0) }
  #started: StartedMatch | undefined
  #status: EngineStatus = 'running'
  #seq = -1
  #tick = 0
  #lastTickAt: TimeMs | undefined

  /** @throws InvariantError when the input cannot belong here; the engine must then be given up. */
  apply(input: InputEvent): Step {
    const step = this.derive(input)
    return { ...step, record: encodeStep(this.#writer, step) }
  }

  /** {@link apply} for whoever has the step's bytes already, or needs none: nothing is encoded. */
  derive(input: InputEvent): LoggedStep {
    const seq = this.#seq + 1
    invariant((input.type === 'MatchStarted') === (seq === 0), 'a match starts once, and first of all')
    if (input.time > this.#clock.now) this.#clock.now = input.time
    this.#fold(input)
    this.#seq = seq
    return { seq, input, derived: this.#recorder.take() }
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
    return this.#match.competitors.of(run).portfolio(now)
  }

  /** The limits the run plays under; undefined for the benchmark and in matches that had no risk layer. */
  riskRules(run: RunIndex): RiskRules | undefined {
    return this.#match.competitors.of(run).riskRules
  }

  /** What is to be known of the run's risk; only to be looked at. */
  riskOf(run: RunIndex): RunAtRisk {
    return this.#match.competitors.of(run)
  }

  /** Whether a limit has stopped the run's buying until it is re-armed. */
  isHalted(run: RunIndex): boolean {
    return this.#match.competitors.of(run).isHalted
  }

  /** The instant at which the risk stages need a clock input if nothing else comes; undefined when never. */
  get dueAt(): TimeMs | undefined {
    if (this.#status !== 'running') return undefined
    return this.#match.competitors.dueAt
  }

  /** Products that are to be sold at their first fresh quote. */
  get waitingFor(): readonly ProductIndex[] {
    return this.#match.competitors.waitingFor
  }

  /** The newest verdicts of the risk stages with what each was worth by now, newest first. */
  verdicts(): readonly VerdictEffect[] {
    return this.#match.arena.verdicts.verdicts((product) => this.#match.market.lasts[product] ?? Number.NaN)
  }

  /** What each rule was worth to each run by now. */
  riskWorth(): readonly RuleWorth[] {
    return this.#match.arena.verdicts.worth((product) => this.#match.market.lasts[product] ?? Number.NaN)
  }

  /** Nearest double; the exact figure is in {@link portfolio} and in the samples. */
  equity(run: RunIndex): number {
    return this.#match.competitors.of(run).account.equity
  }

  /** Fraction, 0 … 1, of the highest equity so far, looked at on every ticker and fill. */
  maxDrawdown(run: RunIndex): number {
    return this.#match.competitors.of(run).account.maxDrawdown
  }

  tradeCount(run: RunIndex): number {
    return this.#match.competitors.of(run).account.trades
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

  get #match(): StartedMatch {
    if (this.#started === undefined) throw new InvariantError('the match has not started')
    return this.#started
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
        if (this.#status !== 'ended') this.#confirm(input.product, input.lastTradeId, input.time)
        return
      case 'CandleClosed':
        if (this.#status !== 'ended') this.#match.candles.add(input.candle)
        return
      case 'FeedStateChanged':
        this.#match.market.setFeedState(input.state)
        this.#sellWaiting()
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
        this.#match.competitors.of(input.run)
        return
      case 'DecisionClosed':
        this.#decided(input.decision)
        return
      case 'ModelCallSettled':
        this.#match.competitors.of(input.call.run)
        this.#match.spend.settle(input.call)
        return
      case 'ClockAdvanced':
        this.#lookAtAll()
        return
      default:
        assertNever(input)
    }
  }

  #start(config: MatchConfig): void {
    const pack = (): Float64Array => this.packedSnapshot(this.time)
    this.#started = startMatch(config, { clock: this.#clock, recorder: this.#recorder, pack })
  }

  #takeTicker(ticker: Ticker, time: TimeMs): void {
    const { market, minutes, competitors } = this.#match
    market.setTicker(ticker, time)
    minutes.take(ticker)
    competitors.mark()
    if (this.#status === 'running') competitors.look(ticker.product, this.#tick)
  }

  #confirm(product: ProductIndex, lastTradeId: number, time: TimeMs): void {
    this.#match.market.confirm(product, lastTradeId, time)
    this.#sellWaiting()
  }

  /** Quotes may have become fresh without a price: what waited for them is sold. */
  #sellWaiting(): void {
    if (this.#status === 'running') this.#match.competitors.confirmed(this.#tick)
  }

  /** The clock moved, or the match goes on after a pause: the risk stages look at the market as it stands. */
  #lookAtAll(): void {
    if (this.#status === 'running') this.#match.competitors.lookAtAll(this.#tick)
  }

  #publish(tick: number): void {
    invariant(this.#status === 'running', 'a tick in a match that does not run')
    invariant(tick > this.#tick, 'ticks that do not rise')
    this.#tick = tick
    this.#lastTickAt = this.#clock.now
    this.#match.candles.freeze(this.#clock.now)
    this.#match.arena.seen.record(tick, this.#match.market)
    this.#match.competitors.tick(tick)
    this.#match.competitors.sample()
  }

  #submit(signal: Signal): void {
    const competitor = this.#match.competitors.of(signal.run)
    if (competitor.isRepeat(signal)) competitor.refuse(signal, { type: 'duplicate' })
    else if (this.#status !== 'running') competitor.refuse(signal, { type: this.#status })
    else competitor.submit(signal)
  }

  /** What the risk layer did counts as told once a decision on it has come to its end. */
  #decided({ run, tick, outcome }: DecisionOutcome): void {
    const competitor = this.#match.competitors.of(run)
    if (outcome === 'completed') competitor.decided(tick)
  }

  #command(command: OperatorCommand): void {
    if (this.#status === 'ended') return
    switch (command.kind) {
      case 'pause':
        this.#status = 'paused'
        return
      case 'resume':
        if (this.#status === 'running') return
        this.#status = 'running'
        this.#lookAtAll()
        return
      case 'end':
        this.#status = 'ended'
        this.#match.competitors.sample()
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
      case 'set-risk':
        this.#setRisk(command.run, command.rules)
        return
      case 're-arm':
        this.#match.competitors.of(command.run).rearm()
        return
      default:
        assertNever(command)
    }
  }

  #addRun(run: RunConfig): void {
    this.#match.roster.add(run)
    this.#match.competitors.add(run)
  }

  #setRisk(run: RunIndex, rules: RiskRules | undefined): void {
    const { config, roster } = this.#match
    this.#match.competitors.of(run).replaceRules(rules ?? config.rules.risk)
    roster.setRisk(run, rules)
  }
}

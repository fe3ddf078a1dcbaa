import type { Ledger } from '../accounts/ledger'
import type { PortfolioView } from '../accounts/portfolio-view'
import type { ProductIndex } from '../core/product'
import type { RiskRules } from '../core/risk-rules'
import { invariant } from '../core/result'
import type { TimeMs } from '../core/time'
import type { PriceGrid } from '../market/returns/price-grid'
import type { MatchConfig, RunConfig } from './config'
import { type Refusal, type Signal, runIndex } from './events'
import { unknownLimit } from './known-limits'
import { MarketAlphaContext } from './market-alpha-context'
import type { MarketState } from './market-state'
import { Pipeline } from './pipeline'
import { benchmarkStages, tradingStages } from './presets'
import type { Recorder } from './recorder'
import { cappedRisk } from './risk-chain'
import { RiskLayer } from './risk-layer'
import { type MatchTime, RunAccount } from './run-account'
import type { SeenQuotes } from './seen-quotes'
import type { TradingContext } from './stages/context'
import { SubmittedSignals } from './stages/alpha/submitted-signals'
import type { Proposal, RiskVerdict } from './stages/risk/verdict'
import { type OrderNumbers, SimulatedVenue } from './venue'
import type { VerdictBook } from './verdict-book'

/** What all competitors of a match share. */
export interface Arena {
  readonly config: MatchConfig
  readonly ledger: Ledger
  readonly market: MarketState
  readonly clock: MatchTime
  readonly recorder: Recorder
  readonly orders: OrderNumbers
  readonly seen: SeenQuotes
  /** Closed minutes. */
  readonly prices: PriceGrid
  readonly verdicts: VerdictBook
  /** The market as agents see it now, packed. */
  readonly pack: () => Float64Array
}

/** A run as whoever looks at its risk may know it. */
export interface RunAtRisk {
  readonly account: Pick<RunAccount, keyof TradingContext | 'drawdown' | 'maxDrawdown'>
  readonly riskRules: RiskRules | undefined
  /** What the risk stage would say to a trade; undefined where there is no risk layer. Changes nothing. */
  preview(proposal: Proposal): RiskVerdict | undefined
}

/** One run in a match: its account, its five stages, and the trade keys it has used. */
export class Competitor implements RunAtRisk {
  readonly account: RunAccount
  readonly #pipeline: Pipeline
  readonly #submitted: SubmittedSignals | undefined
  readonly #layer: RiskLayer | undefined
  readonly #keys = new Set<string>()

  constructor(
    index: number,
    run: RunConfig,
    private readonly arena: Arena,
  ) {
    const { config, ledger, market, clock, recorder, orders, seen, prices } = arena
    const { products, rules } = config
    this.account = new RunAccount(runIndex(index), products, ledger, market, rules.fees, clock, seen, prices)
    const venue = new SimulatedVenue(this.account, ledger, orders, recorder)
    if (run.role === 'benchmark') {
      this.#pipeline = new Pipeline(benchmarkStages(products), this.account, venue, recorder)
      return
    }
    this.#submitted = new SubmittedSignals()
    if (config.formatVersion > 2) {
      this.#layer = new RiskLayer(this.#known(run.risk ?? rules.risk), this.account, recorder, arena.verdicts)
    }
    const stages = tradingStages(products, this.#submitted, this.#layer ?? cappedRisk(rules.risk))
    this.#pipeline = new Pipeline(stages, this.account, venue, recorder, this.#layer)
  }

  /** Whether the signal's key was used before; uses it. */
  isRepeat({ tick, ordinal }: Signal): boolean {
    const key = `${tick}:${ordinal}`
    if (this.#keys.has(key)) return true
    this.#keys.add(key)
    return false
  }

  refuse({ tick, ordinal }: Signal, refusal: Refusal): void {
    this.arena.recorder.signalRefused(this.account.run, tick, ordinal, refusal)
  }

  submit(signal: Signal): void {
    invariant(this.#submitted !== undefined, 'a signal for a run without an agent')
    invariant(this.#layer !== undefined || signal.exits === undefined, 'exits in a match that knows none')
    this.#submitted.submit(signal)
    this.#decide(signal.tick, signal.ordinal)
  }

  /** A tick was published: a run whose rules live in the engine decides now. */
  tick(tick: number): void {
    if (this.#submitted === undefined) this.#decide(tick, 0)
  }

  /** The risk stage looks at a product. `tick`: the last published. */
  look(product: ProductIndex, tick: number): void {
    this.#layer?.look(product, tick)
  }

  /** A quote was confirmed. */
  confirmed(tick: number): void {
    this.#layer?.confirmed(tick)
  }

  decided(tick: number): void {
    this.#layer?.decided(tick)
  }

  /** Whether any sale waits for a fresh quote. */
  get isWaiting(): boolean {
    return this.#layer?.isWaiting ?? false
  }

  waitsFor(product: ProductIndex): boolean {
    return this.#layer?.waitsFor(product) ?? false
  }

  /** When the risk stage needs a look whatever the prices are; infinite when it does not. */
  get dueAt(): number {
    return this.#layer?.dueAt() ?? Number.POSITIVE_INFINITY
  }

  get isHalted(): boolean {
    return this.#layer?.isHalted ?? false
  }

  /** The limits in force; undefined where there is no risk layer. */
  get riskRules(): RiskRules | undefined {
    return this.#layer?.rules
  }

  preview(proposal: Proposal): RiskVerdict | undefined {
    return this.#layer?.preview(proposal)
  }

  replaceRules(rules: RiskRules): void {
    this.#risk.replaceRules(this.#known(rules))
  }

  rearm(): void {
    this.#risk.rearm()
  }

  portfolio(now: TimeMs): PortfolioView {
    const portfolio = this.account.portfolio(now)
    return this.#layer?.describe(portfolio) ?? portfolio
  }

  #known(rules: RiskRules): RiskRules {
    const unknown = unknownLimit(rules, this.arena.config.formatVersion)
    invariant(
      unknown === undefined,
      `${unknown?.title ?? ''} in a match of a format version that knows no such limit`,
    )
    return rules
  }

  get #risk(): RiskLayer {
    invariant(this.#layer !== undefined, 'a command about limits for a run that has none')
    return this.#layer
  }

  #decide(tick: number, firstOrdinal: number): void {
    this.#pipeline.decide(new MarketAlphaContext(this.account, tick, this.arena.pack))
    this.#pipeline.settle(tick, firstOrdinal)
  }
}

import type { Ledger } from '../accounts/ledger'
import { invariant } from '../core/result'
import type { MatchConfig, RunConfig } from './config'
import { type Refusal, type Signal, runIndex } from './events'
import { MarketAlphaContext } from './market-alpha-context'
import type { MarketState } from './market-state'
import { Pipeline } from './pipeline'
import { benchmarkStages, tradingStages } from './presets'
import type { Recorder } from './recorder'
import { type MatchTime, RunAccount } from './run-account'
import { SubmittedSignals } from './stages/alpha/submitted-signals'
import { type OrderNumbers, SimulatedVenue } from './venue'

/** What all competitors of a match share. */
export interface Arena {
  readonly config: MatchConfig
  readonly ledger: Ledger
  readonly market: MarketState
  readonly clock: MatchTime
  readonly recorder: Recorder
  /** The market as agents see it now, packed. */
  readonly pack: () => Float64Array
}

/** One run in a match: its account, its five stages, and the trade keys it has used. */
export class Competitor {
  readonly account: RunAccount
  readonly #pipeline: Pipeline
  readonly #submitted: SubmittedSignals | undefined
  readonly #keys = new Set<string>()

  constructor(
    index: number,
    role: RunConfig['role'],
    private readonly arena: Arena,
    orders: OrderNumbers,
  ) {
    const { config, ledger, market, clock, recorder } = arena
    const run = runIndex(index)
    this.account = new RunAccount(run, config.products, ledger, market, config.rules.fees, clock)
    if (role === 'agent') this.#submitted = new SubmittedSignals()
    const stages =
      this.#submitted === undefined
        ? benchmarkStages(config.products)
        : tradingStages(config.products, this.#submitted, config.rules.risk)
    const venue = new SimulatedVenue(this.account, ledger, orders, recorder)
    this.#pipeline = new Pipeline(stages, this.account, venue, recorder)
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
    this.#submitted.submit(signal)
    this.#decide(signal.tick, signal.ordinal)
  }

  /** A tick was published: a run whose rules live in the engine decides now. */
  tick(tick: number): void {
    if (this.#submitted === undefined) this.#decide(tick, 0)
  }

  #decide(tick: number, firstOrdinal: number): void {
    this.#pipeline.decide(new MarketAlphaContext(this.account, tick, this.arena.pack))
    this.#pipeline.settle(tick, firstOrdinal)
  }
}

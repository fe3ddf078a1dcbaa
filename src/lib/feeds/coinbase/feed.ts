import type { Clock } from '../../core/clock'
import type { ProductIndex } from '../../core/product'
import { type TimeMs, between } from '../../core/time'
import type { MatchConfig } from '../../engine/config'
import type { FeedCounters, FeedEvent, TickerReported } from '../../market/feed-event'
import { MinuteBuilder } from '../../market/minute-builder'
import type { Ticker } from '../../market/types'
import type { FeedPort } from '../../match/ports'
import type { Chance } from '../backoff'
import { FaultTally } from '../fault-tally'
import type { FeedLog } from '../feed-log'
import { CandleDesk } from './candle-desk'
import { FeedStateComposer, type StateWithDetail } from './feed-state'
import { MarketIntake } from './intake'
import type { CandleBatch } from './parse'
import { QuoteDesk } from './quote-desk'
import type { CoinbaseRest } from './rest'
import type { RestFailure } from './rest-failure'
import { CoinbaseSocket } from './socket'
import type { SocketFactory } from './socket-port'

/** So many different complaints are told; a server that makes up new ones is not worth more. */
const MOST_PROBLEMS = 50

/** Of them the newest are said with every state; more would bury it. */
const PROBLEMS_SAID = 2

/** Milliseconds; less is a slow answer as likely as a wrong clock. */
const CLOCK_TOLERANCE = 15_000

export interface CoinbaseFeedDeps {
  /** Shared with whoever else asks Coinbase from this worker: one limiter for all. The caller closes it. */
  readonly rest: CoinbaseRest
  readonly socketUrl: string
  readonly connect: SocketFactory
  readonly clock: Clock
  readonly chance: Chance
  readonly log: FeedLog
}

/**
 * The live market: prices by WebSocket, first quotes, candles and refreshed quotes by request. Each of
 * the two ways can fail alone and the match goes on. Match time is the clock's.
 */
export class CoinbaseFeed implements FeedPort {
  #tally: FaultTally
  #running: RunningFeed | undefined

  constructor(private readonly deps: CoinbaseFeedDeps) {
    this.#tally = new FaultTally(deps.log)
  }

  /** Opening again closes what was open before. The counters start anew. */
  open(
    config: MatchConfig,
    resumeAt: TimeMs | undefined,
    onEvents: (events: readonly FeedEvent[]) => void,
  ): void {
    this.close()
    this.#tally = new FaultTally(this.deps.log)
    this.#running = new RunningFeed(config, this.deps, this.#tally, onEvents)
    this.#running.open(resumeAt)
  }

  /** At most 1.5 s and a turn in the queue; undefined when no newer or equal quote could be had. */
  refreshQuote(product: ProductIndex): Promise<Ticker | undefined> {
    return this.#running?.refreshQuote(product) ?? Promise.resolve(undefined)
  }

  /** A live market does not stand still: its prices go on being reported while a match is paused. */
  setPaused(_paused: boolean): void {
    return
  }

  setThinking(_thinking: boolean): void {
    return
  }

  counters(): FeedCounters {
    return this.#tally.counters()
  }

  /** Stops every timer and the socket; nothing is reported afterwards. */
  close(): void {
    this.#running?.close()
    this.#running = undefined
  }
}

/** One opening of the feed, from `open` to `close`. */
class RunningFeed {
  readonly #intake: MarketIntake
  readonly #minutes = new MinuteBuilder()
  readonly #state = new FeedStateComposer()
  readonly #socket: CoinbaseSocket
  readonly #quotes: QuoteDesk
  readonly #candles: CandleDesk
  readonly #clock: Clock
  #told: StateWithDetail | undefined
  readonly #problems = new Set<string>()
  readonly #closing = new AbortController()

  constructor(
    config: MatchConfig,
    private readonly deps: CoinbaseFeedDeps,
    private readonly tally: FaultTally,
    private readonly onEvents: (events: readonly FeedEvent[]) => void,
  ) {
    const { rest, clock } = deps
    this.#clock = clock
    const intake = new MarketIntake(config.products, tally)
    this.#intake = intake
    this.#socket = this.#makeSocket()
    this.#quotes = this.#makeQuotes()
    const builtMinute = this.#minutes.minute.bind(this.#minutes)
    this.#candles = new CandleDesk(
      { rest, clock, products: intake.products, builtMinute },
      {
        onCandles: (candles) => this.#emit({ type: 'candles', time: clock.now(), candles }),
        onAnswer: (batch) => this.#answered(batch),
        onFailure: (failure) => this.#failed(failure),
      },
    )
  }

  open(resumeAt: TimeMs | undefined): void {
    if (this.#intake.products.length === 0) {
      this.#tell({ state: 'stale', detail: 'No products were chosen, so there is nothing to follow.' })
      return
    }
    this.#socket.open()
    this.#quotes.open()
    this.#candles.open(resumeAt)
    void this.#compareClocks()
  }

  close(): void {
    this.#closing.abort()
    this.#socket.close()
    this.#quotes.close()
    this.#candles.close()
  }

  async refreshQuote(product: ProductIndex): Promise<Ticker | undefined> {
    const of = this.#intake.products[product]
    if (of === undefined) return undefined
    const ticker = await this.#quotes.refresh(of)
    if (ticker !== undefined) this.#minutes.take(ticker)
    return ticker
  }

  #makeSocket(): CoinbaseSocket {
    const { socketUrl: url, connect, clock, chance, log } = this.deps
    return new CoinbaseSocket({ url, connect, clock, chance, log, tally: this.tally }, this.#intake, {
      onState: (state, detail) => {
        this.#state.socketChanged({ state, detail }, clock.now())
        this.#tellIfNew()
      },
      onEvent: (event) => {
        if (event.type === 'ticker') this.#minutes.take(event.ticker)
        this.#emit(event)
      },
      onProblem: (sentence) => this.#problem(sentence),
    })
  }

  #makeQuotes(): QuoteDesk {
    const { rest, clock } = this.deps
    return new QuoteDesk(
      { rest, clock, intake: this.#intake },
      {
        wantsPolling: () => this.#state.isPolling(clock.now()),
        onQuote: (event) => this.#quoted(event),
        onFailure: (failure) => this.#failed(failure),
        onUnknown: ({ spec }, failure) =>
          this.#problem(`${spec.id} cannot be quoted, the match goes on without it. ${failure.sentence}`),
        onRound: () => this.#tellIfNew(),
      },
    )
  }

  /** A clock that is wrong misplaces candles and the times people read, so they are told. */
  async #compareClocks(): Promise<void> {
    const theirs = await this.deps.rest.time({ retries: 0, signal: this.#closing.signal })
    if (!theirs.ok || this.#closing.signal.aborted) return
    const ahead = between(theirs.value, this.#clock.now())
    if (Math.abs(ahead) < CLOCK_TOLERANCE) return
    const by = `${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'ahead of' : 'behind'} Coinbase's`
    this.#problem(`This computer's clock is ${by}; please set it, or candles will come late.`)
  }

  /** The state goes first, so that no quote is reported under a state that is over. */
  #quoted(event: TickerReported): void {
    this.#minutes.take(event.ticker)
    this.#state.quoteAnswered(event.time)
    this.#socket.pricedByRequest()
    this.#tellIfNew()
    this.#emit(event)
  }

  #answered(batch: CandleBatch): void {
    if (batch.malformed > 0) {
      this.tally.fault('malformed', 'Coinbase sent candles that cannot be.', batch.malformed)
    }
    this.#state.restAnswered()
    this.#tellIfNew()
  }

  #failed(failure: RestFailure): void {
    this.tally.fault('restFailures', failure.sentence)
    if (failure.kind === 'not-found' || failure.kind === 'bad-request') return
    this.#state.restFailed(failure.sentence)
    this.#tellIfNew()
  }

  /** Trouble with a part, while the whole goes on: from now on it belongs to what the feed says of itself. */
  #problem(sentence: string): void {
    if (this.#problems.has(sentence) || this.#problems.size >= MOST_PROBLEMS) return
    this.#problems.add(sentence)
    this.#tellIfNew()
  }

  #tellIfNew(): void {
    const { state, detail } = this.#state.current(this.#clock.now())
    const now = { state, detail: [detail, ...[...this.#problems].slice(-PROBLEMS_SAID)].join(' ') }
    if (now.state !== this.#told?.state || now.detail !== this.#told.detail) this.#tell(now)
  }

  #tell(what: StateWithDetail): void {
    this.#told = what
    this.deps.log(what.state === 'live' ? 'INFO' : 'WARNING', `${what.state}: ${what.detail}`)
    this.#emit({ type: 'state', time: this.#clock.now(), ...what })
  }

  #emit(event: FeedEvent): void {
    if (!this.#closing.signal.aborted) this.onEvents([event])
  }
}

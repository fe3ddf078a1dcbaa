import { Ledger } from '../../accounts/ledger'
import type { PortfolioView } from '../../accounts/portfolio-view'
import { invariant } from '../../core/result'
import { type TimeMs, timeMs } from '../../core/time'
import type { MatchConfig } from '../config'
import { runIndex } from '../events'
import { MarketState } from '../market-state'
import { Pipeline } from '../pipeline'
import { tradingStages } from '../presets'
import { cappedRisk } from '../risk-chain'
import { RiskLayer } from '../risk-layer'
import { RunAccount } from '../run-account'
import { SeenQuotes } from '../seen-quotes'
import { type ColumnarAlpha, isColumnar } from '../stages/alpha/columnar'
import type { AlphaModel } from '../stages/alpha/contract'
import { OrderNumbers, SimulatedVenue } from '../venue'
import { VerdictBook } from '../verdict-book'
import type { BarBlock } from './bar-block'
import { BlockContext } from './block-context'
import { BlockRecorder } from './block-recorder'
import { BlockWatch } from './block-watch'

const RUN = runIndex(0)

/**
 * One run folded over bars, through the same market, stages, venue and books as a match. A row is two
 * moments: at its open, what was wanted before is settled at that price; at its close, the run is marked
 * and its alpha decides, seeing closed rows only. Nothing is allocated on a row without a trade.
 * Rules [B1]–[B5] of SPEC.md.
 */
export class BlockFold {
  readonly #clock: { now: TimeMs } = { now: timeMs(0) }
  readonly #recorder = new BlockRecorder()
  readonly #market: MarketState
  readonly #account: RunAccount
  readonly #pipeline: Pipeline
  readonly #context: BlockContext
  readonly #columnar: ColumnarAlpha | undefined
  readonly #seen: SeenQuotes
  readonly #watch: BlockWatch | undefined
  readonly #times: Float64Array
  readonly #opens: readonly Float64Array[]
  readonly #closes: readonly Float64Array[]
  readonly #span: number
  /** Equity at each row's close, a float statistic; the log rebuilds it. */
  readonly equity: Float64Array
  #next = 0

  constructor(
    config: MatchConfig,
    private readonly block: BarBlock,
    alpha: AlphaModel,
  ) {
    const { products, rules, initialCash } = config
    invariant(block.products.length === products.length, 'a block of other products than the backtest')
    const ledger = new Ledger(products, 1, initialCash)
    this.#market = new MarketState(products)
    this.#market.setFeedState('live')
    this.#seen = new SeenQuotes(products.length)
    this.#account = new RunAccount(RUN, products, ledger, this.#market, rules.fees, this.#clock, this.#seen)
    const venue = new SimulatedVenue(this.#account, ledger, new OrderNumbers(), this.#recorder)
    const layer = this.#layerOf(config)
    const stages = tradingStages(products, alpha, layer ?? cappedRisk(rules.risk))
    this.#pipeline = new Pipeline(stages, this.#account, venue, this.#recorder, layer)
    if (layer !== undefined) this.#watch = new BlockWatch(block, layer, this.#account, this.#market)
    this.#context = new BlockContext(block, this.#account, products)
    // Rows without a trade are no candles, so that columns with gaps are not what an alpha may see.
    this.#columnar = isColumnar(alpha) && !block.gaps ? alpha : undefined
    this.#times = block.products[0]?.time ?? new Float64Array(0)
    this.#opens = block.products.map((bars) => bars.open)
    this.#closes = block.products.map((bars) => bars.close)
    this.#span = block.granularity * 1000
    this.equity = new Float64Array(block.rows)
  }

  /** Folds rows [from, to), which must follow those folded before. Answers the step's bytes. */
  advance(seq: number, from: number, to: number): Uint8Array<ArrayBuffer> {
    invariant(from === this.#next && to > from && to <= this.block.rows, 'rows that do not follow')
    this.#recorder.begin(seq, from, to)
    for (let row = from; row < to;) row = this.#fold(row, to)
    this.#recorder.at(to - 1)
    this.#recorder.equitySampled(RUN, this.#account.exactEquity)
    this.#next = to
    return this.#recorder.end()
  }

  /** Folds rows from `row` on up to `to`, as many as it can in one go; answers the first it has not. */
  #fold(row: number, to: number): number {
    const settles = this.#pipeline.signals.count > 0
    if (settles) this.#settle(row)
    // An alpha that is asked row by row needs no more looked through than its row.
    const reach = this.#columnar === undefined ? row + 1 : to
    const looked = this.#watch?.scan(row, reach) ?? reach
    const quiet = this.#columnar === undefined ? row : this.#columnar.scan(this.#closes, row, looked)
    this.#pass(row, quiet)
    const isLook = this.#watch?.needsLook(quiet) ?? false
    const isPassed = isLook || quiet === looked
    this.#watch?.passed(row, isPassed ? quiet : quiet + 1)
    if (quiet === to) return to
    // Where only the scan ended, the next one goes on.
    if (quiet === looked && !isLook) return quiet
    if (isLook) this.#play(quiet, settles && quiet === row)
    this.#close(quiet, isLook)
    return quiet + 1
  }

  portfolio(): PortfolioView {
    return this.#account.portfolio(this.#clock.now)
  }

  get trades(): number {
    return this.#account.trades
  }

  get maxDrawdown(): number {
    return this.#account.maxDrawdown
  }

  /** Rows [from, to) in which the alpha wants nothing: only time and prices move. */
  #pass(from: number, to: number): void {
    if (from === to) return
    this.#account.markRows(this.#closes, from, to, this.equity)
    const time = this.#closeTime(to - 1)
    this.#clock.now = time as TimeMs
    for (let product = 0; product < this.#closes.length; product += 1) {
      this.#quote(product, this.#closes[product]?.[to - 1] ?? Number.NaN, time)
    }
  }

  /** Settles what the run wanted after the row before, at this row's open. */
  #settle(row: number): void {
    this.#open(row)
    this.#pipeline.settle(row - 1, 0)
  }

  /** Lets the risk stage look at a row from its open to its high. */
  #play(row: number, isOpen: boolean): void {
    if (!isOpen) this.#open(row)
    this.#watch?.play(row)
  }

  #open(row: number): void {
    const time = this.#times[row] ?? 0
    this.#clock.now = time as TimeMs
    for (let product = 0; product < this.#opens.length; product += 1) {
      const open = this.#opens[product]?.[row] ?? Number.NaN
      // Without this the close just decided on, at this very instant, would pass for a fresh quote.
      if (Number.isNaN(open)) this.#market.withdrawQuote(product)
      else this.#quote(product, open, time)
    }
    this.#recorder.at(row)
  }

  #close(row: number, isLook: boolean): void {
    const time = this.#closeTime(row)
    this.#clock.now = time as TimeMs
    for (let product = 0; product < this.#closes.length; product += 1) {
      this.#quote(product, this.#closes[product]?.[row] ?? Number.NaN, time)
    }
    this.#account.mark()
    if (isLook) this.#watch?.close(row)
    this.equity[row] = this.#account.equity
    this.#context.row = row
    this.#pipeline.decide(this.#context)
    if (this.#pipeline.signals.count === 0) return
    this.#seen.record(row, this.#market)
    this.#recorder.at(row)
    this.#recorder.signals(this.#pipeline.signals)
  }

  #layerOf({ formatVersion, rules, runs, products }: MatchConfig): RiskLayer | undefined {
    if (formatVersion < 3) return undefined
    return new RiskLayer(
      runs[0]?.risk ?? rules.risk,
      this.#account,
      this.#recorder,
      new VerdictBook(products),
    )
  }

  #closeTime(row: number): number {
    return (this.#times[row] ?? 0) + this.#span
  }

  /** A bar has one price at a time: last, bid and ask in one. A bucket without a trade has none. */
  #quote(product: number, price: number, time: number): void {
    if (price > 0) this.#market.setQuote(product, price, price, price, time)
  }
}

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
import { type RuleWorth, VerdictBook } from '../verdict-book'
import { AlphaFault } from './alpha-fault'
import { setupProblem } from './backtest-head'
import type { BarBlock } from './bar-block'
import { BlockContext, type RowCursor } from './block-context'
import { BlockGrid } from './block-grid'
import { BlockRecorder } from './block-recorder'
import { BlockWatch } from './block-watch'
import { type FillModel, PLAIN_FILLS } from './fill-model'
import { type GapColumns, gapColumns } from './gap-columns'
import { PendingDecisions } from './pending-decisions'
import { RowQuotes, VolumeImpact } from './row-quotes'

const RUN = runIndex(0)

/** What a backtest is made of. `alpha` must be fresh: models may be incremental. Fills are plain by default. */
export interface BacktestParts {
  readonly config: MatchConfig
  readonly block: BarBlock
  readonly alpha: AlphaModel
  readonly fills?: FillModel
}

/**
 * One run folded over bars, through the same market, stages, venue and books as a match. A row is two
 * moments: at its open, what was wanted before is settled at that price; at its close, the run is marked
 * and its alpha decides, seeing closed rows only. Nothing is allocated on a row without a trade.
 * Rules [B1]–[B10] of SPEC.md.
 */
export class BlockFold {
  readonly #clock: { now: TimeMs } = { now: timeMs(0) }
  readonly #block: BarBlock
  readonly #alpha: AlphaModel
  readonly #latency: number
  readonly #recorder: BlockRecorder
  readonly #market: MarketState
  readonly #grid: BlockGrid
  readonly #quotes: RowQuotes
  readonly #impact: VolumeImpact | undefined
  readonly #pending = new PendingDecisions()
  readonly #account: RunAccount
  readonly #pipeline: Pipeline
  readonly #cursor: RowCursor = { row: -1 }
  readonly #context: BlockContext
  readonly #columnar: ColumnarAlpha | undefined
  readonly #gaps: GapColumns | undefined
  readonly #seen: SeenQuotes
  readonly #watch: BlockWatch | undefined
  readonly #book: VerdictBook
  readonly #times: Float64Array
  readonly #opens: readonly Float64Array[]
  readonly #closes: readonly Float64Array[]
  /** Closes, without gaps where rows are looked through. */
  readonly #lasts: readonly Float64Array[]
  readonly #span: number
  /** Equity at each row's close, a float statistic; the log rebuilds it. */
  readonly equity: Float64Array
  #next = 0

  /** @throws InvariantError for what {@link setupProblem} names. */
  constructor({ config, block, alpha, fills = PLAIN_FILLS }: BacktestParts) {
    const problem = setupProblem(config, fills, block)
    invariant(problem === undefined, problem ?? '')
    const { products, rules, initialCash } = config
    this.#block = block
    this.#alpha = alpha
    this.#latency = fills.latency
    this.#market = new MarketState(products)
    this.#market.setFeedState('live')
    this.#quotes = new RowQuotes(this.#market, block, fills.slippage)
    this.#impact = impactOf(fills, config, block)
    this.#recorder = new BlockRecorder(fills.slippage.type === 'none' ? undefined : this.#market)
    this.#seen = new SeenQuotes(products.length)
    const ledger = new Ledger(products, 1, initialCash)
    this.#grid = new BlockGrid(block)
    const market = [this.#market, rules.fees, this.#clock, this.#seen, this.#grid, this.#impact] as const
    this.#account = new RunAccount(RUN, products, ledger, ...market)
    const venue = new SimulatedVenue(this.#account, ledger, new OrderNumbers(), this.#recorder)
    this.#book = new VerdictBook(products)
    const layer = this.#layerOf(config)
    const stages = tradingStages(products, alpha, layer ?? cappedRisk(rules.risk, 'cut'))
    this.#pipeline = new Pipeline(stages, this.#account, venue, this.#recorder, layer)
    if (layer !== undefined) this.#watch = new BlockWatch(block, layer, this.#account, this.#quotes)
    // Rows without a trade are no candles: of columns with gaps an alpha sees candles, if it knows how.
    this.#columnar = isColumnar(alpha) && (!block.gaps || alpha.scanCandles !== undefined) ? alpha : undefined
    this.#gaps = block.gaps && this.#columnar !== undefined ? gapColumns(block) : undefined
    this.#context = new BlockContext(block, this.#account, products, this.#cursor, this.#gaps?.candles)
    this.#times = block.products[0]?.time ?? new Float64Array(0)
    this.#opens = block.products.map((bars) => bars.open)
    this.#closes = block.products.map((bars) => bars.close)
    this.#lasts = this.#gaps?.lasts ?? this.#closes
    this.#span = block.granularity * 1000
    this.equity = new Float64Array(block.rows)
  }

  /** Folds rows [from, to), which must follow those folded before. Answers the step's bytes. @throws AlphaFault */
  advance(seq: number, from: number, to: number): Uint8Array<ArrayBuffer> {
    invariant(from === this.#next && to > from && to <= this.#block.rows, 'rows that do not follow')
    this.#recorder.begin(seq, from, to)
    for (let row = from; row < to;) row = this.#fold(row, to)
    this.#recorder.at(to - 1)
    this.#recorder.equitySampled(RUN, this.#account.exactEquity)
    this.#next = to
    return this.#recorder.end()
  }

  portfolio(): PortfolioView {
    return this.#account.portfolio(this.#clock.now)
  }

  get trades(): number {
    return this.#account.trades
  }

  get opened(): number {
    return this.#account.opened
  }

  get maxDrawdown(): number {
    return this.#account.maxDrawdown
  }

  /** What the verdicts of each rule were worth, at the last close folded. */
  worth(): readonly RuleWorth[] {
    return this.#book.worth((product) => this.#account.last(product))
  }

  /** Folds rows from `row` on up to `to`, as many as it can in one go; answers the first it has not. */
  #fold(row: number, to: number): number {
    const settles = this.#pending.nextDue <= row
    if (settles) this.#settle(row)
    const reach = this.#reachOf(row, to)
    const watch = this.#watch?.isIdle === false ? this.#watch : undefined
    const looked = watch?.scan(row, reach) ?? reach
    const quiet = this.#columnar === undefined ? row : this.#scan(this.#columnar, row, looked)
    if (quiet > row) this.#pass(row, quiet)
    const isLook = watch?.needsLook(quiet) ?? false
    const isPassed = isLook || quiet === looked
    watch?.passed(row, isPassed ? quiet : quiet + 1)
    // Where only the scan ended, the next one goes on.
    if (quiet === looked && !isLook) return this.#rest(row, quiet)
    if (isLook) this.#play(quiet, settles && quiet === row)
    this.#close(quiet, isLook)
    return quiet + 1
  }

  /** How far to look through in one go: an alpha that is asked row by row needs no more than its row. */
  #reachOf(row: number, to: number): number {
    if (this.#columnar === undefined) return row + 1
    const { nextDue } = this.#pending
    return nextDue < to ? nextDue : to
  }

  #scan(alpha: ColumnarAlpha, row: number, to: number): number {
    try {
      if (this.#gaps !== undefined) return alpha.scanCandles?.(this.#gaps.candles, row, to) ?? row
      return alpha.scan(this.#closes, row, to, this.#block.products)
    } catch (cause) {
      throw new AlphaFault(row, cause)
    }
  }

  #decide(row: number): void {
    this.#cursor.row = row
    try {
      this.#alpha.update(this.#context, this.#pipeline.signals)
    } catch (cause) {
      throw new AlphaFault(row, cause)
    }
  }

  /** Rows [from, to) are quiet. */
  #pass(from: number, to: number): void {
    this.#account.markRows(this.#lasts, from, to, this.equity)
    if (this.#gaps === undefined) return
    // What comes next need not have a bar: the market goes on from each product's newest.
    for (let product = 0; product < this.#closes.length; product += 1) {
      const closes = this.#closes[product]
      let row = to - 1
      while (row >= from && !((closes?.[row] ?? 0) > 0)) row -= 1
      if (row >= from) this.#quotes.show(product, row, closes?.[row] ?? 0, this.#closeTime(row))
    }
  }

  /** Rows [from, to) were quiet, and the fold stands still after them. */
  #rest(from: number, to: number): number {
    if (to === from) return to
    this.#grid.closedTo(to - 1)
    this.#show(this.#closes, to - 1, this.#closeTime(to - 1))
    return to
  }

  /** Settles at this row's open what was wanted long enough before. */
  #settle(row: number): void {
    this.#open(row)
    const pipeline = this.#pipeline
    const pending = this.#pending
    let due = pending.takeDue(row, pipeline.signals)
    while (due !== undefined) {
      pipeline.signals = due
      pipeline.settle(pending.takenRow, 0)
      due = pending.takeDue(row, due)
    }
  }

  /** Lets the risk stage look at a row from its open to its high. */
  #play(row: number, isOpen: boolean): void {
    if (!isOpen) this.#open(row)
    this.#watch?.play(row)
  }

  #open(row: number): void {
    this.#grid.closedTo(row - 1)
    this.#show(this.#opens, row, this.#times[row] ?? 0)
    for (let product = 0; product < this.#opens.length; product += 1) {
      // Without this the close just decided on, at this very instant, would pass for a fresh quote.
      if (Number.isNaN(this.#opens[product]?.[row])) this.#market.withdrawQuote(product)
    }
    if (this.#impact !== undefined) this.#impact.row = row
    this.#recorder.at(row)
  }

  #close(row: number, isLook: boolean): void {
    this.#grid.closedTo(row)
    this.#show(this.#closes, row, this.#closeTime(row))
    this.#account.mark()
    if (isLook) this.#watch?.close(row)
    this.equity[row] = this.#account.equity
    this.#decide(row)
    const { signals } = this.#pipeline
    if (signals.count === 0) return
    this.#seen.record(row, this.#market)
    this.#recorder.at(row)
    this.#recorder.signals(signals)
    this.#pipeline.signals = this.#pending.add(signals, row, this.#dueAfter(row))
  }

  /** The first row that opens when a decision taken at `row`'s close has reached the market. */
  #dueAfter(row: number): number {
    let due = row + 1
    if (this.#latency === 0) return due
    const arrival = this.#closeTime(row) + this.#latency
    while (due < this.#block.rows && (this.#times[due] ?? 0) < arrival) due += 1
    return due
  }

  #layerOf({ formatVersion, rules, runs }: MatchConfig): RiskLayer | undefined {
    if (formatVersion < 3) return undefined
    return new RiskLayer(runs[0]?.risk ?? rules.risk, this.#account, this.#recorder, this.#book, 'cut')
  }

  #closeTime(row: number): number {
    return (this.#times[row] ?? 0) + this.#span
  }

  /** The market shows the row's prices of one moment. A bucket without a trade has none. */
  #show(prices: readonly Float64Array[], row: number, time: number): void {
    this.#clock.now = time as TimeMs
    for (let product = 0; product < prices.length; product += 1) {
      const price = prices[product]?.[row] ?? Number.NaN
      if (price > 0) this.#quotes.show(product, row, price, time)
    }
  }
}

function impactOf(
  { slippage }: FillModel,
  { products }: MatchConfig,
  block: BarBlock,
): VolumeImpact | undefined {
  if (slippage.type !== 'volume-share') return undefined
  return new VolumeImpact(block, products, slippage.basisPoints)
}

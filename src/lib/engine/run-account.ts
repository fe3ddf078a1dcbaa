import type { Ledger } from '../accounts/ledger'
import { viewPortfolio, equityOf } from '../accounts/portfolio'
import type { PortfolioView } from '../accounts/portfolio-view'
import type { Decimal } from '../core/decimal'
import type { ProductIndex, ProductSpec, QuantityUnits } from '../core/product'
import { type DurationMs, type TimeMs, durationMs } from '../core/time'
import type { PriceGrid } from '../market/returns/price-grid'
import type { FeeSchedule } from './config'
import type { RunIndex, Side } from './events'
import type { QuoteFreshness } from './freshness'
import type { MarketState } from './market-state'
import type { PriceImpact } from './price-impact'
import { takerBasisPoints } from './rules'
import type { SeenQuotes } from './seen-quotes'
import type { AlphaAccount } from './stages/alpha/contract'
import type { TradingContext } from './stages/context'

/** The engine's clock as its parts read it. */
export interface MatchTime {
  readonly now: TimeMs
}

/**
 * One run's view of the shared market and books: the context its stages decide in, and its statistics.
 * Holds no money itself.
 */
export class RunAccount implements TradingContext, AlphaAccount {
  #cash: number
  #equity: number
  #decisionEquity: number
  #peak: number
  /** Lowest since the peak. */
  #trough: number
  /** Largest drawdown from the peaks before this one. */
  #worst = 0
  #trades = 0
  #opened = 0
  #basisPoints: number
  #decisionTick = -1

  constructor(
    readonly run: RunIndex,
    readonly products: readonly ProductSpec[],
    private readonly ledger: Ledger,
    private readonly market: MarketState,
    private readonly fees: FeeSchedule,
    private readonly clock: MatchTime,
    private readonly seen: SeenQuotes,
    readonly prices: PriceGrid,
    private readonly impact?: PriceImpact,
  ) {
    this.#cash = ledger.cashNumber(run)
    this.#equity = this.#cash
    this.#decisionEquity = this.#cash
    this.#peak = this.#equity
    this.#trough = this.#equity
    this.#basisPoints = takerBasisPoints(fees, ledger.tradedVolume(run))
  }

  get time(): TimeMs {
    return this.clock.now
  }

  get cash(): Decimal {
    return this.ledger.cash(this.run)
  }

  get cashNumber(): number {
    return this.#cash
  }

  get exactEquity(): Decimal {
    return equityOf(this.ledger, this.run, this.products, this.market)
  }

  get equity(): number {
    return this.#equity
  }

  get decisionEquity(): number {
    return this.#decisionEquity
  }

  /** Holds on to the present equity, and to what was seen, for the signals of `tick` about to be settled. */
  beginDecision(tick: number): void {
    this.#decisionEquity = this.#valueNow()
    this.#decisionTick = tick
  }

  /** How far equity lies below its peak, as a fraction 0 … 1 of that. */
  get drawdown(): number {
    return this.#equity >= this.#peak ? 0 : 1 - this.#equity / this.#peak
  }

  /** Largest fall of equity from an earlier peak, as a fraction 0 … 1 of that peak. */
  get maxDrawdown(): number {
    if (this.#trough >= this.#peak) return this.#worst
    return Math.max(this.#worst, 1 - this.#trough / this.#peak)
  }

  /** Fills. */
  get trades(): number {
    return this.#trades
  }

  /** Positions that were opened: round trips, those still under way among them. */
  get opened(): number {
    return this.#opened
  }

  get takerBasisPoints(): number {
    return this.#basisPoints
  }

  last(product: ProductIndex): number {
    return this.market.lasts[product] ?? Number.NaN
  }

  bid(product: ProductIndex): number {
    return this.market.bids[product] ?? Number.NaN
  }

  ask(product: ProductIndex): number {
    return this.market.asks[product] ?? Number.NaN
  }

  seenBid(product: ProductIndex): number {
    return this.seen.bid(this.#decisionTick, product)
  }

  seenAsk(product: ProductIndex): number {
    return this.seen.ask(this.#decisionTick, product)
  }

  isFresh(product: ProductIndex): boolean {
    return this.market.isFresh(product, this.clock.now)
  }

  freshness(product: ProductIndex): QuoteFreshness {
    return this.market.freshness(product, this.clock.now)
  }

  holding(product: ProductIndex): QuantityUnits {
    return this.ledger.holding(this.run, product)
  }

  costBasis(product: ProductIndex): Decimal {
    return this.ledger.costBasis(this.run, product)
  }

  get fillRealised(): Decimal {
    return this.ledger.fillRealised
  }

  heldFor(product: ProductIndex): DurationMs {
    return durationMs(this.ledger.heldFor(this.run, product, this.clock.now))
  }

  positionValue(product: ProductIndex): number {
    const held = this.ledger.holdingNumber(this.run, product)
    return held === 0 ? 0 : this.ledger.valueNumber(this.run, product, this.last(product))
  }

  unitCost(product: ProductIndex): number {
    return this.ledger.unitCost(product, this.ask(product), this.#basisPoints)
  }

  affordable(product: ProductIndex): number {
    const ask = this.ask(product)
    const most = ask > 0 ? this.ledger.affordable(this.run, product, ask, this.#basisPoints) : 0
    return this.impact === undefined ? most : this.#payable(product, most)
  }

  canBuy(product: ProductIndex, quantity: number): boolean {
    const price = this.priceFor(product, 'buy', quantity)
    return this.ledger.canPay(this.run, product, price, quantity, this.#basisPoints)
  }

  priceFor(product: ProductIndex, side: Side, quantity: number): number {
    const quote = side === 'buy' ? this.ask(product) : this.bid(product)
    return this.impact === undefined ? quote : this.impact.priceFor(product, side, quantity, quote)
  }

  /** Of so many units the most that cash pays for; the more, the dearer each. */
  #payable(product: ProductIndex, most: number): number {
    if (this.canBuy(product, most)) return most
    let [can, cannot] = [0, most]
    while (cannot - can > 1) {
      const middle = can + Math.floor((cannot - can) / 2)
      if (this.canBuy(product, middle)) can = middle
      else cannot = middle
    }
    return can
  }

  portfolio(now: TimeMs): PortfolioView {
    return viewPortfolio(this.ledger, this.run, this.products, this.market, this.#basisPoints, now)
  }

  /** Marks the run at the market's last prices; a float statistic. Allocates nothing. */
  mark(): void {
    this.#note(this.#valueNow())
  }

  #valueNow(): number {
    let equity = this.#cash
    const { lasts } = this.market
    for (let product = 0; product < lasts.length; product += 1) {
      if (this.ledger.holdingNumber(this.run, product) === 0) continue
      equity += this.ledger.valueNumber(this.run, product, lasts[product] ?? 0)
    }
    return equity
  }

  /** Writes what the run would be worth at the closes of rows [from, to) into `worth`, from its start; marks nothing. */
  worthAt(closes: readonly Float64Array[], from: number, to: number, worth: Float64Array): void {
    worth.fill(this.#cash, 0, to - from)
    for (let product = 0; product < closes.length; product += 1) {
      const column = closes[product]
      const held = this.ledger.holdingNumber(this.run, product)
      if (held === 0 || column === undefined) continue
      const dollars = this.ledger.dollarsPerTickUnit(product)
      for (let row = from; row < to; row += 1) {
        worth[row - from] = (worth[row - from] ?? 0) + held * (column[row] ?? 0) * dollars
      }
    }
  }

  /**
   * Marks the run at every row of [from, to) of a block, none of which has a trade, and writes what it
   * was worth into `equity`. `closes` has a column of prices per product, without gaps.
   */
  markRows(closes: readonly Float64Array[], from: number, to: number, equity: Float64Array): void {
    if (from === to) return
    let lastHeld = -1
    let count = 0
    for (let product = 0; product < closes.length; product += 1) {
      if (this.ledger.holdingNumber(this.run, product) === 0) continue
      lastHeld = product
      count += 1
    }
    // Of the holding that comes last, or alone, the rows are completed and noted in one pass.
    if (count !== 1) fillRows(equity, this.#cash, from, to)
    for (let product = 0; product < lastHeld; product += 1) this.#addRows(closes, product, from, to, equity)
    if (count === 0) this.#note(this.#cash)
    else this.#noteRows(closes, lastHeld, from, to, equity, count === 1)
  }

  #addRows(
    closes: readonly Float64Array[],
    product: number,
    from: number,
    to: number,
    equity: Float64Array,
  ): void {
    const column = closes[product]
    const held = this.ledger.holdingNumber(this.run, product)
    if (held === 0 || column === undefined) return
    const dollars = this.ledger.dollarsPerTickUnit(product)
    for (let row = from; row < to; row += 1) {
      equity[row] = (equity[row] ?? 0) + held * (column[row] ?? 0) * dollars
    }
  }

  /** Adds the last holding's value to what is there, or where it is the only one to cash, and notes the rows. */
  #noteRows(
    closes: readonly Float64Array[],
    product: number,
    from: number,
    to: number,
    equity: Float64Array,
    isOnly: boolean,
  ): void {
    const column = closes[product]
    if (column === undefined) return
    const held = this.ledger.holdingNumber(this.run, product)
    const dollars = this.ledger.dollarsPerTickUnit(product)
    const cash = this.#cash
    let value = 0
    let peak = this.#peak
    let trough = this.#trough
    for (let row = from; row < to; row += 1) {
      value = (isOnly ? cash : (equity[row] ?? 0)) + held * (column[row] ?? 0) * dollars
      equity[row] = value
      if (value <= peak && value >= trough) continue
      this.#note(value)
      peak = this.#peak
      trough = this.#trough
    }
    this.#equity = value
  }

  #note(equity: number): void {
    this.#equity = equity
    if (equity > this.#peak) {
      this.#worst = this.maxDrawdown
      this.#peak = equity
      this.#trough = equity
    } else if (equity < this.#trough) {
      this.#trough = equity
    }
  }

  /** A fill was posted, of what was not held before if it `opens`: it counts, and may have moved the fee tier. */
  filled(opens: boolean): void {
    this.#trades += 1
    if (opens) this.#opened += 1
    this.#cash = this.ledger.cashNumber(this.run)
    if (this.fees.type === 'tiers') {
      this.#basisPoints = takerBasisPoints(this.fees, this.ledger.tradedVolume(this.run))
    }
    this.mark()
  }
}

/** A loop: rows come by the dozen, and `fill` takes longer to set up than they take. */
function fillRows(column: Float64Array, value: number, from: number, to: number): void {
  for (let row = from; row < to; row += 1) column[row] = value
}

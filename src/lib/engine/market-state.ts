import { type PriceTicks, type ProductIndex, type ProductSpec, priceTicks } from '../core/product'
import { invariant } from '../core/result'
import { type TimeMs, between, timeMs } from '../core/time'
import type { FeedState, Ticker } from '../market/types'
import { FRESH_FOR, type QuoteFreshness } from './freshness'

const NEVER = Number.NEGATIVE_INFINITY

/**
 * The market as the log tells it: per product the newest ticker and when its quote was last confirmed.
 * Prices are kept in columns besides, so that bars can be folded without an object each (NaN before the
 * first price). Rules [F1]–[F5] of SPEC.md.
 */
export class MarketState {
  readonly lasts: Float64Array
  readonly bids: Float64Array
  readonly asks: Float64Array
  readonly #tickers: (Ticker | undefined)[]
  readonly #tickerTimes: Float64Array
  readonly #confirmedAt: Float64Array
  readonly #firsts: Float64Array
  #feedState: FeedState = 'connecting'

  constructor(products: readonly ProductSpec[]) {
    const count = products.length
    this.lasts = new Float64Array(count).fill(Number.NaN)
    this.bids = new Float64Array(count).fill(Number.NaN)
    this.asks = new Float64Array(count).fill(Number.NaN)
    this.#firsts = new Float64Array(count).fill(Number.NaN)
    this.#confirmedAt = new Float64Array(count).fill(NEVER)
    this.#tickerTimes = new Float64Array(count).fill(NEVER)
    this.#tickers = products.map(() => undefined)
  }

  get productCount(): number {
    return this.lasts.length
  }

  get feedState(): FeedState {
    return this.#feedState
  }

  /** A feed that leaves Live takes its quotes' confirmation with it: only a new ticker brings it back. */
  setFeedState(state: FeedState): void {
    if (this.#feedState === 'live' && state !== 'live') this.#confirmedAt.fill(NEVER)
    this.#feedState = state
  }

  setTicker(ticker: Ticker, time: TimeMs): void {
    const { product } = ticker
    invariant(product < this.productCount, 'a ticker of an unknown product')
    this.#tickers[product] = ticker
    this.#tickerTimes[product] = time
    this.setQuote(product, ticker.price, ticker.bid, ticker.ask, time)
  }

  /** The column part of {@link setTicker}; alone where bars stand for quotes. Allocates nothing. */
  setQuote(product: number, last: number, bid: number, ask: number, time: number): void {
    this.lasts[product] = last
    this.bids[product] = bid
    this.asks[product] = ask
    this.#confirmedAt[product] = time
    if (Number.isNaN(this.#firsts[product])) this.#firsts[product] = last
  }

  /** There is no quote of the product now: until the next one it is stale. */
  withdrawQuote(product: number): void {
    this.#confirmedAt[product] = NEVER
  }

  /** Confirms the quote if nothing traded since its ticker. */
  confirm(product: ProductIndex, lastTradeId: number, time: TimeMs): void {
    invariant(product < this.productCount, 'a heartbeat of an unknown product')
    const confirmedAt = this.#confirmedAt[product] ?? NEVER
    if (this.#tickers[product]?.tradeId !== lastTradeId || confirmedAt === NEVER) return
    if (time > confirmedAt) this.#confirmedAt[product] = time
  }

  ticker(product: ProductIndex): Ticker | undefined {
    return this.#tickers[product]
  }

  tickerTime(product: ProductIndex): TimeMs | undefined {
    const time = this.#tickerTimes[product] ?? NEVER
    return time === NEVER ? undefined : timeMs(time)
  }

  /** First price of the match. */
  firstPrice(product: ProductIndex): PriceTicks | undefined {
    return priceOrNone(this.#firsts[product])
  }

  last(product: number): PriceTicks | undefined {
    return priceOrNone(this.lasts[product])
  }

  bid(product: number): PriceTicks | undefined {
    return priceOrNone(this.bids[product])
  }

  /** Whether a trade at `now` would meet a fresh quote that is not crossed. */
  isFresh(product: number, now: number): boolean {
    if (this.#feedState !== 'live' || !this.#isQuoted(product)) return false
    return now - (this.#confirmedAt[product] ?? NEVER) <= FRESH_FOR
  }

  /** {@link isFresh} with the age a sentence needs: since the ticker, when its confirmation was lost. */
  freshness(product: ProductIndex, now: TimeMs): QuoteFreshness {
    if (!this.#isQuoted(product)) return { type: 'no-price' }
    const confirmedAt = this.#confirmedAt[product] ?? NEVER
    const since = confirmedAt === NEVER ? (this.tickerTime(product) ?? now) : timeMs(confirmedAt)
    return { type: this.isFresh(product, now) ? 'fresh' : 'stale', age: between(since, now) }
  }

  #isQuoted(product: number): boolean {
    const bid = this.bids[product]
    const ask = this.asks[product]
    return bid !== undefined && ask !== undefined && bid <= ask
  }
}

function priceOrNone(price: number | undefined): PriceTicks | undefined {
  return price === undefined || Number.isNaN(price) ? undefined : priceTicks(price)
}

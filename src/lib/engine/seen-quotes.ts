import type { MarketState } from './market-state'

/** Ticks kept: more than pass while the longest decision is under way. */
const KEPT = 1024

/** The quotes of the latest ticks' snapshots, for rules that ask what an agent had seen. Prices in ticks. */
export class SeenQuotes {
  readonly #ticks = new Float64Array(KEPT).fill(-1)
  readonly #bids: Float64Array
  readonly #asks: Float64Array

  constructor(private readonly products: number) {
    this.#bids = new Float64Array(KEPT * products)
    this.#asks = new Float64Array(KEPT * products)
  }

  /** Keeps the market's quotes as those that were seen at `tick`. */
  record(tick: number, market: Pick<MarketState, 'bids' | 'asks'>): void {
    const row = tick % KEPT
    this.#ticks[row] = tick
    const first = row * this.products
    // A loop: for the few products there are, copying whole columns takes longer to set up.
    for (let product = 0; product < this.products; product += 1) {
      this.#bids[first + product] = market.bids[product] ?? Number.NaN
      this.#asks[first + product] = market.asks[product] ?? Number.NaN
    }
  }

  /** NaN when the product had no quote then, or the tick is long past. */
  bid(tick: number, product: number): number {
    return this.#at(this.#bids, tick, product)
  }

  ask(tick: number, product: number): number {
    return this.#at(this.#asks, tick, product)
  }

  #at(column: Float64Array, tick: number, product: number): number {
    const row = tick % KEPT
    return this.#ticks[row] === tick ? (column[row * this.products + product] ?? Number.NaN) : Number.NaN
  }
}

import type { ProductPrices } from './run-record'
import type { RoundTrip } from './tear-sheet'

export interface Closing {
  readonly row: number
  readonly time: number
}

/** Half a unit in the last place of 1: what an addition of doubles may be off by, relatively. */
const HALF_UNIT = Number.EPSILON / 2

/** A position while it is held. Fills go in in order; it is flat when nothing is left but rounding. */
export class OpenTrip {
  #held = 0
  /** What `#held` may be off by: quantities are decimals, their doubles and sums are rounded. */
  #slack = 0
  #largest = 0
  #bought = 0
  #sold = 0
  #paid = 0
  #received = 0
  #fees = 0
  #buyFees = 0
  #highest = -Infinity
  #lowest = Infinity

  constructor(
    readonly product: number,
    readonly openedRow: number,
    readonly openedAt: number,
  ) {}

  get flat(): boolean {
    return Math.abs(this.#held) <= this.#slack
  }

  /** `side` 1 buys, −1 sells; price and fee in USD. */
  take(side: number, quantity: number, price: number, fee: number): void {
    this.#held += side * quantity
    this.#slack += (Math.abs(this.#held) + 2 * quantity) * HALF_UNIT
    this.#largest = Math.max(this.#largest, Math.abs(this.#held))
    this.#fees += fee
    this.#see(price, price)
    if (side > 0) {
      this.#bought += quantity
      this.#paid += quantity * price
      this.#buyFees += fee
    } else {
      this.#sold += quantity
      this.#received += quantity * price
    }
  }

  /** Ended by its last fill, in row `row`: of that row only the fill's own price was met. */
  closed(end: Closing, prices: ProductPrices | undefined): RoundTrip {
    return this.#trip(end, false, prices)
  }

  /** Still held after the last row: as if sold at `price`, without a fee. */
  marked(end: Closing, price: number, prices: ProductPrices | undefined): RoundTrip {
    this.#sold += this.#held
    this.#received += this.#held * price
    return this.#trip(end, true, prices)
  }

  #trip(end: Closing, open: boolean, prices: ProductPrices | undefined): RoundTrip {
    if (prices !== undefined) this.#seeRows(prices, end.row)
    const averageEntry = this.#paid / this.#bought
    const pnl = this.#received - this.#paid - this.#fees
    return {
      product: this.product,
      openedAt: this.openedAt,
      closedAt: end.time,
      open,
      quantity: this.#largest,
      averageEntry,
      averageExit: this.#received / this.#sold,
      fees: this.#fees,
      pnl,
      return: pnl / (this.#paid + this.#buyFees),
      mfe: Math.max(this.#highest / averageEntry - 1, 0),
      mae: Math.max(1 - this.#lowest / averageEntry, 0),
    }
  }

  #seeRows({ high, low, dollarsPerTick }: ProductPrices, to: number): void {
    let [highest, lowest] = [-Infinity, Infinity]
    for (let row = this.openedRow; row < to; row += 1) {
      const top = high[row] ?? NaN
      const bottom = low[row] ?? NaN
      // NaN, where there was no bar, is neither.
      if (top > highest) highest = top
      if (bottom < lowest) lowest = bottom
    }
    this.#see(highest * dollarsPerTick, lowest * dollarsPerTick)
  }

  #see(high: number, low: number): void {
    this.#highest = Math.max(this.#highest, high)
    this.#lowest = Math.min(this.#lowest, low)
  }
}

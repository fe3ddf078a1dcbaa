import { type ProductIndex, productIndex } from '../../core/product'
import type { MarketState } from '../market-state'
import type { RiskLayer } from '../risk-layer'
import type { RunAccount } from '../run-account'
import type { BarBlock } from './bar-block'

/** Rows looked through at once: a fill makes what was looked through further ahead worthless. */
const CHUNK = 512

/**
 * The risk stage over bars. It finds the rows in which something could happen, and plays those as open, low,
 * high, close: the worse extreme first. A stop within a bar sells at its own price, one that the open has
 * passed already at the open. Limits of the whole account are looked at at closes only, because extremes of
 * different products need not have been at one time. Rules [B6]–[B8] of SPEC.md.
 */
export class BlockWatch {
  readonly #products: readonly ProductIndex[]
  readonly #closes: readonly Float64Array[]
  readonly #prices = { below: 0, above: 0 }
  readonly #equity = { below: 0, above: 0 }
  readonly #worth = new Float64Array(CHUNK)
  #found = -1
  /** What the account was worth at the last close that was looked at. */
  #seenWorth = Number.NaN

  constructor(
    private readonly block: BarBlock,
    private readonly layer: RiskLayer,
    private readonly account: RunAccount,
    private readonly market: MarketState,
  ) {
    this.#products = block.products.map((_, index) => productIndex(index))
    this.#closes = block.products.map((bars) => bars.close)
  }

  /** The first row in [from, to) that needs a look, or where it stopped scanning: at most a chunk further. */
  scan(from: number, to: number): number {
    const end = Math.min(to, from + CHUNK)
    const found = this.layer.isWaiting ? from : this.#find(from, end)
    this.#found = found < end ? found : -1
    return found
  }

  /** Whether the last scan stopped at this row because it needs a look. */
  needsLook(row: number): boolean {
    return row === this.#found
  }

  #find(from: number, to: number): number {
    let end = this.#firstDue(from, to)
    let isInvested = false
    for (const product of this.#products) {
      if (this.account.holding(product) === 0) continue
      isInvested = true
      end = this.#firstTouch(product, from, end)
    }
    return this.#firstWorth(from, end, isInvested)
  }

  /**
   * Plays a row up to its high; its close comes when it is marked. The market shows the row's open, where each
   * product stays but for its own low and high.
   */
  play(row: number): void {
    for (const product of this.#products) this.layer.lookAtPrice(product, row)
    for (const product of this.#products) {
      const bars = this.block.products[product]
      const low = bars?.low[row] ?? Number.NaN
      const high = bars?.high[row] ?? Number.NaN
      if (Number.isNaN(low) || this.account.holding(product) === 0) continue
      this.#fall(product, low, row)
      this.#rise(product, high, row)
      this.#quote(product, bars?.open[row] ?? Number.NaN)
    }
  }

  /** To be called when the market shows the row's close and the account is marked. */
  close(row: number): void {
    this.#seenWorth = this.account.equity
    for (const product of this.#products) this.layer.look(product, row)
  }

  #fall(product: ProductIndex, low: number, row: number): void {
    const { below } = this.#bandOf(product)
    if (low <= below) this.#lookAt(product, below, row)
  }

  #rise(product: ProductIndex, high: number, row: number): void {
    const { above } = this.#bandOf(product)
    if (high < above || this.account.holding(product) === 0) return
    this.#lookAt(product, Math.min(high, this.layer.takeProfitOf(product) ?? high), row)
  }

  /** The product trades at a price within its bar. */
  #lookAt(product: ProductIndex, price: number, row: number): void {
    this.#quote(product, price)
    this.layer.lookAtPrice(product, row)
  }

  #quote(product: ProductIndex, price: number): void {
    this.market.setQuote(product, price, price, price, this.account.time)
  }

  #bandOf(product: ProductIndex): { readonly below: number; readonly above: number } {
    const band = this.#prices
    band.below = Number.NEGATIVE_INFINITY
    band.above = Number.POSITIVE_INFINITY
    this.layer.narrow(product, this.account, band)
    return band
  }

  /** The first row of which any moment is at or after the instant at which the clock alone asks for a look. */
  #firstDue(from: number, to: number): number {
    const due = this.layer.dueAt()
    const times = this.block.products[0]?.time
    if (times === undefined || !Number.isFinite(due)) return to
    const span = this.block.granularity * 1000
    let row = from
    while (row < to && (times[row] ?? 0) + span < due) row += 1
    return row
  }

  #firstTouch(product: ProductIndex, from: number, to: number): number {
    const bars = this.block.products[product]
    if (bars === undefined) return to
    const { below, above } = this.#bandOf(product)
    const { low, high } = bars
    let row = from
    // Rows without a bar are NaN and touch nothing.
    while (row < to && !((low[row] ?? 0) <= below || (high[row] ?? 0) >= above)) row += 1
    return row
  }

  /** The first row whose close takes the account's worth out of its band; cash alone is looked at once. */
  #firstWorth(from: number, to: number, isInvested: boolean): number {
    const band = this.#equity
    band.below = Number.NEGATIVE_INFINITY
    band.above = Number.POSITIVE_INFINITY
    this.layer.narrowEquity(band)
    const { below, above } = band
    if (below === Number.NEGATIVE_INFINITY && above === Number.POSITIVE_INFINITY) return to
    if (!isInvested) return this.account.equity === this.#seenWorth ? to : from
    const worth = this.#worth
    this.account.worthAt(this.#closes, from, to, worth)
    let row = from
    while (row < to && (worth[row - from] ?? 0) > below && (worth[row - from] ?? 0) < above) row += 1
    return row
  }
}

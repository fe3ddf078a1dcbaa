import { type ProductIndex, productIndex } from '../../core/product'
import type { RiskLayer } from '../risk-layer'
import type { RunAccount } from '../run-account'
import type { QuietBand, Trail } from '../stages/risk/contract'
import { highestBelow } from '../stages/risk/stop-price'
import type { Bars } from '../../market/bars'
import type { BarBlock } from './bar-block'
import type { RowQuotes } from './row-quotes'

/**
 * Rows looked through at once while something is held: a fill makes what was looked through further ahead
 * worthless, so it looks far ahead only where nothing happens.
 */
const FIRST_REACH = 32
const MOST_REACH = 512

/**
 * The risk stage over bars. It finds the rows in which something could happen, and plays those as open, low,
 * high, close: the worse extreme first. A stop within a bar sells at its own price, one that the open has
 * passed already at the open. Limits of the whole account are looked at at closes only, because extremes of
 * different products need not have been at one time. Rules [B6]–[B8] of SPEC.md.
 */
export class BlockWatch {
  readonly #products: readonly ProductIndex[]
  readonly #closes: readonly Float64Array[]
  readonly #prices = { below: 0, above: 0, trail: { basisPoints: 0, raises: 0 } }
  readonly #equity = { below: 0, above: 0 }
  readonly #worth = new Float64Array(MOST_REACH)
  #found = -1
  #reach = FIRST_REACH
  #scannedTo = -1
  #due = Number.POSITIVE_INFINITY
  #dueRow = 0
  /** What the account was worth at the last close that was looked at. */
  #seenWorth = Number.NaN

  constructor(
    private readonly block: BarBlock,
    private readonly layer: RiskLayer,
    private readonly account: RunAccount,
    private readonly quotes: RowQuotes,
  ) {
    this.#products = block.products.map((_, index) => productIndex(index))
    this.#closes = block.products.map((bars) => bars.close)
  }

  /** Whether no row needs a look, nor will until a signal is settled. */
  get isIdle(): boolean {
    return this.layer.isIdle
  }

  /** The first row in [from, to) that needs a look, or where it stopped scanning. */
  scan(from: number, to: number): number {
    const end = this.#endOf(from, to)
    const found = this.layer.isWaiting ? from : this.#find(from, end)
    this.#found = found < end ? found : -1
    this.#scannedTo = end
    return found
  }

  /** Where to stop scanning: each time twice as far as the last, while that was of use to its end. */
  #endOf(from: number, to: number): number {
    if (!this.#isInvested()) return to
    this.#reach = from === this.#scannedTo ? Math.min(this.#reach * 2, MOST_REACH) : FIRST_REACH
    return Math.min(to, from + this.#reach)
  }

  #isInvested(): boolean {
    return this.#products.some((product) => this.account.holding(product) > 0)
  }

  /** Whether the last scan stopped at this row because it needs a look. */
  needsLook(row: number): boolean {
    return row === this.#found
  }

  #find(from: number, to: number): number {
    let end = this.#firstDue(from, to)
    for (const product of this.#products) {
      if (this.account.holding(product) > 0) end = this.#firstTouch(product, from, end)
    }
    return this.#firstWorth(from, end)
  }

  /** Rows [from, to) were folded without a look: what trails prices follows their highs. */
  passed(from: number, to: number): void {
    for (const product of this.#products) {
      if (this.account.holding(product) === 0) continue
      const { trail } = this.#bandOf(product)
      if (trail.basisPoints > 0) this.#follow(product, trail.raises, from, to)
    }
  }

  #follow(product: ProductIndex, raises: number, from: number, to: number): void {
    const highs = this.block.products[product]?.high
    let peak = 0
    for (let row = from; row < to; row += 1) if ((highs?.[row] ?? 0) > peak) peak = highs?.[row] ?? 0
    if (peak >= raises) this.layer.raise(product, peak)
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
      this.#quote(product, row, bars?.open[row] ?? Number.NaN)
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
    const { above, trail } = this.#bandOf(product)
    if ((high < above && high < trail.raises) || this.account.holding(product) === 0) return
    this.#lookAt(product, Math.min(high, this.layer.takeProfitOf(product) ?? high), row)
  }

  /** The product trades at a price within its bar. */
  #lookAt(product: ProductIndex, price: number, row: number): void {
    this.#quote(product, row, price)
    this.layer.lookAtPrice(product, row)
  }

  #quote(product: ProductIndex, row: number, price: number): void {
    this.quotes.show(product, row, price, this.account.time)
  }

  #bandOf(product: ProductIndex): Required<QuietBand> {
    const band = this.#prices
    band.below = Number.NEGATIVE_INFINITY
    band.above = Number.POSITIVE_INFINITY
    band.trail.basisPoints = 0
    band.trail.raises = Number.POSITIVE_INFINITY
    this.layer.narrow(product, band)
    return band
  }

  /** The first row of which any moment is at or after the instant at which the clock alone asks for a look. */
  #firstDue(from: number, to: number): number {
    const due = this.layer.dueAt()
    if (!Number.isFinite(due)) return to
    if (due !== this.#due) {
      this.#due = due
      this.#dueRow = this.#rowAt(due)
    }
    return Math.max(from, Math.min(to, this.#dueRow))
  }

  /** The first row that closes at or after an instant; times rise. */
  #rowAt(instant: number): number {
    const span = this.block.granularity * 1000
    const times = this.block.products[0]?.time
    let [low, high] = [0, this.block.rows]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((times?.[middle] ?? 0) + span < instant) low = middle + 1
      else high = middle
    }
    return low
  }

  #firstTouch(product: ProductIndex, from: number, to: number): number {
    const bars = this.block.products[product]
    if (bars === undefined) return to
    const { above, below, trail } = this.#bandOf(product)
    const { low, high } = bars
    if (trail.basisPoints > 0) return firstFall(bars, above, below, trail, from, to)
    let row = from
    // Rows without a bar are NaN and touch nothing.
    while (row < to && !((low[row] ?? 0) <= below || (high[row] ?? 0) >= above)) row += 1
    return row
  }

  /** The first row whose close takes the account's worth out of its band; cash alone is looked at once. */
  #firstWorth(from: number, to: number): number {
    const band = this.#equity
    band.below = Number.NEGATIVE_INFINITY
    band.above = Number.POSITIVE_INFINITY
    this.layer.narrowEquity(band)
    const { below, above } = band
    if (below === Number.NEGATIVE_INFINITY && above === Number.POSITIVE_INFINITY) return to
    if (!this.#isInvested()) return this.account.equity === this.#seenWorth ? to : from
    const worth = this.#worth
    this.account.worthAt(this.#closes, from, to, worth)
    let row = from
    while (row < to && (worth[row - from] ?? 0) > below && (worth[row - from] ?? 0) < above) row += 1
    return row
  }
}

/**
 * The first row of [from, to) that leaves a band whose lower edge trails the highs: the row is played as open,
 * low, high, close, each against the peak before it.
 */
function firstFall(
  { open, low, high, close }: Bars,
  above: number,
  start: number,
  trail: Trail,
  from: number,
  to: number,
): number {
  let below = start
  let { raises } = trail
  for (let row = from; row < to; row += 1) {
    const top = high[row] ?? 0
    if (top >= above) return row
    const first = open[row] ?? 0
    if (first >= raises) {
      raises = first + 1
      below = Math.max(below, highestBelow(first, trail.basisPoints))
    }
    if ((low[row] ?? 0) <= below) return row
    // Also of a row without a bar.
    if (!(top >= raises)) continue
    raises = top + 1
    below = Math.max(below, highestBelow(top, trail.basisPoints))
    if ((close[row] ?? 0) <= below) return row
  }
  return to
}

import type { ProductIndex } from '../../../../core/product'
import type { PriceGrid } from '../../../../market/returns/price-grid'

/** Which steps of a grid an estimate rests on, and from where on they may have changed since it last looked. */
export class ReturnWindow {
  /** Steps whose returns count; none while `newest` is below `begin`. */
  begin = 0
  newest = -1
  /** The lowest step that may be another than at the last look. */
  changed = Number.NEGATIVE_INFINITY
  #prices: PriceGrid | undefined
  #revision = Number.NaN

  /** `most`: steps it may be long. */
  constructor(private readonly most: number) {}

  /** False when nothing has changed since the last look. */
  look(prices: PriceGrid): boolean {
    const { newest, revision } = prices
    // The first close has no return.
    const begin = Math.max(prices.oldest + 1, newest - this.most + 1)
    const isSameGrid = prices === this.#prices
    if (isSameGrid && newest === this.newest && begin === this.begin && revision === this.#revision)
      return false
    this.changed = isSameGrid ? this.#changedIn(prices) : Number.NEGATIVE_INFINITY
    this.#prices = prices
    this.#revision = revision
    this.begin = begin
    this.newest = newest
    return true
  }

  /** How many returns of a product are known: it has all of them from its first on. */
  count(prices: PriceGrid, product: ProductIndex): number {
    let [low, high] = [this.begin - 1, this.newest]
    if (high < this.begin || Number.isNaN(prices.close(product, high))) return 0
    while (low < high) {
      const middle = low + Math.floor((high - low) / 2)
      if (Number.isNaN(prices.close(product, middle))) low = middle + 1
      else high = middle
    }
    return this.newest - low
  }

  #changedIn(prices: PriceGrid): number {
    const { revision } = prices
    if (revision === this.#revision) return Number.POSITIVE_INFINITY
    return prices.changedFrom?.(this.#revision) ?? Number.NEGATIVE_INFINITY
  }
}

import type { RiskNews } from '../accounts/portfolio-view'

const KEPT = 20

/** What the risk layer sold of one run, until its agent has decided with the news before it. */
export class RiskNewsBook {
  #sales: readonly { readonly beforeTick: number; readonly sale: RiskNews }[] = []

  /** Not yet shown in a decision that came to its end, oldest first; the newest 20. */
  get news(): readonly RiskNews[] {
    return this.#sales.map(({ sale }) => sale)
  }

  /** `beforeTick`: the first tick whose prompt tells of it. */
  add(sale: RiskNews, beforeTick: number): void {
    this.#sales = [...this.#sales, { beforeTick, sale }].slice(-KEPT)
  }

  /** The agent has decided on `tick`. */
  decided(tick: number): void {
    if (this.#sales.length > 0) this.#sales = this.#sales.filter(({ beforeTick }) => beforeTick > tick)
  }
}

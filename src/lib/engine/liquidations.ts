import type { RiskNews, RuleFigures } from '../accounts/portfolio-view'
import { type PriceTicks, type ProductIndex, priceTicks, productIndex, quantityUnits } from '../core/product'
import { invariant } from '../core/result'
import type { Recorder } from './recorder'
import { RiskNewsBook } from './risk-news'
import type { RunAccount } from './run-account'
import type { RiskOrders } from './stages/risk/contract'
import type { VerdictBook } from './verdict-book'

/** Why a holding is to be sold, and the price its stop stood at. */
interface Cause {
  readonly reason: RuleFigures
  readonly level: PriceTicks | undefined
}

/**
 * The positions of one run that its risk stage sells: at once where the quote is fresh, else at the first that
 * is, whatever the price is then. The first rule to ask is the one a sale is counted for; every rule that asks is
 * recorded. What the venue does not take stays: who asked has asked once.
 */
export class Liquidations implements RiskOrders {
  readonly #causes: (readonly Cause[])[]
  /** Causes already recorded as waiting. */
  readonly #told: Uint16Array
  readonly #news = new RiskNewsBook()
  #wanted = 0

  constructor(
    private readonly account: RunAccount,
    private readonly recorder: Recorder,
    private readonly book: VerdictBook,
    /** Sells so many units at market; answers whether it filled. */
    private readonly sell: (product: ProductIndex) => boolean,
  ) {
    this.#causes = account.products.map(() => [])
    this.#told = new Uint16Array(account.products.length)
  }

  liquidate(product: ProductIndex, reason: RuleFigures, level?: PriceTicks): void {
    if (this.account.holding(product) === 0) return
    const causes = this.#causesOf(product)
    if (causes.some((known) => known.reason.rule === reason.rule)) return
    if (causes.length === 0) this.#wanted += 1
    this.#causes[product] = [...causes, { reason, level }]
  }

  halt(reason: RuleFigures): void {
    this.recorder.tradingHalted(this.account.run, reason)
  }

  /** Whether any sale waits for a fresh quote. */
  get isWaiting(): boolean {
    return this.#wanted > 0
  }

  waitsFor(product: ProductIndex): boolean {
    return this.#causesOf(product).length > 0
  }

  /** Sells what is to be sold and can be; says once of the rest that it waits. `tick`: the last published. */
  settle(tick: number): void {
    if (this.#wanted === 0) return
    for (let index = 0; index < this.#causes.length; index += 1) {
      const product = productIndex(index)
      if (!this.waitsFor(product)) continue
      if (this.account.isFresh(product)) this.#sell(product, tick)
      else this.#tellWaiting(product)
    }
  }

  /** A holding changed by other hands. */
  holdingChanged(product: ProductIndex): void {
    if (this.account.holding(product) === 0) this.#forget(product)
  }

  /** What was sold and not yet shown to the agent in a decision, oldest first. */
  get news(): readonly RiskNews[] {
    return this.#news.news
  }

  /** The agent has decided on `tick`, whose prompt told all that was sold before it. */
  decided(tick: number): void {
    this.#news.decided(tick)
  }

  #sell(product: ProductIndex, tick: number): void {
    const { account, recorder } = this
    const causes = this.#causesOf(product)
    const [first] = causes
    invariant(first !== undefined, 'a sale without a cause')
    this.#forget(product)
    const quantity = account.holding(product)
    const { takerBasisPoints } = account
    for (const { reason, level } of causes) {
      const act = { verdict: 'liquidated', product, quantity, reason } as const
      recorder.riskActed(account.run, { ...act, ...(level === undefined ? {} : { level }) })
    }
    const price = account.bid(product)
    if (this.sell(product)) this.#note(first, product, quantity, price, takerBasisPoints, tick)
  }

  #note(
    { reason, level }: Cause,
    product: ProductIndex,
    quantity: number,
    bid: number,
    basisPoints: number,
    tick: number,
  ): void {
    const { time, run } = this.account
    const price = priceTicks(bid)
    const stop = level === undefined ? {} : { level }
    const sale = { ...reason, time, product, quantity: quantityUnits(quantity), price, ...stop }
    this.#news.add(sale, tick + 1)
    // What was blocked before would have been sold here too: it counts up to this price.
    this.book.settle(run, product, this.account.last(product))
    const trade = { ...reason, run, product, time, kind: 'liquidated', asked: 0, allowed: -quantity } as const
    const sold = { blocked: quantity, price, basisPoints }
    this.book.add({ ...trade, ...sold, ...stop })
  }

  #tellWaiting(product: ProductIndex): void {
    const causes = this.#causesOf(product)
    const quantity = this.account.holding(product)
    for (const { reason, level } of causes.slice(this.#told[product] ?? 0)) {
      const act = { verdict: 'waiting', product, quantity, reason } as const
      this.recorder.riskActed(this.account.run, { ...act, ...(level === undefined ? {} : { level }) })
    }
    this.#told[product] = causes.length
  }

  #forget(product: ProductIndex): void {
    if (this.waitsFor(product)) this.#wanted -= 1
    this.#causes[product] = []
    this.#told[product] = 0
  }

  #causesOf(product: ProductIndex): readonly Cause[] {
    return this.#causes[product] ?? []
  }
}

import type { ProductIndex, ProductSpec } from '../../core/product'
import { DECIMAL_ONE } from '../../core/decimal'
import type { Side } from '../events'
import type { MarketState } from '../market-state'
import type { PriceImpact } from '../price-impact'
import type { BarBlock } from './bar-block'
import type { SlippageModel } from './fill-model'

const WHOLE = 10_000
const MAX_SAFE = Number.MAX_SAFE_INTEGER

/**
 * Shows the market a price of a bar with the bid and ask around it: both that price, unless fills slip by half a
 * spread. Rule [B9] of SPEC.md.
 */
export class RowQuotes {
  readonly #quotes: BarBlock['quotes']
  readonly #half: number
  readonly #isPlain: boolean

  constructor(
    private readonly market: Pick<MarketState, 'setQuote'>,
    private readonly block: BarBlock,
    slippage: SlippageModel,
  ) {
    this.#quotes = slippage.type === 'quotes' ? block.quotes : undefined
    this.#half = slippage.type === 'half-spread' ? slippage.basisPoints / (2 * WHOLE) : 0
    this.#isPlain = this.#quotes === undefined && this.#half === 0
  }

  /** `price`: in ticks, of the row. */
  show(product: number, row: number, price: number, time: number): void {
    if (this.#isPlain) {
      this.market.setQuote(product, price, price, price, time)
      return
    }
    const open = this.block.products[product]?.open[row] ?? Number.NaN
    const bid = price - this.#below(product, row, price, open)
    const ask = price + this.#above(product, row, price, open)
    this.market.setQuote(product, price, Math.max(bid, 1), Math.min(ask, MAX_SAFE), time)
  }

  /** Ticks from a price down to its bid; a quote that is better than the bar itself counts for nothing. */
  #below(product: number, row: number, price: number, open: number): number {
    const quotes = this.#quotes?.[product]
    return quotes === undefined
      ? Math.ceil(price * this.#half)
      : Math.max(open - (quotes.bid[row] ?? open), 0)
  }

  #above(product: number, row: number, price: number, open: number): number {
    const quotes = this.#quotes?.[product]
    return quotes === undefined
      ? Math.ceil(price * this.#half)
      : Math.max((quotes.ask[row] ?? open) - open, 0)
  }
}

/** The price moves with the square of an order's part of the volume of the bar before its row. Rule [B9]. */
export class VolumeImpact implements PriceImpact {
  /** The row that orders meet. */
  row = 0
  readonly #units: readonly number[]

  constructor(
    private readonly block: BarBlock,
    products: readonly ProductSpec[],
    private readonly basisPoints: number,
  ) {
    this.#units = products.map(({ baseIncrement }) => Number(baseIncrement) / Number(DECIMAL_ONE))
  }

  priceFor(product: ProductIndex, side: Side, quantity: number, quote: number): number {
    const moved = Math.ceil((quote * this.basisPoints * this.#squaredPart(product, quantity)) / WHOLE)
    return side === 'buy' ? Math.min(quote + moved, MAX_SAFE) : Math.max(quote - moved, 1)
  }

  #squaredPart(product: ProductIndex, quantity: number): number {
    const volume = this.block.products[product]?.volume[this.row - 1] ?? 0
    if (!(volume > 0)) return 1
    const part = Math.min((quantity * (this.#units[product] ?? 0)) / volume, 1)
    return part * part
  }
}

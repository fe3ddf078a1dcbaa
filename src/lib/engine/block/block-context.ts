import type { ProductIndex, ProductSpec } from '../../core/product'
import type { TimeMs } from '../../core/time'
import type { BarGranularity } from '../../market/types'
import type { RunAccount } from '../run-account'
import type { BlockCandles } from '../stages/alpha/columnar'
import type { AlphaContext } from '../stages/alpha/contract'
import { type AggregatedBars, aggregateBars } from './aggregate'
import type { BarBlock } from './bar-block'

/** The newest closed row; moved by the fold alone. */
export interface RowCursor {
  row: number
}

/**
 * What an alpha sees of a block right after a row closed: that row, and those before it. Candles of
 * the block's own granularity are its rows; where rows lack bars, and for coarser granularities, they are
 * folded from the rows when first asked for.
 */
export class BlockContext implements AlphaContext {
  /** Rows that have not closed must be out of reach of who is given this. */
  readonly #block: BarBlock
  readonly #cursor: Readonly<RowCursor>
  readonly #closes: readonly Float64Array[]
  /** Where rows are candles one to one. */
  readonly #rowGranularity: number
  /** Of the block's own granularity, where they are made already. */
  readonly #candles: BlockCandles | undefined
  readonly #aggregates = new Map<number, AggregatedBars>()

  constructor(
    block: BarBlock,
    readonly account: RunAccount,
    readonly products: readonly ProductSpec[],
    cursor: Readonly<RowCursor>,
    candles?: BlockCandles,
  ) {
    this.#candles = candles
    this.#block = block
    this.#cursor = cursor
    this.#rowGranularity = block.gaps ? Number.NaN : block.granularity
    this.#closes = block.products.map((bars) => bars.close)
  }

  get time(): TimeMs {
    return this.account.time
  }

  /** Decisions are numbered by the row they were taken after. */
  get tick(): number {
    return this.#cursor.row
  }

  last(product: ProductIndex): number {
    return this.account.last(product)
  }

  bid(product: ProductIndex): number {
    return this.account.bid(product)
  }

  ask(product: ProductIndex): number {
    return this.account.ask(product)
  }

  fresh(product: ProductIndex): boolean {
    return this.account.isFresh(product)
  }

  candleCount(product: ProductIndex, granularity: BarGranularity): number {
    if (granularity === this.#rowGranularity) return this.#cursor.row + 1
    return this.#aggregate(product, granularity)?.closedAt[this.#cursor.row] ?? 0
  }

  open(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#column(product, granularity, 'open', back)
  }

  close(product: ProductIndex, granularity: BarGranularity, back: number): number {
    if (granularity === this.#rowGranularity) {
      return back < 0 ? Number.NaN : (this.#closes[product]?.[this.#cursor.row - back] ?? Number.NaN)
    }
    return this.#column(product, granularity, 'close', back)
  }

  high(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#column(product, granularity, 'high', back)
  }

  low(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#column(product, granularity, 'low', back)
  }

  volume(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#column(product, granularity, 'volume', back)
  }

  #column(
    product: ProductIndex,
    granularity: BarGranularity,
    column: 'open' | 'high' | 'low' | 'close' | 'volume',
    back: number,
  ): number {
    if (back < 0) return Number.NaN
    if (granularity === this.#rowGranularity) {
      return this.#block.products[product]?.[column][this.#cursor.row - back] ?? Number.NaN
    }
    const newest = this.candleCount(product, granularity) - 1
    return this.#aggregate(product, granularity)?.bars[column][newest - back] ?? Number.NaN
  }

  #aggregate(product: ProductIndex, granularity: BarGranularity): AggregatedBars | undefined {
    if (granularity === this.#candles?.granularity) return this.#candles.products[product]
    const bars = this.#block.products[product]
    if (bars === undefined || granularity < this.#block.granularity) return undefined
    const key = product * 100_000 + granularity
    const known = this.#aggregates.get(key)
    if (known !== undefined) return known
    const made = aggregateBars(bars, this.#block.granularity, granularity)
    this.#aggregates.set(key, made)
    return made
  }
}

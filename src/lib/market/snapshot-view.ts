import type { PriceTicks, ProductIndex } from '../core/product'
import { type Result, err, invariant, ok } from '../core/result'
import type { TimeMs } from '../core/time'
import type { MarketSnapshot, ProductSnapshot } from './snapshot'
import { snapshotProblem } from './snapshot-check'
import {
  COLUMN,
  COLUMN_COUNT,
  type Column,
  HEADER,
  HEADER_LENGTH,
  RECORD,
  RECORD_LENGTH,
  windowIndex,
} from './snapshot-layout'
import {
  type BarGranularity,
  type Candle,
  type Granularity,
  type Ticker,
  isSnapshotGranularity,
} from './types'

/** The snapshot a packed array holds, or a sentence saying why it holds none. */
export function unpackSnapshot(packed: Float64Array): Result<MarketSnapshot, string> {
  const problem = snapshotProblem(packed)
  return problem === undefined ? ok(new SnapshotView(packed).toSnapshot()) : err(problem)
}

/**
 * Reads a packed snapshot in place, without an object per candle. Prices are in ticks; what is not known,
 * a product that is not there included, is NaN, not fresh, or no candle.
 */
export class SnapshotView {
  readonly #packed: Float64Array
  readonly tick: number
  readonly time: TimeMs
  readonly productCount: number

  /** For arrays of our own making. @throws InvariantError on anything that is no packed snapshot. */
  constructor(packed: Float64Array) {
    const problem = snapshotProblem(packed)
    invariant(problem === undefined, problem ?? '')
    this.#packed = packed
    this.tick = packed[HEADER.tick] as number
    this.time = packed[HEADER.time] as TimeMs
    this.productCount = packed[HEADER.products] as number
  }

  last(product: ProductIndex): number {
    return this.#field(product, RECORD.price)
  }

  bid(product: ProductIndex): number {
    return this.#field(product, RECORD.bid)
  }

  ask(product: ProductIndex): number {
    return this.#field(product, RECORD.ask)
  }

  fresh(product: ProductIndex): boolean {
    return this.#field(product, RECORD.fresh) === 1
  }

  /** Candles in the window of this granularity; none where a snapshot has no such window. */
  candleCount(product: ProductIndex, granularity: BarGranularity): number {
    if (!isSnapshotGranularity(granularity)) return 0
    const count = this.#field(product, RECORD.counts + windowIndex(granularity))
    return Number.isNaN(count) ? 0 : count
  }

  /** `back` = 0 is the newest closed candle; NaN beyond what is known. */
  open(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#cell(product, granularity, back, 'open')
  }

  close(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#cell(product, granularity, back, 'close')
  }

  high(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#cell(product, granularity, back, 'high')
  }

  low(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#cell(product, granularity, back, 'low')
  }

  volume(product: ProductIndex, granularity: BarGranularity, back: number): number {
    return this.#cell(product, granularity, back, 'volume')
  }

  /** The whole as objects. */
  toSnapshot(): MarketSnapshot {
    const products = Array.from({ length: this.productCount }, (_, index) =>
      this.#product(index as ProductIndex),
    )
    return { tick: this.tick, time: this.time, products }
  }

  #product(product: ProductIndex): ProductSnapshot {
    const candles = {
      60: this.#candles(product, 60),
      300: this.#candles(product, 300),
      900: this.#candles(product, 900),
    }
    const forming = this.#forming(product)
    return { product, ticker: this.#ticker(product), fresh: this.fresh(product), candles, forming }
  }

  #ticker(product: ProductIndex): Ticker | undefined {
    if (Number.isNaN(this.last(product))) return undefined
    return {
      product,
      price: this.last(product) as PriceTicks,
      bid: this.bid(product) as PriceTicks,
      ask: this.ask(product) as PriceTicks,
      volume24h: this.#field(product, RECORD.volume24h),
      tradeId: this.#field(product, RECORD.tradeId),
      tradedAt: this.#field(product, RECORD.tradedAt) as TimeMs,
    }
  }

  #forming(product: ProductIndex): ProductSnapshot['forming'] {
    const open = this.#field(product, RECORD.formingOpen)
    if (Number.isNaN(open)) return undefined
    return {
      open: open as PriceTicks,
      high: this.#field(product, RECORD.formingHigh) as PriceTicks,
      low: this.#field(product, RECORD.formingLow) as PriceTicks,
    }
  }

  #candles(product: ProductIndex, granularity: Granularity): readonly Candle[] {
    const count = this.candleCount(product, granularity)
    return Array.from({ length: count }, (_, index) => {
      const cell = (column: Column): number => this.#cell(product, granularity, count - 1 - index, column)
      return {
        product,
        granularity,
        start: cell('start') as TimeMs,
        open: cell('open') as PriceTicks,
        high: cell('high') as PriceTicks,
        low: cell('low') as PriceTicks,
        close: cell('close') as PriceTicks,
        volume: cell('volume'),
      }
    })
  }

  #cell(product: ProductIndex, granularity: BarGranularity, back: number, column: Column): number {
    if (!isSnapshotGranularity(granularity)) return Number.NaN
    const count = this.candleCount(product, granularity)
    if (!(back >= 0 && back < count)) return NaN
    let at = this.#field(product, RECORD.candles)
    const window = windowIndex(granularity)
    for (let before = 0; before < window; before++) {
      at += this.#field(product, RECORD.counts + before) * COLUMN_COUNT
    }
    return this.#packed[at + (COLUMN[column] + 1) * count - 1 - back] ?? NaN
  }

  #field(product: ProductIndex, field: number): number {
    if (!(product >= 0 && product < this.productCount)) return NaN
    return this.#packed[HEADER_LENGTH + product * RECORD_LENGTH + field] ?? NaN
  }
}

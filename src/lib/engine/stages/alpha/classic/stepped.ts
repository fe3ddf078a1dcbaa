import type { ProductIndex } from '../../../../core/product'
import type { Bars } from '../../../../market/bars'
import type { BarGranularity } from '../../../../market/types'
import { type AggregatedBars, closedBefore } from '../../../block/aggregate'
import type { BlockCandles, ColumnarAlpha } from '../columnar'
import type { AlphaContext, SignalSink } from '../contract'

/** A rule for one product: takes its closed candles one after the other. Allocates nothing. */
export interface Stepper {
  /** The part of the product's share that is wanted after this candle, 0 … 1. Prices in ticks. */
  step(high: number, low: number, close: number, open: number, volume: number): number
  /** Why, in a sentence, of the candle taken last. */
  reason(): string
}

/** Fewer candles seen do not show yet that rows and candles are one to one. */
const LEAST_SEEN = 2

/**
 * Gives every product its own stepper and an equal share of equity, and signals only when what a stepper
 * wants changes. Incremental: the steppers remember; a model that is first asked late is shown all candles
 * known, and one that missed some catches up on them. It may be asked by rows or by columns, in turn.
 */
export class SteppedAlpha implements ColumnarAlpha {
  #steppers: readonly Stepper[] = []
  #seen = new Float64Array(0)
  #wanted = new Float64Array(0)
  #told = new Float64Array(0)

  constructor(
    readonly name: string,
    readonly version: string,
    private readonly granularity: BarGranularity,
    private readonly make: () => Stepper,
  ) {}

  update(context: AlphaContext, signals: SignalSink): void {
    const count = context.products.length
    if (this.#seen.length !== count) this.#reset(count)
    for (let product = 0; product < count; product += 1) {
      this.#catchUp(context, product as ProductIndex)
      this.#tell(signals, product as ProductIndex)
    }
  }

  /**
   * Takes the row it answers, too: the `update` that comes next for it finds it taken and tells what changed.
   */
  scan(_closes: readonly Float64Array[], from: number, to: number, bars: readonly Bars[]): number {
    if (from < LEAST_SEEN || !this.#hasSeen(from, bars.length)) return from
    const [only] = bars
    if (bars.length === 1 && only !== undefined) return this.#scanOne(only, from, to)
    for (let row = from; row < to; row += 1) if (this.#takeRow(bars, row)) return row
    return to
  }

  /** As {@link scan} takes rows, product by product as their candles close. */
  scanCandles({ granularity, products }: BlockCandles, from: number, to: number): number {
    if (granularity !== this.granularity || products.length !== this.#seen.length) return from
    const hasSeenAll = products.every(
      (candles, product) => this.#seen[product] === closedBefore(candles, from),
    )
    if (!hasSeenAll) return from
    for (let row = from; row < to; row += 1) if (this.#takeClosed(products, row)) return row
    return to
  }

  #takeClosed(products: readonly AggregatedBars[], row: number): boolean {
    let turned = false
    for (let product = 0; product < products.length; product += 1) {
      const { bars, closedAt } = products[product] as AggregatedBars
      const candle = this.#seen[product] ?? 0
      if ((closedAt[row] ?? 0) > candle && this.#take(product, bars, candle)) turned = true
    }
    return turned
  }

  #hasSeen(rows: number, products: number): boolean {
    return this.#seen.length === products && this.#seen.every((seen) => seen === rows)
  }

  #scanOne({ high, low, close, open, volume }: Bars, from: number, to: number): number {
    const stepper = this.#stepper(0)
    const told = this.#told[0] ?? 0
    let wanted = told
    let row = from
    while (row < to && wanted === told) {
      wanted = stepper.step(high[row] ?? 0, low[row] ?? 0, close[row] ?? 0, open[row] ?? 0, volume[row] ?? 0)
      row += 1
    }
    this.#wanted[0] = wanted
    this.#seen[0] = row
    return wanted === told ? to : row - 1
  }

  #takeRow(bars: readonly Bars[], row: number): boolean {
    let turned = false
    for (let product = 0; product < bars.length; product += 1) {
      if (this.#take(product, bars[product] as Bars, row)) turned = true
    }
    return turned
  }

  /** Shows a product its next candle; answers whether it now wants what it has not told. */
  #take(product: number, { high, low, close, open, volume }: Bars, candle: number): boolean {
    const wanted = this.#stepper(product).step(
      high[candle] ?? 0,
      low[candle] ?? 0,
      close[candle] ?? 0,
      open[candle] ?? 0,
      volume[candle] ?? 0,
    )
    this.#wanted[product] = wanted
    this.#seen[product] = candle + 1
    return wanted !== this.#told[product]
  }

  #catchUp(context: AlphaContext, product: ProductIndex): void {
    const { granularity } = this
    const candles = context.candleCount(product, granularity)
    const stepper = this.#stepper(product)
    for (let back = candles - (this.#seen[product] ?? 0) - 1; back >= 0; back -= 1) {
      const high = context.high(product, granularity, back)
      const low = context.low(product, granularity, back)
      const close = context.close(product, granularity, back)
      const open = context.open(product, granularity, back)
      const volume = context.volume(product, granularity, back)
      this.#wanted[product] = stepper.step(high, low, close, open, volume)
    }
    this.#seen[product] = candles
  }

  #tell(signals: SignalSink, product: ProductIndex): void {
    const wanted = this.#wanted[product] ?? 0
    if (wanted === this.#told[product]) return
    this.#told[product] = wanted
    signals.weight(product, wanted / this.#told.length, this.#stepper(product).reason())
  }

  #stepper(product: number): Stepper {
    return this.#steppers[product] as Stepper
  }

  #reset(count: number): void {
    this.#steppers = Array.from({ length: count }, () => this.make())
    this.#seen = new Float64Array(count)
    this.#wanted = new Float64Array(count)
    this.#told = new Float64Array(count)
  }
}

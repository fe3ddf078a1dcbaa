import type { ProductIndex } from '../../../core/product'
import { invariant } from '../../../core/result'
import type { BarGranularity } from '../../../market/types'
import { closedBefore, closingRow } from '../../block/aggregate'
import type { BlockCandles, ColumnarAlpha } from './columnar'
import type { AlphaContext, SignalSink } from './contract'

/**
 * Long while the fast simple moving average of closes is above the slow one, flat else, each product with an
 * equal share of equity; signals only when that changes. Incremental: it keeps running sums, which are exact
 * because prices are whole ticks, so they are rebuilt to the same figures from the closes shown.
 */
export class SmaCross implements ColumnarAlpha {
  readonly name: string
  readonly version = '1'
  readonly #fast: number
  readonly #slow: number
  readonly #granularity: BarGranularity
  #fastSums = new Float64Array(0)
  #slowSums = new Float64Array(0)
  #seen = new Float64Array(0)
  #long = new Uint8Array(0)

  /** Periods in candles, 1 ≤ fast < slow. */
  constructor(fast: number, slow: number, granularity: BarGranularity = 60) {
    invariant(Number.isSafeInteger(fast) && Number.isSafeInteger(slow), 'periods are whole numbers')
    invariant(fast >= 1 && fast < slow, 'the fast period is at least 1 and below the slow one')
    this.name = `sma-cross(${fast}/${slow} of ${granularity} s)`
    this.#fast = fast
    this.#slow = slow
    this.#granularity = granularity
  }

  update(context: AlphaContext, signals: SignalSink): void {
    const count = context.products.length
    if (this.#seen.length !== count) this.#reset(count)
    for (let index = 0; index < count; index += 1) {
      const product = index as ProductIndex
      const candles = context.candleCount(product, this.#granularity)
      // Those that a scan has looked at already are no turn.
      if (candles > (this.#seen[index] ?? 0)) this.#judge(context, signals, product, candles)
    }
  }

  scan(closes: readonly Float64Array[], from: number, to: number): number {
    if (this.#seen.length !== closes.length) this.#reset(closes.length)
    for (let product = 0; product < closes.length; product += 1) {
      if (this.#isBehind(product, from)) return from
    }
    let stop = to
    for (let product = 0; product < closes.length; product += 1) {
      const column = closes[product]
      if (column !== undefined) stop = this.#findTurn(column, product, from, stop)
    }
    return stop
  }

  scanCandles({ granularity, products }: BlockCandles, from: number, to: number): number {
    if (granularity !== this.#granularity) return from
    if (this.#seen.length !== products.length) this.#reset(products.length)
    for (const [product, candles] of products.entries()) {
      if (this.#isBehind(product, closedBefore(candles, from))) return from
    }
    let stop = to
    for (const [product, candles] of products.entries()) {
      const end = closedBefore(candles, stop)
      const turn = this.#findTurn(candles.bars.close, product, closedBefore(candles, from), end)
      if (turn < end) stop = closingRow(candles, turn, from, stop)
    }
    return stop
  }

  /** Whether candles have closed that only `update` can take in: it knows how to start anywhere. */
  #isBehind(product: number, closed: number): boolean {
    return closed >= this.#slow && (this.#seen[product] ?? 0) < closed
  }

  /**
   * First candle in [from, to) with which the averages of one product come to be, or change places, or `to`; takes
   * those before as seen. Where another product turns first this one stays ahead, and goes on from there.
   */
  #findTurn(column: Float64Array, product: number, from: number, to: number): number {
    const fast = this.#fast
    const slow = this.#slow
    if (from < slow) return Math.min(slow - 1, to)
    const long = this.#long[product] === 1
    let fastSum = this.#fastSums[product] ?? 0
    let slowSum = this.#slowSums[product] ?? 0
    let candle = this.#seen[product] ?? 0
    if (candle >= to) return to
    for (; candle < to; candle += 1) {
      const newest = column[candle] ?? 0
      const nextFast = fastSum + newest - (column[candle - fast] ?? 0)
      const nextSlow = slowSum + newest - (column[candle - slow] ?? 0)
      if (nextFast * slow > nextSlow * fast !== long) break
      fastSum = nextFast
      slowSum = nextSlow
    }
    this.#fastSums[product] = fastSum
    this.#slowSums[product] = slowSum
    this.#seen[product] = candle
    return candle
  }

  #judge(context: AlphaContext, signals: SignalSink, product: ProductIndex, candles: number): void {
    const grownByOne = candles === (this.#seen[product] ?? 0) + 1 && candles > this.#slow
    this.#seen[product] = candles
    if (candles < this.#slow) return
    if (grownByOne) this.#roll(context, product)
    else this.#rebuild(context, product)
    const above = (this.#fastSums[product] ?? 0) * this.#slow > (this.#slowSums[product] ?? 0) * this.#fast
    if (above === (this.#long[product] === 1)) return
    this.#long[product] = above ? 1 : 0
    const share = 1 / context.products.length
    if (above) signals.weight(product, share, 'The fast average rose above the slow one.')
    else signals.weight(product, 0, 'The fast average fell to the slow one.')
  }

  #roll(context: AlphaContext, product: ProductIndex): void {
    const granularity = this.#granularity
    const newest = context.close(product, granularity, 0)
    const fastOut = context.close(product, granularity, this.#fast)
    const slowOut = context.close(product, granularity, this.#slow)
    this.#fastSums[product] = (this.#fastSums[product] ?? 0) + newest - fastOut
    this.#slowSums[product] = (this.#slowSums[product] ?? 0) + newest - slowOut
  }

  #rebuild(context: AlphaContext, product: ProductIndex): void {
    this.#fastSums[product] = this.#sum(context, product, this.#fast)
    this.#slowSums[product] = this.#sum(context, product, this.#slow)
  }

  #sum(context: AlphaContext, product: ProductIndex, period: number): number {
    let sum = 0
    for (let back = 0; back < period; back += 1) sum += context.close(product, this.#granularity, back)
    return sum
  }

  #reset(count: number): void {
    this.#fastSums = new Float64Array(count)
    this.#slowSums = new Float64Array(count)
    this.#seen = new Float64Array(count)
    this.#long = new Uint8Array(count)
  }
}

import type { ProductIndex } from '../../../core/product'
import { invariant } from '../../../core/result'
import type { Granularity } from '../../../market/types'
import type { ColumnarAlpha } from './columnar'
import type { AlphaContext, SignalSink } from './contract'

/**
 * Long while the fast simple moving average of closes is above the slow one, flat else; signals only
 * when that changes. Incremental: it keeps running sums, which are exact because prices are whole ticks,
 * so they are rebuilt to the same figures from the closes shown.
 */
export class SmaCross implements ColumnarAlpha {
  readonly name: string
  readonly version = '1'
  readonly #fast: number
  readonly #slow: number
  readonly #granularity: Granularity
  #fastSums = new Float64Array(0)
  #slowSums = new Float64Array(0)
  #seen = new Float64Array(0)
  #long = new Uint8Array(0)

  /** Periods in candles, 1 ≤ fast < slow. */
  constructor(fast: number, slow: number, granularity: Granularity = 60) {
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
      if (candles !== this.#seen[index]) this.#judge(context, signals, product, candles)
    }
  }

  scan(closes: readonly Float64Array[], from: number, to: number): number {
    if (this.#seen.length !== closes.length) this.#reset(closes.length)
    // Until the averages exist they are built by `update`, which also knows how to start anywhere.
    if (from < this.#slow || !this.#hasSeen(from)) return from
    let stop = to
    for (let product = 0; product < closes.length; product += 1) {
      const column = closes[product]
      if (column !== undefined) stop = this.#findTurn(column, product, from, stop)
    }
    for (let product = 0; product < closes.length; product += 1) {
      const column = closes[product]
      if (column !== undefined && this.#seen[product] !== stop) this.#stepBack(column, product, stop)
    }
    return stop
  }

  #hasSeen(rows: number): boolean {
    for (let product = 0; product < this.#seen.length; product += 1) {
      if (this.#seen[product] !== rows) return false
    }
    return true
  }

  /** First row in [from, to) where the averages of one product change places; takes the rows before as seen. */
  #findTurn(column: Float64Array, product: number, from: number, to: number): number {
    const fast = this.#fast
    const slow = this.#slow
    const long = this.#long[product] === 1
    let fastSum = this.#fastSums[product] ?? 0
    let slowSum = this.#slowSums[product] ?? 0
    let row = from
    for (; row < to; row += 1) {
      const newest = column[row] ?? 0
      const nextFast = fastSum + newest - (column[row - fast] ?? 0)
      const nextSlow = slowSum + newest - (column[row - slow] ?? 0)
      if (nextFast * slow > nextSlow * fast !== long) break
      fastSum = nextFast
      slowSum = nextSlow
    }
    this.#fastSums[product] = fastSum
    this.#slowSums[product] = slowSum
    this.#seen[product] = row
    return row
  }

  /** Another product turned earlier: unsees the rows from `rows` on. Sums of whole ticks are exact in any order. */
  #stepBack(column: Float64Array, product: number, rows: number): void {
    this.#fastSums[product] = sumOf(column, rows - this.#fast, rows)
    this.#slowSums[product] = sumOf(column, rows - this.#slow, rows)
    this.#seen[product] = rows
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
    if (above) signals.weight(product, 1, 'The fast average rose above the slow one.')
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

function sumOf(column: Float64Array, from: number, to: number): number {
  let sum = 0
  for (let row = from; row < to; row += 1) sum += column[row] ?? 0
  return sum
}

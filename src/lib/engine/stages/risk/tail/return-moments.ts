import type { ProductIndex } from '../../../../core/product'
import { LEAST_RETURNS } from '../../../../core/risk-rules'
import type { PriceGrid } from '../../../../market/returns/price-grid'
import { BlockSums } from './block-sums'
import { ReturnWindow } from './return-window'
import { RowTerms } from './row-terms'

/** Below this part of the squares a spread around their mean is rounding. */
const DUST = 1e-13

/** Newest returns that count, and what each weighs against the next. */
export interface MomentWeights {
  readonly most: number
  readonly decay: number
  /** Whether spread is around the sample's mean; without, means are 0. */
  readonly centred: boolean
}

/**
 * Means and covariances of the products' returns over a window of steps; of two products over the steps of which
 * both have a return. Products with fewer than {@link LEAST_RETURNS}, or whose price never moved, are young: nothing
 * is said of them.
 */
export class ReturnMoments {
  readonly window: ReturnWindow
  /** Of one step; NaN of young products. */
  readonly means: Float64Array
  readonly deviations: Float64Array
  /** Row by row. */
  readonly covariances: Float64Array
  readonly isYoung: readonly boolean[]
  /** Returns known within the window. */
  readonly counts: Float64Array
  readonly #young: boolean[]
  readonly #terms: RowTerms
  readonly #sums: BlockSums
  /** The whole weight of so many newest steps. */
  readonly #weights: Float64Array

  constructor(
    private readonly productCount: number,
    private readonly weights: MomentWeights,
  ) {
    const { most, decay, centred } = weights
    this.window = new ReturnWindow(most)
    this.means = new Float64Array(productCount).fill(Number.NaN)
    this.deviations = new Float64Array(productCount).fill(Number.NaN)
    this.covariances = new Float64Array(productCount * productCount).fill(Number.NaN)
    this.counts = new Float64Array(productCount)
    this.#young = Array.from({ length: productCount }, () => true)
    this.isYoung = this.#young
    this.#terms = new RowTerms(productCount, decay, centred)
    this.#sums = new BlockSums(this.#terms)
    this.#weights = new Float64Array(centred ? 0 : most + 1)
    for (let n = 1; n < this.#weights.length; n += 1) {
      this.#weights[n] = (this.#weights[n - 1] ?? 0) * decay + 1
    }
  }

  /** Takes what is new in the grid; false when there is nothing. */
  update(prices: PriceGrid): boolean {
    const { window } = this
    if (!window.look(prices)) return false
    this.#sums.update(prices, window.begin, window.newest, window.changed)
    for (let product = 0; product < this.productCount; product += 1) this.#look(prices, product)
    for (let a = 0; a < this.productCount; a += 1) {
      for (let b = 0; b <= a; b += 1) this.#relate(a, b)
    }
    return true
  }

  #look(prices: PriceGrid, product: number): void {
    const count = this.window.count(prices, product as ProductIndex)
    const squares = this.#sums.total[this.#terms.productOf(product, product)] ?? 0
    const isYoung = count < LEAST_RETURNS || !(squares > 0)
    this.counts[product] = count
    this.#young[product] = isYoung
    this.means[product] = isYoung ? Number.NaN : this.#meanOf(product, count)
    const variance = isYoung ? Number.NaN : this.#varianceOf(product, count, squares)
    this.deviations[product] = Math.sqrt(variance)
    this.covariances[product * this.productCount + product] = variance
  }

  #meanOf(product: number, count: number): number {
    if (!this.weights.centred) return 0
    return (this.#sums.total[this.#terms.sumOf(product, product)] ?? 0) / count
  }

  #varianceOf(product: number, count: number, squares: number): number {
    const variance = this.#covarianceOf(product, product, count)
    return variance * count > DUST * squares ? variance : 0
  }

  #covarianceOf(a: number, b: number, count: number): number {
    const { total } = this.#sums
    const products = total[this.#terms.productOf(a, b)] ?? 0
    if (!this.weights.centred) return products / (this.#weights[count] ?? 1)
    const [first, second] = [total[this.#terms.sumOf(a, b)] ?? 0, total[this.#terms.sumOf(b, a)] ?? 0]
    return (products - (first * second) / count) / (count - 1)
  }

  #relate(a: number, b: number): void {
    if (a === b) return
    const flat = this.deviations[a] === 0 || this.deviations[b] === 0
    const isKnown = this.#young[a] === false && this.#young[b] === false
    const count = Math.min(this.counts[a] ?? 0, this.counts[b] ?? 0)
    const known = flat ? 0 : this.#covarianceOf(a, b, count)
    const covariance = isKnown ? known : Number.NaN
    this.covariances[a * this.productCount + b] = covariance
    this.covariances[b * this.productCount + a] = covariance
  }
}

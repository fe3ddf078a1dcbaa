import type { ReturnMoments } from './return-moments'

/** A variance so little below 0, as a part of the largest there could be, is 0 but for rounding. */
const ROUNDING = 1e-12

/**
 * What the known products of a portfolio lose in a step by mean and spread. Values are dollars per product; those of
 * young products are left out. Reused: good until the next {@link PortfolioSpread.take}.
 */
export class PortfolioSpread {
  /** Dollars lost in a step; below 0 where the portfolio gains. */
  mean = 0
  /** Dollars. */
  deviation = 0
  /** Per product, its share of {@link deviation}; they sum to it. */
  readonly shares: Float64Array

  constructor(
    private readonly moments: ReturnMoments,
    private readonly productCount: number,
  ) {
    this.shares = new Float64Array(productCount)
  }

  take(values: Float64Array): this {
    const { means, deviations, isYoung } = this.moments
    let [mean, variance, together] = [0, 0, 0]
    for (let a = 0; a < this.productCount; a += 1) {
      const value = isYoung[a] === true ? 0 : (values[a] ?? 0)
      if (value === 0) {
        this.shares[a] = 0
        continue
      }
      const share = value * this.#covarianceWith(a, values)
      this.shares[a] = share
      mean -= value * (means[a] ?? 0)
      variance += share
      together += Math.abs(value) * (deviations[a] ?? 0)
    }
    this.mean = mean
    this.#settle(variance, together, values)
    return this
  }

  /** Covariance of a product's return with the portfolio's. */
  #covarianceWith(a: number, values: Float64Array): number {
    const { covariances, isYoung } = this.moments
    const row = a * this.productCount
    let sum = 0
    for (let b = 0; b < this.productCount; b += 1) {
      const value = values[b] ?? 0
      if (value !== 0 && isYoung[b] !== true) sum += value * (covariances[row + b] ?? 0)
    }
    return sum
  }

  /** Covariances of pairs of unequal history may contradict one another: then all are taken to move together. */
  #settle(variance: number, together: number, values: Float64Array): void {
    const { shares } = this
    const isSound = variance >= -ROUNDING * together * together
    this.deviation = isSound ? Math.sqrt(Math.max(variance, 0)) : together
    const { deviation } = this
    for (let a = 0; a < this.productCount; a += 1) {
      if (!isSound)
        shares[a] = shares[a] === 0 ? 0 : Math.abs(values[a] ?? 0) * (this.moments.deviations[a] ?? 0)
      else shares[a] = deviation > 0 ? (shares[a] ?? 0) / deviation : 0
    }
  }
}

import type { ProductIndex } from '../../../../core/product'
import type { RiskSettings } from '../../../../core/risk-rules'
import type { PriceGrid } from '../../../../market/returns/price-grid'
import { InvPhi } from '../../../../stats/normal'
import { normalTailMean } from '../../../../stats/normal-tail'
import { PastLosses } from './past-losses'
import { PortfolioSpread } from './portfolio-spread'
import { type MomentWeights, ReturnMoments } from './return-moments'
import { type TailFactors, degreesOfFreedom, studentFactors } from './tail-thickness'

const WHOLE = 10_000
const YEAR = 365 * 86_400_000
/** A forgetting estimate looks back on so many windows; what is before would weigh e^-10 of all. */
const WINDOWS_BACK = 5
/** And never further than live prices are kept. */
const FARTHEST_BACK = 32_000

/**
 * How a portfolio's value may change, by the products' simple returns over the newest steps of a grid of prices. What
 * it says depends on the grid and the settings alone, never on when it was asked before. `values` are dollars per
 * product, as held; of products too young for an estimate all is taken to be lost. Figures are never NaN: infinite where
 * a value is no number.
 */
export class PortfolioEstimate {
  readonly #moments: ReturnMoments
  readonly #spread: PortfolioSpread
  readonly #past: PastLosses | undefined
  readonly #normal: TailFactors
  /** The part of outcomes beyond the level. */
  readonly #tail: number
  /** Steps to the horizon. */
  #steps = 1
  #stepsPerYear = 1

  constructor(
    readonly settings: RiskSettings,
    readonly productCount: number,
  ) {
    const { model, window, level } = settings
    this.#moments = new ReturnMoments(productCount, weightsOf(settings))
    this.#spread = new PortfolioSpread(this.#moments, productCount)
    const needsPast = model === 'historical' || model === 'student-t'
    this.#past = needsPast ? new PastLosses(this.#moments, productCount, window) : undefined
    this.#tail = (WHOLE - level) / WHOLE
    this.#normal = { quantile: InvPhi(level / WHOLE), tailMean: normalTailMean(level / WHOLE, this.#tail) }
  }

  /** Takes the newest closed steps. Cheap when there are none. */
  update(prices: PriceGrid): void {
    if (!this.#moments.update(prices)) return
    this.#past?.update(prices)
    this.#steps = this.settings.horizon / prices.span
    this.#stepsPerYear = YEAR / prices.span
  }

  /** Returns known of the product within the window. */
  count(product: ProductIndex): number {
    return Math.min(this.#moments.counts[product] ?? 0, this.settings.window)
  }

  /** Under LEAST_RETURNS returns, or a price that never moved in the window: nothing can be estimated. */
  isYoung(product: ProductIndex): boolean {
    return this.#moments.isYoung[product] ?? true
  }

  /** Of one step's return, a fraction; NaN of a young product, here and below. 0 where the model has no mean. */
  mean(product: ProductIndex): number {
    return this.#moments.means[product] ?? Number.NaN
  }

  /** Of one step's return, a fraction. */
  deviation(product: ProductIndex): number {
    return this.#moments.deviations[product] ?? Number.NaN
  }

  /** From -1 to 1; NaN too where a price moves without any spread. */
  correlation(a: ProductIndex, b: ProductIndex): number {
    const { covariances, deviations } = this.#moments
    const scale = (deviations[a] ?? Number.NaN) * (deviations[b] ?? Number.NaN)
    if (!(scale > 0)) return Number.NaN
    if (a === b) return 1
    const covariance = covariances[a * this.productCount + b] ?? Number.NaN
    return Math.min(Math.max(covariance / scale, -1), 1)
  }

  /** Dollars lost over the horizon on average beyond the settings' level; from 0 to all there is. */
  tailValueAtRisk(values: Float64Array): number {
    return this.#figure(values, 'tailMean')
  }

  /** Dollars lost over the horizon at the settings' level; from 0 to all there is. */
  valueAtRisk(values: Float64Array): number {
    return this.#figure(values, 'quantile')
  }

  /**
   * Puts what each product adds to {@link tailValueAtRisk} into `into`: its part by Euler's theorem, below 0 where it
   * hedges, of a young product all of it. They add up to the whole. Of a portfolio of which nothing is at risk all are 0,
   * of one that may be lost whole each is its value.
   * D. Tasche, "Risk contributions and performance measurement" (1999).
   */
  contributions(values: Float64Array, into: Float64Array): void {
    const known = this.#known(values, 'tailMean')
    const isAll = known + this.#young(values) >= whole(values)
    for (let product = 0; product < this.productCount; product += 1) {
      const value = values[product] ?? 0
      into[product] = isAll || this.#moments.isYoung[product] === true ? lost(value) : 0
    }
    if (isAll || !(known > 0 && Number.isFinite(known))) return
    if (this.settings.model === 'historical') this.#sharePast(values, into)
    else this.#shareSpread(values, into)
  }

  /** Dollars, standard deviation of what is won or lost in a year (365 days); young products count whole. */
  yearlyDeviation(values: Float64Array): number {
    return sound(this.#spread.take(values).deviation * Math.sqrt(this.#stepsPerYear)) + this.#young(values)
  }

  /** Nobody owes anything: what is held can be lost, and no more, however far a horizon is scaled. */
  #figure(values: Float64Array, place: keyof TailFactors): number {
    return Math.min(sound(this.#known(values, place)) + this.#young(values), whole(values))
  }

  /** Dollars that the products with an estimate lose over the horizon. */
  #known(values: Float64Array, place: keyof TailFactors): number {
    if (this.settings.model === 'historical') return this.#knownOfPast(values, place)
    const { mean, deviation } = this.#spread.take(values)
    return mean * this.#steps + deviation * Math.sqrt(this.#steps) * this.#factors(values)[place]
  }

  #knownOfPast(values: Float64Array, place: keyof TailFactors): number {
    const past = this.#past?.take(values)
    if (past === undefined) return 0
    const loss = place === 'quantile' ? past.valueAtRisk(this.#tail) : past.tailValueAtRisk(this.#tail)
    return past.mean * this.#steps + (loss - past.mean) * Math.sqrt(this.#steps)
  }

  #factors(values: Float64Array): TailFactors {
    if (this.settings.model !== 'student-t' || this.#past === undefined) return this.#normal
    return studentFactors(degreesOfFreedom(this.#past.take(values).gearyRatio), this.#tail)
  }

  #shareSpread(values: Float64Array, into: Float64Array): void {
    const { shares } = this.#spread.take(values)
    const factor = Math.sqrt(this.#steps) * this.#factors(values).tailMean
    for (let product = 0; product < this.productCount; product += 1) {
      if (this.#moments.isYoung[product] === true) continue
      const mean = (values[product] ?? 0) * (this.#moments.means[product] ?? 0) * this.#steps
      into[product] = (shares[product] ?? 0) * factor - mean
    }
  }

  #sharePast(values: Float64Array, into: Float64Array): void {
    const root = Math.sqrt(this.#steps)
    this.#past?.take(values).shares(values, this.#tail, (product, mean, beyond) => {
      into[product] = mean * this.#steps + (beyond - mean) * root
    })
  }

  #young(values: Float64Array): number {
    let sum = 0
    for (let product = 0; product < this.productCount; product += 1) {
      if (this.#moments.isYoung[product] === true) sum += lost(values[product] ?? 0)
    }
    return sum
  }
}

function weightsOf({ model, window }: RiskSettings): MomentWeights {
  if (model !== 'ewma') return { most: window, decay: 1, centred: true }
  const most = Math.min(window * WINDOWS_BACK, FARTHEST_BACK)
  return { most, decay: 1 - 2 / (window + 1), centred: false }
}

function whole(values: Float64Array): number {
  return values.reduce((sum, value) => sum + lost(value), 0)
}

/** All of it. */
function lost(value: number): number {
  return sound(Math.abs(value))
}

/** Not below 0; infinite where it is no number. */
function sound(figure: number): number {
  if (Number.isNaN(figure)) return Number.POSITIVE_INFINITY
  return Math.max(figure, 0)
}

import { orderLowest } from '../../../../stats/lowest'
import { lossAt, meanLossBeyond, tailCount, tailPlaces } from '../../../../stats/past-tail'
import type { PriceGrid } from '../../../../market/returns/price-grid'
import type { ReturnMoments } from './return-moments'
import { ReturnRows } from './return-rows'

/**
 * What a portfolio as it is would have gained in each step of the window; of the steps that all its known products
 * have returns of. Reused: good until the next {@link PastLosses.take}.
 */
export class PastLosses {
  /** Dollars lost in a step on average. */
  mean = 0
  readonly #rows: ReturnRows
  readonly #gains: Float64Array
  readonly #ordered: Float64Array
  /** Of the portfolio looked at: steps, and products that count. */
  #count = 0
  readonly #held: number[] = []

  constructor(
    private readonly moments: ReturnMoments,
    private readonly productCount: number,
    window: number,
  ) {
    this.#rows = new ReturnRows(productCount, window)
    this.#gains = new Float64Array(window)
    this.#ordered = new Float64Array(window)
  }

  update(prices: PriceGrid): void {
    const { begin, newest, changed } = this.moments.window
    this.#rows.update(prices, begin, newest, changed)
  }

  take(values: Float64Array): this {
    this.#list(values)
    const gains = this.#gains.subarray(0, this.#count).fill(0)
    const products = this.#held
    // Four or two at a time, with the same sums: what is read and written most are the gains.
    for (let i = 0; i < products.length;) {
      const left = products.length - i
      if (left === 1) addScaled(gains, this.#scaled(i, values))
      else if (left < 4) addTwoScaled(gains, this.#scaled(i, values), this.#scaled(i + 1, values))
      else
        addFourScaled(
          gains,
          [0, 1, 2, 3].map((next) => this.#scaled(i + next, values)),
        )
      i += left === 1 ? 1 : left < 4 ? 2 : 4
    }
    this.mean = 0 - meanOf(gains)
    return this
  }

  /** Mean distance from the mean, in standard deviations; 1 where all are the same. */
  get gearyRatio(): number {
    const gains = this.#gains.subarray(0, this.#count)
    let [distance, squares] = [0, 0]
    for (let i = 0; i < gains.length; i += 1) {
      const apart = (gains[i] ?? 0) + this.mean
      distance += Math.abs(apart)
      squares += apart * apart
    }
    return squares > 0 ? distance / Math.sqrt(squares * gains.length) : 1
  }

  /** Dollars lost in a step that was at the level, and on average in those beyond. */
  valueAtRisk(tail: number): number {
    return this.#count === 0 ? 0 : lossAt(this.#order(tail), tail)
  }

  tailValueAtRisk(tail: number): number {
    return this.#count === 0 ? 0 : meanLossBeyond(this.#order(tail), tail)
  }

  /**
   * Of the portfolio looked at; calls back with each product that counts, its mean loss and its mean loss in the steps
   * beyond the level.
   */
  shares(
    values: Float64Array,
    tail: number,
    tell: (product: number, mean: number, beyond: number) => void,
  ): void {
    if (this.#count === 0) return
    const worst = this.#worst(tail)
    for (const product of this.#held) {
      const value = values[product] ?? 0
      const returns = this.#rows.newest(product, this.#count)
      const beyond = worst.reduce((sum, step) => sum + (returns[step] ?? 0), 0) / worst.length
      tell(product, 0 - value * meanOf(returns), 0 - value * beyond)
    }
  }

  /** Places of the steps beyond the level; of equal ones the oldest. */
  #worst(tail: number): number[] {
    const count = tailCount(this.#count, tail)
    const limit = this.#order(tail)[count - 1] ?? 0
    const gains = this.#gains.subarray(0, this.#count)
    const [below, at]: [number[], number[]] = [[], []]
    for (let step = 0; step < gains.length; step += 1) {
      const gain = gains[step] ?? 0
      if (gain < limit) below.push(step)
      else if (gain === limit) at.push(step)
    }
    return [...below, ...at.slice(0, count - below.length)]
  }

  /** Of a product that counts: what is held, and its returns. */
  #scaled(index: number, values: Float64Array): Scaled {
    const product = this.#held[index] ?? 0
    return { scale: values[product] ?? 0, values: this.#rows.newest(product, this.#count) }
  }

  #order(tail: number): Float64Array {
    const ordered = this.#ordered.subarray(0, this.#count)
    ordered.set(this.#gains.subarray(0, this.#count))
    orderLowest(ordered, tailPlaces(ordered.length, tail))
    return ordered
  }

  /** Notes the known products that are held, and the steps all of them have. */
  #list(values: Float64Array): void {
    const { counts, isYoung } = this.moments
    let fewest = Number.POSITIVE_INFINITY
    this.#held.length = 0
    for (let product = 0; product < this.productCount; product += 1) {
      if (values[product] === 0 || isYoung[product] === true) continue
      this.#held.push(product)
      fewest = Math.min(fewest, counts[product] ?? 0)
    }
    this.#count = Number.isFinite(fewest) ? fewest : 0
  }
}

interface Scaled {
  readonly scale: number
  readonly values: Float64Array
}

function addScaled(sums: Float64Array, { scale, values }: Scaled): void {
  for (let i = 0; i < sums.length; i += 1) sums[i] = (sums[i] as number) + scale * (values[i] as number)
}

function addTwoScaled(sums: Float64Array, first: Scaled, second: Scaled): void {
  const { scale: a, values: as } = first
  const { scale: b, values: bs } = second
  for (let i = 0; i < sums.length; i += 1) {
    sums[i] = (sums[i] as number) + (a * (as[i] as number) + b * (bs[i] as number))
  }
}

function addFourScaled(sums: Float64Array, [first, second, third, fourth]: readonly Scaled[]): void {
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) return
  const { scale: a, values: as } = first
  const { scale: b, values: bs } = second
  const { scale: c, values: cs } = third
  const { scale: d, values: ds } = fourth
  for (let i = 0; i < sums.length; i += 1) {
    const two = (sums[i] as number) + (a * (as[i] as number) + b * (bs[i] as number))
    sums[i] = two + (c * (cs[i] as number) + d * (ds[i] as number))
  }
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i += 1) sum += values[i] ?? 0
  return values.length === 0 ? 0 : sum / values.length
}

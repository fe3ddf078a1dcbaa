import { notionalOf } from '../../../../accounts/affordable'
import { invariant } from '../../../../core/result'
import { type ProductIndex, priceTicks, productIndex } from '../../../../core/product'
import type { BlockCandles, ColumnarAlpha } from '../columnar'
import type { AlphaContext, SignalSink } from '../contract'
import { equityOf } from '../purse'

/**
 * Equal parts of equity in every product that has traded so far, looked at every `every` decisions and set
 * right when any part is off by at least `band` of what it should be. Incremental: it counts decisions.
 */
export class EqualRebalance implements ColumnarAlpha {
  readonly name: string
  readonly version = '1'
  #due = 0

  /** `every` ≥ 1; `band` as a fraction, above 0. */
  constructor(
    private readonly every: number,
    private readonly band: number,
  ) {
    invariant(Number.isSafeInteger(every) && every >= 1, 'a whole number of decisions, at least 1')
    this.name = `equal-rebalance(every ${every}, ${band})`
  }

  update(context: AlphaContext, signals: SignalSink): void {
    if (context.tick < this.#due) return
    const traded = context.products.map((_, at) => productIndex(at)).filter((one) => context.last(one) > 0)
    if (traded.length === 0) return
    this.#due = context.tick + this.every
    const target = 1 / traded.length
    const equity = Number(equityOf(context))
    const isOff = (one: ProductIndex): boolean =>
      Math.abs(worthOf(context, one) / equity - target) >= this.band * target
    if (!traded.some((one) => context.fresh(one) && isOff(one))) return
    for (const one of traded) {
      if (context.fresh(one)) signals.weight(one, target, `Back to 1/${traded.length} of equity.`)
    }
  }

  /** Before the next look nothing is wanted, whatever the prices. */
  scan(_closes: readonly Float64Array[], from: number, to: number): number {
    return Math.max(from, Math.min(this.#due, to))
  }

  scanCandles(_candles: BlockCandles, from: number, to: number): number {
    return this.scan([], from, to)
  }
}

/** In the scale of {@link equityOf}'s amount, as a statistic. */
function worthOf(context: AlphaContext, product: ProductIndex): number {
  const { [product]: spec } = context.products
  const holding = context.account.holding(product)
  if (spec === undefined || holding === 0) return 0
  return Number(notionalOf(spec, priceTicks(context.last(product)), holding))
}

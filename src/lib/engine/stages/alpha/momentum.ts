import { type ProductIndex, priceTicks, productIndex } from '../../../core/product'
import { formatPrice } from '../../../market/price-format'
import type { AlphaContext, AlphaModel, SignalSink } from './contract'
import { Purse, type Quoted, equityOf, orderable, quotedProducts, shareOf } from './purse'
import { changeOver, highestHigh, lowestLow, signedPercent } from './trend'

export interface MomentumParameters {
  /** Spans of the three trends, in minutes. */
  readonly shortMinutes: number
  readonly middleMinutes: number
  readonly longMinutes: number
  /** One-minute candles whose extremes make a breakout or a breakdown. */
  readonly rangeCandles: number
  /** How far below the range's high still counts as its top, as a share of the range's width. */
  readonly topOfRange: number
  /** How much of the range's width the short trend must cover, so that noise is not taken for a trend. */
  readonly leastMove: number
  /** Share of equity in one position. */
  readonly positionBasisPoints: number
  /** Positions held at once. */
  readonly maxPositions: number
}

/** A quarter hour, one and a half hours and four hours: the three windows a snapshot carries. */
export const MOMENTUM_DEFAULTS: MomentumParameters = {
  shortMinutes: 15,
  middleMinutes: 90,
  longMinutes: 240,
  rangeCandles: 20,
  topOfRange: 0.25,
  leastMove: 0.4,
  positionBasisPoints: 3000,
  maxPositions: 3,
}

/** Fewer candles than this make no range. */
const LEAST_RANGE = 5

/** Changes as fractions, and the last price against its range; NaN where history is missing. */
interface Trend {
  readonly short: number
  readonly middle: number
  readonly long: number
  readonly high: number
  readonly low: number
}

/**
 * Buys strength: a product whose known trends (at least two) all rise while it trades at the top of its
 * range; one entry per decision, the strongest first, a fixed share of equity each. Lets winners run and
 * never adds. Sells the whole position as soon as the trend has reversed ({@link hasReversed}).
 */
export class Momentum implements AlphaModel {
  readonly name = 'momentum'
  readonly version = '1'

  constructor(private readonly parameters: MomentumParameters = MOMENTUM_DEFAULTS) {}

  update(context: AlphaContext, signals: SignalSink): void {
    const quoted = quotedProducts(context)
    for (const one of quoted) this.#exit(context, one, signals)
    this.#enterStrongest(context, quoted, signals)
  }

  /** What it waits for, with the trends of every product that can be traded. */
  explain(context: AlphaContext): string {
    const quoted = quotedProducts(context)
    if (quoted.length === 0) return 'No product has a fresh quote.'
    const described = quoted.map((one) => {
      const held = context.account.holding(one.product) > 0 ? ', held, not reversed' : ''
      return `${one.spec.id} ${this.#describe(trendOf(context, one.product, this.parameters))}${held}`
    })
    return `${described.join('; ')}.`
  }

  #exit(context: AlphaContext, one: Quoted, signals: SignalSink): void {
    const holding = context.account.holding(one.product)
    if (!orderable(one, one.bid, holding)) return
    if (!hasReversed(context, one.product, this.parameters)) return
    const trend = trendOf(context, one.product, this.parameters)
    const low =
      one.last < trend.low ? `, below the range low ${formatPrice(one.spec, priceTicks(trend.low))}` : ''
    signals.quantity(one.product, 'sell', holding, `${one.spec.id} reversed: ${this.#describe(trend)}${low}.`)
  }

  #enterStrongest(context: AlphaContext, quoted: readonly Quoted[], signals: SignalSink): void {
    const held = context.products.filter((_, at) => context.account.holding(productIndex(at)) > 0).length
    if (held >= this.parameters.maxPositions) return
    const strongest = strongestOf(context, quoted, this.parameters)
    if (strongest === undefined) return
    const budget = shareOf(equityOf(context), this.parameters.positionBasisPoints)
    const purse = new Purse(context.account.takerBasisPoints, context.account.cash)
    const quantity = purse.spend(strongest.quoted, budget)
    if (quantity === 0) return
    const { spec, product } = strongest.quoted
    const range = `at the top of its range, high ${formatPrice(spec, priceTicks(strongest.trend.high))}`
    signals.quantity(
      product,
      'buy',
      quantity,
      `${spec.id} is strong: ${this.#describe(strongest.trend)}, ${range}.`,
    )
  }

  #describe(trend: Trend): string {
    const { shortMinutes, middleMinutes, longMinutes } = this.parameters
    const spans = [`${signedPercent(trend.short)} in ${shortMinutes} min`]
    spans.push(`${signedPercent(trend.middle)} in ${middleMinutes} min`)
    spans.push(`${signedPercent(trend.long)} in ${longMinutes} min`)
    return spans.join(', ')
  }
}

/**
 * Whether a product's trend has turned: the last price is below the lowest low of its range (a breakdown),
 * or the short and the middle trend both fall. What is not known does not count as a reversal.
 */
export function hasReversed(
  context: AlphaContext,
  product: ProductIndex,
  parameters: MomentumParameters = MOMENTUM_DEFAULTS,
): boolean {
  const trend = trendOf(context, product, parameters)
  return context.last(product) < trend.low || (trend.short < 0 && trend.middle < 0)
}

function trendOf(context: AlphaContext, product: ProductIndex, parameters: MomentumParameters): Trend {
  return {
    short: changeOver(context, product, parameters.shortMinutes),
    middle: changeOver(context, product, parameters.middleMinutes),
    long: changeOver(context, product, parameters.longMinutes),
    high: highestHigh(context, product, parameters.rangeCandles, LEAST_RANGE),
    low: lowestLow(context, product, parameters.rangeCandles, LEAST_RANGE),
  }
}

interface Candidate {
  readonly quoted: Quoted
  readonly trend: Trend
  readonly score: number
}

/** The strongest product not yet held; the earlier one of equals. */
function strongestOf(
  context: AlphaContext,
  quoted: readonly Quoted[],
  parameters: MomentumParameters,
): Candidate | undefined {
  let best: Candidate | undefined
  for (const one of quoted) {
    if (context.account.holding(one.product) > 0) continue
    const trend = trendOf(context, one.product, parameters)
    if (!isStrong(one, trend, parameters)) continue
    const score = knownChanges(trend).reduce((sum, change) => sum + change, 0)
    if (best === undefined || score > best.score) best = { quoted: one, trend, score }
  }
  return best
}

/**
 * At least two trends known and all of them up, the short one by more than noise, the price at the top of its
 * range. That excludes a reversal, and keeps a whole move between an entry and its exit.
 */
function isStrong(one: Quoted, trend: Trend, parameters: MomentumParameters): boolean {
  const changes = knownChanges(trend)
  if (changes.length < 2 || changes.some((change) => change <= 0)) return false
  const width = trend.high - trend.low
  const moved = trend.short * one.last >= width * parameters.leastMove
  return moved && one.last >= trend.high - width * parameters.topOfRange
}

function knownChanges(trend: Trend): readonly number[] {
  return [trend.short, trend.middle, trend.long].filter((change) => Number.isFinite(change))
}

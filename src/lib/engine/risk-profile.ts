import { groupDigits } from '../core/group-digits'
import { type ProductIndex, productIndex } from '../core/product'
import { LEAST_RETURNS, type RiskSettings } from '../core/risk-rules'
import type { DurationMs } from '../core/time'
import type { PortfolioEstimate } from './stages/risk/tail/portfolio-estimate'

/** Risk of a portfolio as it is now. Dollars are doubles: estimates. */
export interface RiskProfile {
  readonly settings: RiskSettings
  /** Cash and positions. */
  readonly equity: number
  readonly cash: number
  /** Value of all positions. */
  readonly exposure: number
  /** Loss over the horizon, dollars, not below 0. */
  readonly valueAtRisk: number
  readonly tailValueAtRisk: number
  /** Limit on the tail value at risk, basis points of equity; undefined without one. */
  readonly limit: number | undefined
  /** Of the positions' value in a year, a fraction; NaN while unknown. */
  readonly volatility: number
  readonly holdings: readonly HoldingRisk[]
  /** Of every two of the holdings, in their order; NaN while unknown. */
  readonly correlations: readonly (readonly number[])[]
  /** Fractions of the highest equity: now and at worst. */
  readonly drawdown: number
  readonly maxDrawdown: number
  /** Returns the estimate rests on: the fewest of any holding. */
  readonly returns: number
  /** What to know, a sentence each: products too young, prices that never moved. */
  readonly notes: readonly string[]
}

export interface HoldingRisk {
  readonly id: string
  readonly value: number
  /** What it adds to the tail value at risk, dollars; below 0 where it hedges. They sum to the whole. */
  readonly contribution: number
  /** Volatility of its returns in a year, a fraction; NaN while unknown. */
  readonly volatility: number
  /** Too little history for an estimate: all of it counts as lost. */
  readonly young: boolean
}

/** A portfolio whose risk is looked at. Dollars are doubles. */
export interface PortfolioAtRisk {
  readonly settings: RiskSettings
  /** As in {@link RiskProfile}. */
  readonly limit: number | undefined
  /** Their ids, by product index. */
  readonly products: readonly string[]
  readonly cash: number
  /** What is held of each product, by product index. */
  readonly values: Float64Array
  /** As in {@link RiskProfile}. */
  readonly drawdown: number
  readonly maxDrawdown: number
}

/** What a profile asks of an estimate. */
export type RiskEstimate = Pick<
  PortfolioEstimate,
  | 'count'
  | 'isYoung'
  | 'deviation'
  | 'correlation'
  | 'valueAtRisk'
  | 'tailValueAtRisk'
  | 'contributions'
  | 'yearlyDeviation'
>

const YEAR = 365 * 86_400_000
const MINUTE = 60_000

/** `estimate`: of the portfolio's settings and up to date; `span`: of its steps. */
export function riskProfile(
  portfolio: PortfolioAtRisk,
  estimate: RiskEstimate,
  span: DurationMs,
): RiskProfile {
  const { settings, limit, cash, values, drawdown, maxDrawdown } = portfolio
  const held = heldOf(values)
  const exposure = values.reduce((sum, value) => sum + value, 0)
  const isKnown = held.length > 0 && !held.some((product) => estimate.isYoung(product))
  return {
    ...{ settings, limit, cash, exposure, drawdown, maxDrawdown },
    equity: cash + exposure,
    valueAtRisk: estimate.valueAtRisk(values),
    tailValueAtRisk: estimate.tailValueAtRisk(values),
    volatility: isKnown ? estimate.yearlyDeviation(values) / exposure : Number.NaN,
    holdings: holdingsOf(portfolio, held, estimate, span),
    correlations: held.map((a) => held.map((b) => (a === b ? 1 : estimate.correlation(a, b)))),
    returns: held.reduce((fewest, product) => Math.min(fewest, estimate.count(product)), settings.window),
    notes: notesOf(held, portfolio, estimate, span),
  }
}

function heldOf(values: Float64Array): readonly ProductIndex[] {
  return [...values.keys()].filter((index) => values[index] !== 0).map((index) => productIndex(index))
}

function holdingsOf(
  { products, values }: PortfolioAtRisk,
  held: readonly ProductIndex[],
  estimate: RiskEstimate,
  span: DurationMs,
): readonly HoldingRisk[] {
  const contributions = new Float64Array(values.length)
  estimate.contributions(values, contributions)
  return held.map((product) => {
    const young = estimate.isYoung(product)
    return {
      id: products[product] ?? '',
      value: values[product] ?? 0,
      contribution: contributions[product] ?? 0,
      volatility: young ? Number.NaN : estimate.deviation(product) * Math.sqrt(YEAR / span),
      young,
    }
  })
}

/** What to know of each product; of all at once where it is the same. */
function notesOf(
  held: readonly ProductIndex[],
  { products, settings }: PortfolioAtRisk,
  estimate: RiskEstimate,
  span: DurationMs,
): readonly string[] {
  const notes = held.map((product) => noteOf(product, settings, estimate, span))
  const [first = ''] = notes
  if (notes.length > 1 && notes.every((note) => note === first))
    return first === '' ? [] : [`All products: ${first}`]
  return held.flatMap((product, at) => (notes[at] ? [`${products[product] ?? ''}: ${notes[at]}`] : []))
}

/** Empty where the estimate is as it should be. */
function noteOf(
  product: ProductIndex,
  { window }: RiskSettings,
  estimate: RiskEstimate,
  span: DurationMs,
): string {
  const [count, unit] = [estimate.count(product), span === MINUTE ? 'minutes' : 'returns']
  if (count < LEAST_RETURNS) {
    return `not enough history yet (${count} of ${LEAST_RETURNS} ${unit}). All of it counts as lost.`
  }
  const known = `${groupDigits(String(count))} ${unit}`
  if (estimate.isYoung(product)) {
    return `its price did not move in ${known}, which tells no risk. All of it counts as lost.`
  }
  return count < window ? `the estimate rests on ${known} so far, of ${groupDigits(String(window))}.` : ''
}

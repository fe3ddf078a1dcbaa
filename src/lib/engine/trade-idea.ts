import { feeOn, notionalOf } from '../accounts/affordable'
import { type Decimal, addDecimal, decimalToNumber, parseDecimal, subtractDecimal } from '../core/decimal'
import { type PriceTicks, type ProductSpec, type QuantityUnits, quantityUnits } from '../core/product'
import { type Result, err, ok } from '../core/result'
import { noNumber, plainNumber } from '../core/written-number'
import { formatUsd, quantityInWords } from '../market/price-format'
import { wholeUnits } from '../market/whole-units'
import type { Side } from './events'
import type { PortfolioAtRisk, RiskProfile } from './risk-profile'

/** A trade somebody thinks about. */
export interface TradeIdea {
  /** Product id. */
  readonly product: string
  readonly side: Side
  /** In base currency, as written. */
  readonly quantity: string
}

export interface TradeRisk {
  readonly before: RiskProfile
  readonly after: RiskProfile
  /** Such as "Buy 10 SOL: tail value at risk 3.1 % → 4.4 % of equity." */
  readonly sentence: string
  /** What the risk layer would say to it now, a sentence; empty where there is none. */
  readonly verdict: string
}

/** What a trade in one product would meet. */
export interface IdeaMarket {
  readonly spec: ProductSpec
  /** What the order would pay or get. */
  readonly price: PriceTicks
  /** What a position is valued at. */
  readonly last: PriceTicks
  readonly feeBasisPoints: number
  readonly cash: Decimal
  readonly held: QuantityUnits
}

/** An idea as the books would take it. */
export interface PlannedTrade {
  readonly side: Side
  readonly units: QuantityUnits
  readonly market: IdeaMarket
  /** What cash it leaves. */
  readonly cash: Decimal
}

/** The quantity of an idea in whole steps of its product, or what is wrong with it. */
function ideaUnits(spec: ProductSpec, { quantity }: TradeIdea): Result<QuantityUnits, string> {
  const plain = plainNumber(quantity)
  if (plain === '') return err('Enter a quantity, such as 0.5.')
  const wanted = parseDecimal(plain)
  if (!wanted.ok) return err(noNumber(plain, 'Quantity must be a number, such as 0.5.'))
  return wholeUnits(spec, wanted.value)
}

/** The trade, or why it cannot be made: unreadable, more than cash pays for, more than is held. */
export function planTrade(idea: TradeIdea, market: IdeaMarket): Result<PlannedTrade, string> {
  const { spec, price, feeBasisPoints, cash, held } = market
  const { side } = idea
  const units = ideaUnits(spec, idea)
  if (!units.ok) return units
  const value = notionalOf(spec, price, units.value)
  const fee = feeOn(value, feeBasisPoints)
  if (side === 'buy') {
    const cost = addDecimal(value, fee)
    if (cost > cash) return err(`That costs ${formatUsd(cost)}; there is ${formatUsd(cash)} in cash.`)
    return ok({ side, units: units.value, market, cash: subtractDecimal(cash, cost) })
  }
  if (units.value > held) {
    const some = held > 0 ? `Only ${quantityInWords(spec, held)}` : 'No'
    return err(`${some} ${spec.base} is held, and nothing is sold that is not.`)
  }
  return ok({ side, units: units.value, market, cash: addDecimal(cash, subtractDecimal(value, fee)) })
}

/** The portfolio as it would be after the trade; `product`: its place in it. */
export function portfolioAfter(
  portfolio: PortfolioAtRisk,
  product: number,
  { side, units, market, cash }: PlannedTrade,
): PortfolioAtRisk {
  const { spec, last, held } = market
  const after = quantityUnits(side === 'buy' ? held + units : held - units)
  const values = portfolio.values.slice()
  values[product] = decimalToNumber(notionalOf(spec, last, after))
  return { ...portfolio, values, cash: decimalToNumber(cash) }
}

/** What a trade does to the tail: `Buy 10 SOL: tail value at risk 3.1 % → 4.4 % of equity.` */
export function tradeSentence(
  { side, units, market: { spec } }: PlannedTrade,
  before: RiskProfile,
  after: RiskProfile,
): string {
  const what = `${side === 'buy' ? 'Buy' : 'Sell'} ${quantityInWords(spec, units)} ${spec.base}`
  const limit = after.limit === undefined ? undefined : after.limit / 100
  const [from, to] = changeTexts(tailPart(before), tailPart(after), limit)
  return `${what}: tail value at risk ${from} → ${to} of equity.`
}

/** Tail value at risk in percent of equity; infinite where there is none. */
function tailPart({ tailValueAtRisk, equity }: RiskProfile): number {
  if (equity > 0) return (tailValueAtRisk / equity) * 100
  return tailValueAtRisk > 0 ? Number.POSITIVE_INFINITY : 0
}

const MOST_PLACES = 4

/** With one decimal place, or as many more as tell them from each other, from nothing and from the limit. */
function changeTexts(from: number, to: number, limit: number | undefined): readonly [string, string] {
  const pairs = [
    [from, to],
    [from, 0],
    [to, 0],
    [to, limit ?? to],
  ] as const
  const isBlurred = (places: number): boolean =>
    pairs.some(([a, b]) => a !== b && a.toFixed(places) === b.toFixed(places))
  let places = 1
  while (places < MOST_PLACES && isBlurred(places)) places += 1
  return [percent(from, places), percent(to, places)]
}

function percent(part: number, places: number): string {
  return Number.isFinite(part) ? `${part.toFixed(places)} %` : 'more than all'
}

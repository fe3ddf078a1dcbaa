import type { ProductSpec, QuantityUnits } from '../../core/product'
import { assertNever } from '../../core/result'
import type { Refusal, Side, SignalOutcome } from '../../engine/events'
import { formatPrice, formatQuantity, formatUsd } from '../../market/price-format'
import { apart, inSeconds, plainFigure } from './figures'
import type { TradeAnswer } from './tool'

/** What one submitted wish was, for the words about it. */
export interface NamedWish {
  readonly spec: ProductSpec
  readonly side: Side
  readonly quantity: QuantityUnits
}

type Filled = Extract<SignalOutcome, { status: 'filled' }>
type RiskFigures = Pick<Extract<Refusal, { type: 'risk' }>, 'rule' | 'figure' | 'threshold'>

/** What became of a wish, in a sentence with its figures. */
export function tradeSentence(wish: NamedWish, answer: TradeAnswer): string {
  switch (answer.status) {
    case 'late':
      return lateSentence(`the decision had ${inSeconds(answer.budget)}`)
    case 'too-many':
      return `Not traded: a decision may make at most ${answer.limit} trades.`
    case 'answered':
      return answer.outcome.status === 'filled'
        ? filledSentence(wish.spec, answer.outcome)
        : refusalSentence(wish, answer.outcome.refusal)
    default:
      return assertNever(answer)
  }
}

function filledSentence(spec: ProductSpec, fill: Filled): string {
  const { resized } = fill
  const quantity = formatQuantity(spec, fill.quantity)
  const of = resized === undefined ? '' : ` of ${formatQuantity(spec, fill.requested)} requested`
  const why = resized === undefined ? '' : ` (${riskText(resized)})`
  const trade = `${fill.side === 'buy' ? 'Bought' : 'Sold'} ${quantity}${of} ${spec.id}${why}`
  const money = `@ $${formatPrice(spec, fill.price)} for ${formatUsd(fill.notional)} (fee ${formatUsd(fill.fee)})`
  return `${trade} ${money}. Cash remaining: ${formatUsd(fill.cash)}.`
}

function refusalSentence(wish: NamedWish, refusal: Refusal): string {
  const { spec } = wish
  switch (refusal.type) {
    case 'unknown-product':
      return `Unknown product: ${spec.id} is not in this match; nothing was traded.`
    case 'no-live-price':
      return `No live price for ${spec.id} yet; nothing was traded.`
    case 'stale-price':
      return `Stale price: the last quote of ${spec.id} is ${inSeconds(refusal.age)} old; nothing was traded.`
    case 'quantity-not-positive':
      return 'Quantity must be more than zero; nothing was traded.'
    case 'below-minimum-funds': {
      const [value, minimum] = apart(refusal.notional, refusal.minimum)
      return `Below the minimum: ${doing(wish)} is worth ${value}, and the least ${spec.id} takes is ${minimum}.`
    }
    case 'insufficient-cash': {
      const [needed, available] = apart(refusal.needed, refusal.available)
      return `Insufficient cash: ${doing(wish)} needs ${needed} including its fee; you have ${available}.`
    }
    case 'insufficient-holdings': {
      const [asked, held] = [refusal.requested, refusal.held].map((units) => formatQuantity(spec, units))
      return `Insufficient holdings: asked to sell ${asked ?? ''} ${spec.id}; you hold ${held ?? ''}.`
    }
    case 'risk':
      return `Refused by risk: ${riskText(refusal)}; nothing was traded.`
    case 'paused':
      return 'The match is paused; nothing was traded.'
    case 'ended':
      return 'The match has ended; nothing was traded.'
    case 'duplicate':
      return 'Duplicate: this trade was already submitted and is not made twice.'
    case 'late':
      return lateSentence('this decision is closed')
    default:
      return assertNever(refusal)
  }
}

function lateSentence(why: string): string {
  return `Deadline passed: ${why}; nothing was traded.`
}

function doing(wish: NamedWish): string {
  return `${wish.side === 'buy' ? 'buying' : 'selling'} ${formatQuantity(wish.spec, wish.quantity)} ${wish.spec.id}`
}

function riskText(risk: RiskFigures): string {
  return `rule ${risk.rule}, ${plainFigure(risk.figure)} against a limit of ${plainFigure(risk.threshold)}`
}

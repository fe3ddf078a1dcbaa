import { exitsSentence } from '../../accounts/exit-text'
import { nameInClause, ruleClause, ruleSentence } from '../../accounts/risk-text'
import type { ProductSpec, QuantityUnits } from '../../core/product'
import { assertNever } from '../../core/result'
import type { Refusal, Side, SignalOutcome } from '../../engine/events'
import { formatUsd, priceInWords, quantityInWords } from '../../market/price-format'
import { apart, inSeconds } from './figures'
import type { TradeAnswer } from './tool'

/** What one submitted wish was, for the words about it. */
export interface NamedWish {
  readonly spec: ProductSpec
  readonly side: Side
  readonly quantity: QuantityUnits
}

type Filled = Extract<SignalOutcome, { status: 'filled' }>
type WrongSide = Extract<Refusal, { type: 'exit-wrong-side' }>

/** What became of a wish, in a sentence with its figures. */
export function tradeSentence(wish: NamedWish, answer: TradeAnswer): string {
  switch (answer.status) {
    case 'late':
      return lateSentence(`the decision had ${inSeconds(answer.budget)}`)
    case 'too-many':
      return `Not traded: a decision may make at most ${answer.limit} trades.`
    case 'answered':
      return outcomeSentence(wish, answer.outcome)
    default:
      return assertNever(answer)
  }
}

function outcomeSentence(wish: NamedWish, outcome: SignalOutcome): string {
  switch (outcome.status) {
    case 'filled':
      return filledSentence(wish.spec, outcome)
    case 'exits-changed':
      return exitsSentence(wish.spec, outcome.exits)
    case 'refused':
      return refusalSentence(wish, outcome.refusal)
    default:
      return assertNever(outcome)
  }
}

function filledSentence(spec: ProductSpec, fill: Filled): string {
  const { resized, exits } = fill
  const quantity = quantityInWords(spec, fill.quantity)
  const of = resized === undefined ? '' : ` of ${quantityInWords(spec, fill.requested)} requested`
  const why = resized === undefined ? '' : ` (${ruleSentence(resized, spec)})`
  const trade = `${fill.side === 'buy' ? 'Bought' : 'Sold'} ${quantity}${of} ${spec.id}${why}`
  const money = `@ ${priceInWords(spec, fill.price)} for ${formatUsd(fill.notional)} (fee ${formatUsd(fill.fee)})`
  const then = exits === undefined ? '' : ` ${exitsSentence(spec, exits)}`
  return `${trade} ${money}. Cash remaining: ${formatUsd(fill.cash)}.${then}`
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
      const [asked, held] = [refusal.requested, refusal.held].map((units) => quantityInWords(spec, units))
      return `Insufficient holdings: asked to sell ${asked ?? ''} ${spec.id}; you hold ${held ?? ''}.`
    }
    case 'risk':
      return `Refused by risk (${nameInClause(refusal.rule)}): ${ruleClause(refusal, spec)}; nothing was traded.`
    case 'paused':
      return 'The match is paused; nothing was traded.'
    case 'ended':
      return 'The match has ended; nothing was traded.'
    case 'duplicate':
      return 'Duplicate: this trade was already submitted and is not made twice.'
    case 'late':
      return lateSentence('this decision is closed')
    case 'exit-wrong-side':
      return wrongSideSentence(spec, refusal)
    case 'no-position':
      return `No position: you hold no ${spec.id}, so it has no exits to change; nothing was traded.`
    default:
      return assertNever(refusal)
  }
}

function lateSentence(why: string): string {
  return `Deadline passed: ${why}; nothing was traded.`
}

function doing(wish: NamedWish): string {
  return `${wish.side === 'buy' ? 'buying' : 'selling'} ${quantityInWords(wish.spec, wish.quantity)} ${wish.spec.id}`
}

function wrongSideSentence(spec: ProductSpec, { exit, level, price }: WrongSide): string {
  const wrong = `a ${exit} at ${priceInWords(spec, level)} is not ${exit === 'stop-loss' ? 'below' : 'above'}`
  return `Wrong side: ${wrong} the last price of ${spec.id}, ${priceInWords(spec, price)}; nothing was traded.`
}

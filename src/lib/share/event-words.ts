import { assertNever } from '../core/result'
import type { ProductSpec } from '../core/product'
import { quoted } from '../core/json-place'
import { groupDigits } from '../core/group-digits'
import type { InputEvent } from '../engine/events'
import type { SharedTrade } from './share-file'

/** A fill for a person: `“momentum” bought 0.5 BTC-USD at 43,000.00, fee 129`. The name may be a stranger's. */
export function tradeWords({ side, quantity, product, price, fee }: SharedTrade, name: string): string {
  const verb = side === 'buy' ? 'bought' : 'sold'
  const [size, at, paid] = [quantity, price, fee].map((figure) => figureText(figure))
  return `${quoted(name)} ${verb} ${size} ${plain(product)} at ${at}, fee ${paid}`
}

/** A figure of a file with its digits in groups; whatever else stands in its place, in quotes. */
export function figureText(text: string): string {
  return /^-?\d{1,30}(?:\.\d{1,30})?$/.test(text) ? groupDigits(text) : plain(text)
}

function plain(text: string): string {
  return /^[\w.:+-]{1,80}$/.test(text) ? text : quoted(text)
}

/** What an input is about, in a few words: `a price of BTC-USD`. */
export function inputWords(input: InputEvent, products: readonly ProductSpec[]): string {
  const nameOf = (product: number): string => products[product]?.id ?? `product ${product}`
  switch (input.type) {
    case 'MatchStarted':
      return 'the start of the match'
    case 'TickerReceived':
      return `a price of ${nameOf(input.ticker.product)}`
    case 'HeartbeatReceived':
      return `a heartbeat of ${nameOf(input.product)}`
    case 'CandleClosed':
      return `a candle of ${nameOf(input.candle.product)}`
    case 'FeedStateChanged':
      return `the feed becoming ${input.state}`
    case 'TickPublished':
      return `tick ${input.tick}`
    case 'TickSkipped':
      return `tick ${input.tick} skipped for run ${input.run}`
    case 'ClockAdvanced':
      return 'the clock'
    case 'SignalSubmitted':
      return `a signal of run ${input.signal.run} on tick ${input.signal.tick}`
    case 'DecisionClosed':
      return `the decision of run ${input.decision.run} on tick ${input.decision.tick}`
    case 'CommandIssued':
      return `the command ${input.command.kind}`
    case 'ModelCallSettled':
      return `a model call of run ${input.call.run} on tick ${input.call.tick}`
    default:
      return assertNever(input)
  }
}

import type { ProductSpec } from '../core/product'
import { priceInWords } from '../market/price-format'
import type { ExitPlan } from './exit-plan'
import { clockText } from './risk-figures'

/** A plan's exits: `stop-loss $95.00, take-profit $120.00, time stop at 12:30 UTC`; empty when it has none. */
function exitsText(spec: ProductSpec, { stopLoss, takeProfit, timeStopAt }: ExitPlan): string {
  return [
    ...(stopLoss === undefined ? [] : [`stop-loss ${priceInWords(spec, stopLoss)}`]),
    ...(takeProfit === undefined ? [] : [`take-profit ${priceInWords(spec, takeProfit)}`]),
    ...(timeStopAt === undefined ? [] : [`time stop at ${clockText(timeStopAt)}`]),
  ].join(', ')
}

/** `Exits of BTC-USD: stop-loss $95.00.`, or that none are set. */
export function exitsSentence(spec: ProductSpec, plan: ExitPlan): string {
  const exits = exitsText(spec, plan)
  return exits === '' ? `No exits are set for ${spec.id}.` : `Exits of ${spec.id}: ${exits}.`
}

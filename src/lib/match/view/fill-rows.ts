import type { RuleFigures } from '../../accounts/portfolio-view'
import { ruleTitle } from '../../accounts/risk-text'
import { decimalToString } from '../../core/decimal'
import type { ProductSpec } from '../../core/product'
import type { DerivedEvent, Signal } from '../../engine/events'
import {
  formatPrice,
  formatQuantity,
  formatUsd,
  priceInWords,
  quantityInWords,
} from '../../market/price-format'
import type { TradeRow } from '../../../workers/api/view'
import type { ActivityDraft } from './activity-rows'

export type OrderFilled = Extract<DerivedEvent, { type: 'OrderFilled' }>

/** A fill in the trade log. `signal`: what asked for it; `rule`: why the risk layer made it. */
export function tradeOf(
  fill: OrderFilled,
  spec: ProductSpec,
  signal: Signal | undefined,
  rule: RuleFigures | undefined,
): Omit<TradeRow, 'id' | 'seq' | 'time'> {
  return {
    run: fill.run,
    side: fill.side,
    product: fill.product,
    quantity: formatQuantity(spec, fill.quantity),
    price: formatPrice(spec, fill.price),
    value: decimalToString(fill.notional),
    fee: decimalToString(fill.fee),
    latency: signal?.latency,
    by: rule === undefined ? undefined : ruleTitle(rule.rule),
    reason: signal?.reason ?? '',
  }
}

/** A fill in the feed. */
export function rowOfFill(fill: OrderFilled, spec: ProductSpec, signal: Signal | undefined): ActivityDraft {
  const what = `${quantityInWords(spec, fill.quantity)} ${spec.id} @ ${priceInWords(spec, fill.price)}`
  const text = `${what} → ${formatUsd(fill.notional)} (fee ${formatUsd(fill.fee)})`
  const latency = signal === undefined ? {} : { latency: signal.latency }
  return { run: fill.run, kind: 'trade', side: fill.side, text, ...latency }
}

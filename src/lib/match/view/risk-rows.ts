import { exitsSentence } from '../../accounts/exit-text'
import { HALTING_RULES, nameInClause, ruleSentence, slippageText } from '../../accounts/risk-text'
import { type ProductSpec, quantityUnits } from '../../core/product'
import type { DerivedEvent } from '../../engine/events'
import { unbroken } from '../../core/unbroken'
import { formatUsd, priceInWords, quantityInWords } from '../../market/price-format'
import type { ActivityDraft } from './activity-rows'
import { haltedSentence } from './limit-words'

type Told<Type extends DerivedEvent['type']> = Extract<DerivedEvent, { type: Type }>
export type RiskEvent = Told<'RiskEvent'>

/**
 * What the risk layer did of its own accord, or cut, as a row of the feed; undefined for events that are told
 * otherwise or not at all. `causes`: the verdicts by which the layer itself placed the order that the event
 * settles, in order.
 */
export function rowOfRisk(
  event: DerivedEvent,
  causes: readonly RiskEvent[],
  products: readonly ProductSpec[],
): ActivityDraft | undefined {
  if (event.type === 'TradingHalted') return riskRow(event, haltedSentence(event))
  const spec = 'product' in event ? products[event.product] : undefined
  // A cancelled order names no product; its causes do.
  const sold = causes[0] === undefined ? undefined : products[causes[0].product]
  switch (event.type) {
    case 'RiskEvent':
      return spec === undefined ? undefined : rowOfVerdict(event, spec)
    case 'ExitsChanged':
      return spec === undefined ? undefined : riskRow(event, exitsSentence(spec, event.exits))
    case 'OrderFilled':
      return sold === undefined
        ? undefined
        : { ...riskRow(event, soldText(event, causes, sold)), side: 'sell' }
    case 'OrderCancelled':
      return sold === undefined ? undefined : riskRow(event, staysText(causes, sold))
    default:
      return undefined
  }
}

function rowOfVerdict(event: RiskEvent, spec: ProductSpec): ActivityDraft | undefined {
  const why = `(${reasonOf(event, spec)})`
  if (event.verdict === 'waiting') {
    return riskRow(event, `${amountOf(spec, event.to)} is to be sold at the first fresh quote ${why}.`)
  }
  if (event.verdict !== 'resized') return undefined
  const trade = event.from > 0 ? 'purchase' : 'sale'
  const kept = quantityInWords(spec, quantityUnits(Math.abs(event.to)))
  return riskRow(event, `A ${trade} of ${amountOf(spec, event.from)} was cut to ${kept} ${why}.`)
}

function soldText(fill: Told<'OrderFilled'>, causes: readonly RiskEvent[], spec: ProductSpec): string {
  const [first] = causes
  const slippage = first === undefined ? '' : slippageText(spec, { ...first, price: fill.price })
  const sale = `Sold ${amountOf(spec, fill.quantity)} @ ${priceInWords(spec, fill.price)}`
  const why = `${slippage === '' ? '' : `, ${slippage}`} (${reasonsOf(causes, spec)})`
  return `${sale}${why} for ${formatUsd(fill.notional)}, fee ${formatUsd(fill.fee)}.`
}

function staysText(causes: readonly RiskEvent[], spec: ProductSpec): string {
  const held = amountOf(spec, causes[0]?.to ?? 0)
  return `${held} stays: the exchange takes no order that small (${reasonsOf(causes, spec)}).`
}

/** Of rules that want the same sale all are told, the first as its reason. */
function reasonsOf(causes: readonly RiskEvent[], spec: ProductSpec): string {
  const [first = '', ...others] = causes.map((cause) => reasonOf(cause, spec))
  return others.length === 0 ? first : `${first}; also: ${others.join('; ')}`
}

/** A halt has a row of its own, with its figures. */
function reasonOf(cause: RiskEvent, spec: ProductSpec): string {
  return HALTING_RULES.has(cause.rule) ? nameInClause(cause.rule) : ruleSentence(cause, spec)
}

function amountOf(spec: ProductSpec, change: number): string {
  return `${quantityInWords(spec, quantityUnits(Math.abs(change)))} ${spec.id}`
}

function riskRow({ run }: { readonly run: RiskEvent['run'] }, text: string): ActivityDraft {
  return { run, kind: 'risk', text: unbroken(text) }
}

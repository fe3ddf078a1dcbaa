import { ruleTitle } from '../accounts/risk-text'
import type { ProductSpec } from '../core/product'
import type { DerivedEvent } from '../engine/events'
import type { LoggedStep } from '../engine/log/step-codec'
import { priceInWords, quantityInWords } from '../market/price-format'
import type { SceneChart } from '../../workers/api/replay'
import type { MatchTape } from './match-tape'

type OrderFilled = Extract<DerivedEvent, { type: 'OrderFilled' }>

/** A fill to be marked on the chart of its product. */
export interface SceneFill {
  readonly fill: OrderFilled
  readonly time: number
  /** The rule by which the risk layer sold; undefined for a trade of the decision itself. */
  readonly rule: string | undefined
}

/** What the decision traded, and what the risk layer sold of the same run until `until`. */
export function fillsOfScene(
  { steps, clocks }: MatchTape,
  run: number,
  tick: number,
  from: number,
  until: number,
): readonly SceneFill[] {
  return steps.flatMap((step): readonly SceneFill[] => {
    const time = clocks[step.seq] ?? 0
    if (time < from || time > until || step.derived.length === 0) return []
    const { input } = step
    const isOwn = input.type === 'SignalSubmitted' && input.signal.run === run && input.signal.tick === tick
    return fillsOf(step, run)
      .filter(({ rule }) => isOwn || rule !== undefined)
      .map((fill) => ({ ...fill, time }))
  })
}

export function entryOf({ fill, time, rule }: SceneFill, spec: ProductSpec): SceneChart['entries'][number] {
  const verb = fill.side === 'buy' ? 'Bought' : 'Sold'
  const amount = `${quantityInWords(spec, fill.quantity)} ${spec.base} at ${priceInWords(spec, fill.price)}`
  const text =
    rule === undefined ? `${verb} ${amount}` : `${ruleTitle(rule)}: ${verb.toLowerCase()} ${amount}`
  return { time, price: drawnPrice(spec, fill.price), side: fill.side, text }
}

/** In quote currency, for drawing only. */
export function drawnPrice({ quoteIncrement }: ProductSpec, ticks: number): number {
  return (ticks * Number(quoteIncrement)) / 1e18
}

function fillsOf({ derived }: LoggedStep, run: number): readonly Omit<SceneFill, 'time'>[] {
  const fills: Omit<SceneFill, 'time'>[] = []
  let rule: string | undefined
  for (const event of derived) {
    if (event.type === 'RiskEvent' && event.verdict === 'liquidated') rule ??= event.rule
    if (event.type === 'OrderFilled' && event.run === run) fills.push({ fill: event, rule })
    if (event.type === 'OrderFilled' || event.type === 'OrderCancelled') rule = undefined
  }
  return fills
}

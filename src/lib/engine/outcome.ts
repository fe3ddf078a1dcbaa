import { invariant } from '../core/result'
import type { LoggedStep } from './log/step-codec'
import type { DerivedEvent, Refusal, Signal, SignalOutcome } from './events'

type RiskEvent = Extract<DerivedEvent, { type: 'RiskEvent' }>
type OrderFilled = Extract<DerivedEvent, { type: 'OrderFilled' }>

/**
 * What became of the signal of a `SignalSubmitted` step.
 * @throws InvariantError for a step of another type, or one without an answer.
 */
export function outcomeOf(step: LoggedStep): SignalOutcome {
  const { input, derived } = step
  invariant(input.type === 'SignalSubmitted', 'only a signal has an outcome')
  let verdict: RiskEvent | undefined
  const exits = derived.find((event) => event.type === 'ExitsChanged')?.exits
  for (const event of derived) {
    if (event.type === 'RiskEvent') verdict = event
    if (event.type === 'OrderFilled') {
      return { ...filled(input.signal, event, verdict), ...(exits === undefined ? {} : { exits }) }
    }
    if (event.type === 'SignalRefused' || event.type === 'OrderCancelled') {
      return refused(input.signal, event.refusal)
    }
  }
  if (exits !== undefined) return { status: 'exits-changed', product: input.signal.product, exits }
  // Only a run whose execution stage takes clearances without trading gets here; no match has one.
  invariant(false, 'a signal without an answer')
}

function filled(signal: Signal, fill: OrderFilled, verdict: RiskEvent | undefined): SignalOutcome {
  const { side, product, quantity, price, notional, fee, cash } = fill
  const requested = signal.quantity
  const answer = { status: 'filled', side, product, requested, quantity, price, notional, fee, cash } as const
  if (verdict?.verdict !== 'resized') return answer
  const { rule, figure, threshold } = verdict
  return { ...answer, resized: { rule, figure, threshold } }
}

function refused(signal: Signal, refusal: Refusal): SignalOutcome {
  return { status: 'refused', product: signal.product, side: signal.side, refusal }
}

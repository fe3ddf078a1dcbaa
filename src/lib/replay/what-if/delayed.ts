import type { ProductIndex } from '../../core/product'
import { type TimeMs, timeMs } from '../../core/time'
import type { InputEvent } from '../../engine/events'
import type { MoneyInput } from './prepare'

type Delayed = MoneyInput & { readonly input: InputEvent & { readonly type: 'SignalSubmitted' } }

/**
 * The same inputs with every signal so many milliseconds of match time later: after all that happened by then, in
 * the order they were given. A signal the match did not live to see is left out.
 *
 * The arena confirms a quiet quote before it trades on it, and logs that only then. So a quote that was fresh for
 * the signal is confirmed again where it now trades, if no feed or ticker has spoken against it.
 */
export function delayed(inputs: readonly MoneyInput[], latency: number): readonly MoneyInput[] {
  if (latency === 0) return inputs
  const merged: MoneyInput[] = []
  const waiting: Delayed[] = []
  const trades = new Map<ProductIndex, number>()
  let first = 0
  for (const item of inputs) {
    for (; first < waiting.length; first += 1) {
      const next = waiting[first]
      if (next === undefined || next.clock >= item.clock) break
      merged.push(...arrived(next, trades))
    }
    if (isSignal(item)) {
      const clock = timeMs(item.clock + latency)
      waiting.push({ ...item, clock, input: { ...item.input, time: clock } })
      continue
    }
    if (item.input.type === 'TickerReceived') trades.set(item.input.ticker.product, item.input.ticker.tradeId)
    merged.push(item)
  }
  return merged
}

function isSignal(item: MoneyInput): item is Delayed {
  return item.input.type === 'SignalSubmitted'
}

function arrived(item: Delayed, trades: ReadonlyMap<ProductIndex, number>): readonly MoneyInput[] {
  const { product } = item.input.signal
  const lastTradeId = trades.get(product)
  if (!item.wasFresh || lastTradeId === undefined) return [item]
  const time: TimeMs = item.input.time
  const input = { type: 'HeartbeatReceived', time, product, lastTradeId } as const
  return [{ input, clock: item.clock, wasFresh: false }, item]
}

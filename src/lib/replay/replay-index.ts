import { timeMs } from '../core/time'
import type { LoggedStep } from '../engine/log/step-codec'
import type { DecisionMark, OpenedReplay, TradeMark } from '../../workers/api/replay'
import type { MatchTape } from './match-tape'

/** More than a slider has pixels. */
const MOST_TIMES = 2000

/** Where things stand in a match, for whoever moves about in it. */
export type ReplayIndex = Pick<OpenedReplay, 'decisions' | 'trades' | 'times'>

/** One pass over a tape. */
export function indexTape({ steps, clocks }: MatchTape): ReplayIndex {
  const decisions: DecisionMark[] = []
  const trades: TradeMark[] = []
  const filled = new Map<string, number>()
  for (const step of steps) {
    const { seq, input } = step
    const time = clocks[seq] ?? input.time
    const fills = fillsOf(step, time)
    trades.push(...fills)
    if (input.type === 'SignalSubmitted' && fills.length > 0) {
      const key = `${input.signal.run}/${input.signal.tick}`
      filled.set(key, (filled.get(key) ?? 0) + fills.length)
    }
    if (input.type === 'DecisionClosed') {
      const { run, tick } = input.decision
      decisions.push({ run, tick, seq, time, trades: filled.get(`${run}/${tick}`) ?? 0 })
    }
  }
  return { decisions, trades, times: thinnedTimes(clocks) }
}

function fillsOf({ seq, derived }: LoggedStep, time: number): TradeMark[] {
  return derived.flatMap((event) => {
    if (event.type !== 'OrderFilled') return []
    const { run, product, side } = event
    return [{ seq, time, run, product, side }]
  })
}

/** Evenly by `seq`, the first and the last event always. */
function thinnedTimes(clocks: Float64Array): ReplayIndex['times'] {
  const last = clocks.length - 1
  const count = Math.min(clocks.length, MOST_TIMES)
  return Array.from({ length: count }, (_, place) => {
    const seq = count === 1 ? last : Math.floor((place * last) / (count - 1))
    return { seq, time: timeMs(clocks[seq] ?? 0) }
  })
}

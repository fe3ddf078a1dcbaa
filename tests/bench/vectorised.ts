import type { Bars } from '../../src/lib/market/bars'
import type { TightLoopRules } from './tight-loop'

/**
 * As people write it with arrays: a pass for each average, one for the position held over each bar, one that
 * multiplies returns. Always wholly in or out, in fractions of units; writes equity at every close.
 */
export function vectorised(bars: Bars, rules: TightLoopRules, equity: Float64Array): void {
  const { open, close, length } = bars
  const fast = averages(close, rules.fast)
  const slow = averages(close, rules.slow)
  const position = new Float64Array(length + 1)
  for (let row = rules.slow - 1; row < length; row += 1) position[row + 1] = fast[row]! > slow[row]! ? 1 : 0
  let worth = rules.cash
  for (let row = 0; row < length; row += 1) {
    const now = position[row]!
    const before = row === 0 ? 0 : position[row - 1]!
    const opened = row === 0 ? 1 : open[row]! / close[row - 1]!
    const held = before === 1 ? opened : 1
    const fee = now > before ? 1 / (1 + rules.fee) : now < before ? 1 - rules.fee : 1
    worth *= held * fee * (now === 1 ? close[row]! / open[row]! : 1)
    equity[row] = worth
  }
}

function averages(close: Float64Array, period: number): Float64Array {
  const out = new Float64Array(close.length)
  let sum = 0
  for (let row = 0; row < close.length; row += 1) {
    sum += close[row]! - (row >= period ? close[row - period]! : 0)
    out[row] = sum / period
  }
  return out
}

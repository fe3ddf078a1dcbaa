import type { Bars } from '../../src/lib/market/bars'

/** What the tight loop is told; it knows nothing else. */
export interface TightLoopRules {
  readonly cash: number
  /** Fraction of a trade's value. */
  readonly fee: number
  /** Dollars per tick and unit. */
  readonly dollars: number
  readonly fast: number
  readonly slow: number
}

/**
 * The ceiling: SMA cross, long or flat, filled at the next open, in one loop over columns with money in
 * doubles; no stages, no log, no digest. Writes equity at every close and answers the number of trades.
 */
export function tightLoop(bars: Bars, rules: TightLoopRules, equity: Float64Array): number {
  const { open, close, length } = bars
  const { fee, dollars, fast, slow } = rules
  let cash = rules.cash
  let held = 0
  let wants = -1
  let long = false
  let fastSum = 0
  let slowSum = 0
  let trades = 0
  for (let row = 0; row < length; row += 1) {
    if (wants >= 0) {
      const price = open[row]! * dollars
      const units = wants === 1 ? Math.floor(cash / (price * (1 + fee))) : held
      if (units > 0) trades += 1
      cash += wants === 1 ? -units * price * (1 + fee) : units * price * (1 - fee)
      held = wants === 1 ? units : 0
      wants = -1
    }
    const last = close[row]!
    fastSum += last - (row >= fast ? close[row - fast]! : 0)
    slowSum += last - (row >= slow ? close[row - slow]! : 0)
    equity[row] = cash + held * last * dollars
    const above = fastSum * slow > slowSum * fast
    if (row >= slow - 1 && above !== long) {
      long = above
      wants = above ? 1 : 0
    }
  }
  return trades
}

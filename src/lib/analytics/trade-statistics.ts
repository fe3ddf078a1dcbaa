import type { RunRecord } from './run-record'
import { openingOf, yearsOf } from './sampling'
import type { RoundTrip } from './tear-sheet'

const HOUR_MS = 3_600_000

/** Of closed positions; NaN where there are none to speak of. */
export interface TradeStatistics {
  /** Part of the closed positions with a gain after fees. */
  readonly winRate: number
  /** Gains over losses, both summed; NaN without a loss. */
  readonly profitFactor: number
  /** Mean gain, USD. */
  readonly expectancy: number
  /** Mean, hours. */
  readonly averageHolding: number
}

export function tradeStatistics(trips: readonly RoundTrip[]): TradeStatistics {
  let [closed, wins, gains, losses, held] = [0, 0, 0, 0, 0]
  for (const trip of trips) {
    if (trip.open) continue
    closed += 1
    held += trip.closedAt - trip.openedAt
    if (trip.pnl > 0) {
      wins += 1
      gains += trip.pnl
    } else losses -= trip.pnl
  }
  return {
    winRate: wins / closed,
    profitFactor: losses > 0 ? gains / losses : NaN,
    expectancy: (gains - losses) / closed,
    averageHolding: held / closed / HOUR_MS,
  }
}

/** Half of all that was bought and sold over the mean equity, for a year. NaN without rows. */
export function turnover({ fills, equity, time, granularity }: RunRecord): number {
  let traded = 0
  for (let fill = 0; fill < fills.length; fill += 1) {
    traded += (fills.quantity[fill] ?? NaN) * (fills.price[fill] ?? NaN)
  }
  let worth = 0
  for (let row = 0; row < equity.length; row += 1) worth += equity[row] ?? NaN
  const years = yearsOf((time[time.length - 1] ?? NaN) - openingOf(time, granularity))
  return worth > 0 ? traded / 2 / (worth / equity.length) / years : NaN
}

/** Part of the rows with a position at their close; NaN without rows. */
export function timeInMarket(exposure: Float64Array): number {
  let rows = 0
  for (let row = 0; row < exposure.length; row += 1) if ((exposure[row] ?? NaN) > 0) rows += 1
  return rows / exposure.length
}

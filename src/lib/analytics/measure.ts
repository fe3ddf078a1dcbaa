import { distribution } from './distribution'
import { drawdownCurve } from './drawdown'
import { monthlyReturns } from './months'
import { sampledReturns } from './returns'
import { rollingSharpe } from './rolling-sharpe'
import { roundTrips } from './round-trips'
import type { RunRecord } from './run-record'
import { samplingGrid } from './sampling'
import { sampledRun, statisticRows } from './statistics-of'
import type { TearSheet } from './tear-sheet'
import { thin, thinMeans } from './thin'

/** More round trips than this are counted, but not carried to the page. */
const MOST_TRADES = 2000

/** All that is shown of a run; plain data of its own, nothing shared with `run`. A run without rows has empty curves. */
export function tearSheet(run: RunRecord): TearSheet {
  const { time, equity, initialCash, granularity } = run
  const grid = samplingGrid(time, granularity)
  const returns = sampledReturns(grid, equity, initialCash)
  const sampled = sampledRun(grid.seconds, returns, sampledReturns(grid, run.benchmark, initialCash))
  const trips = roundTrips(run)
  const rolling = rollingSharpe(grid, returns)
  return {
    statistics: statisticRows(run, sampled, trips),
    equity: thin(time, equity),
    benchmark: thin(time, run.benchmark),
    drawdown: thin(time, drawdownCurve(equity, initialCash)),
    rollingSharpe: thin(rolling.curve.time, rolling.curve.value),
    rollingDays: rolling.days,
    exposure: thinMeans(time, exposureShare(run)),
    months: monthlyReturns(equity, time, initialCash),
    distribution: distribution(sampled.rising),
    trades: trips.slice(-MOST_TRADES),
    tradeCount: trips.length,
    sampling: grid.seconds,
  }
}

/** Dollars in positions over equity at each row; 0 where there is no equity. */
function exposureShare({ exposure, equity }: RunRecord): Float64Array {
  const share = new Float64Array(equity.length)
  for (let row = 0; row < share.length; row += 1) {
    const worth = equity[row] ?? NaN
    share[row] = worth > 0 ? (exposure[row] ?? NaN) / worth : 0
  }
  return share
}

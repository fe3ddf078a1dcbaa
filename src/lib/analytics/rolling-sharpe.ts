import { sharpe } from './performance'
import { type SamplingGrid, periodsPerYear } from './sampling'
import type { Curve } from './tear-sheet'

const DAY_SECONDS = 86_400
/** A quarter where the run is long enough to show several, else a month. */
const WINDOWS = [
  { days: 90, from: 365 },
  { days: 30, from: 60 },
] as const

export interface RollingSharpe {
  readonly curve: Curve
  /** 0 when the run was too short. */
  readonly days: number
}

/**
 * The annualised Sharpe ratio of the returns of the last 90 days (30 in runs shorter than a year) at every day.
 * Windows without any spread, where it is not defined, are left out. Runs of less than 60 days have none.
 */
export function rollingSharpe(grid: SamplingGrid, returns: Float64Array): RollingSharpe {
  const window = WINDOWS.find(({ from }) => returns.length >= from)
  if (grid.seconds !== DAY_SECONDS || window === undefined) return { curve: curveOf([], []), days: 0 }
  const [time, value]: [number[], number[]] = [[], []]
  for (let end = window.days; end <= returns.length; end += 1) {
    const ratio = sharpe(returns.subarray(end - window.days, end), periodsPerYear(grid.seconds))
    if (Number.isNaN(ratio)) continue
    time.push(grid.time[end] ?? NaN)
    value.push(ratio)
  }
  return { curve: curveOf(time, value), days: window.days }
}

function curveOf(time: readonly number[], value: readonly number[]): Curve {
  return { time: Float64Array.from(time), value: Float64Array.from(value) }
}

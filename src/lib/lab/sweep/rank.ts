import { assertNever } from '../../core/result'
import type { SweepGoal, TrialResult } from './types'

/** What is sought, of one trial; NaN where it is not defined. */
export function goalOf(trial: TrialResult, goal: SweepGoal): number {
  switch (goal) {
    case 'sharpe':
      return trial.sharpe
    case 'total-return':
      return trial.totalReturn
    case 'calmar':
      return trial.calmar
    case 'sortino':
      return trial.sortino
    default:
      return assertNever(goal)
  }
}

/** For sorting: the better first, what is not defined last, equals as they stand. */
export function byBetter(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1
  if (Number.isNaN(b)) return -1
  return a === b ? 0 : b > a ? 1 : -1
}

/**
 * Means of a set's trials over the windows of a sweep, trades and samples in all; `window` is -1. A ratio that
 * is not defined in a window, where nothing was traded, counts as 0 there; one defined in none is NaN.
 */
export function meanOf(trials: readonly TrialResult[]): TrialResult {
  const [first, ...others] = trials
  if (first === undefined) throw new RangeError('no trial to take the mean of')
  if (others.length === 0) return first
  const of = (figure: (trial: TrialResult) => number): number => meanFigure(trials.map(figure))
  return {
    window: -1,
    set: first.set,
    sharpe: of((one) => one.sharpe),
    totalReturn: of((one) => one.totalReturn),
    maxDrawdown: of((one) => one.maxDrawdown),
    calmar: of((one) => one.calmar),
    sortino: of((one) => one.sortino),
    trades: trials.reduce((sum, one) => sum + one.trades, 0),
    skew: of((one) => one.skew),
    kurtosis: of((one) => one.kurtosis),
    samples: trials.reduce((sum, one) => sum + one.samples, 0),
    periodsPerYear: of((one) => one.periodsPerYear),
  }
}

function meanFigure(figures: readonly number[]): number {
  if (figures.every((figure) => Number.isNaN(figure))) return Number.NaN
  return figures.reduce((sum, figure) => sum + (Number.isNaN(figure) ? 0 : figure), 0) / figures.length
}

import { deflatedSharpe } from '../../analytics/sharpe-evidence'
import { type Result, err, ok } from '../../core/result'
import { strategyById } from '../strategies/registry'
import { readAxes } from './axis'
import { trialCount } from './plan'
import { byBetter, goalOf, meanOf } from './rank'
import { sweepNotes } from './sweep-notes'
import type { SweepPlan, SweepReport, SweepRow, TrialResult } from './types'

/** Runs a set on the rows that a window keeps out of the search. */
export type TestTrial = (window: number, set: number) => TrialResult

/**
 * Ranks the sets of a finished sweep by its goal, runs what was chosen on the rows kept away, and says how much
 * of it the best of so many owes to luck. Over several windows a set is ranked by its mean, and in each window
 * the one best there is tested on the rows after it. Equals stay in the plan's order.
 */
export function judgeSweep(
  plan: SweepPlan,
  trials: readonly TrialResult[],
  test: TestTrial,
): Result<SweepReport, string> {
  const bySet = groupBySet(plan, trials)
  if (!bySet.ok) return bySet
  const { goal } = plan.request
  const means = bySet.value.map(meanOf)
  const ranked = [...means].sort((a, b) => byBetter(goalOf(a, goal), goalOf(b, goal)))
  const [best] = ranked
  if (best === undefined) return err('The sweep has no trials.')
  const outOfSample = testChosen(plan, bySet.value, best.set, test)
  const luck = luckOf(best, means)
  const report = {
    goal,
    rows: ranked.map((trial) => rowOf(plan, trial)),
    axes: axesOf(plan),
    trials: trialCount(plan),
    deflatedSharpe: luck.probability,
    expectedBest: luck.expectedBest,
    best: { parameters: plan.sets[best.set] ?? {}, inSample: best, outOfSample },
  }
  return ok({ ...report, notes: [...plan.notes, ...sweepNotes(report)] })
}

/** By set, then window; every trial of the plan once. */
function groupBySet(
  plan: SweepPlan,
  trials: readonly TrialResult[],
): Result<readonly (readonly TrialResult[])[], string> {
  const places = new Map(trials.map((trial) => [trial.window * plan.sets.length + trial.set, trial]))
  const wanted = trialCount(plan)
  const grouped = plan.sets.map((_, set) =>
    plan.windows.flatMap((_window, window) => places.get(window * plan.sets.length + set) ?? []),
  )
  const found = grouped.reduce((sum, one) => sum + one.length, 0)
  return found === wanted ? ok(grouped) : err(`Only ${found} of the sweep's ${wanted} trials were run.`)
}

/** One result for each window that keeps rows away; with one window, that of the best set. */
function testChosen(
  { windows, request }: SweepPlan,
  bySet: readonly (readonly TrialResult[])[],
  best: number,
  test: TestTrial,
): readonly TrialResult[] {
  return windows.flatMap((window, at) => {
    if (window.test === undefined) return []
    if (windows.length === 1) return [test(at, best)]
    const here = bySet.flatMap((trials) => trials[at] ?? [])
    const [chosen] = here.sort((a, b) => byBetter(goalOf(a, request.goal), goalOf(b, request.goal)))
    return chosen === undefined ? [] : [test(at, chosen.set)]
  })
}

/** The probability that the best set's Sharpe ratio is not luck, and the ratio that luck alone would show, a year's. */
function luckOf(best: TrialResult, all: readonly TrialResult[]): ReturnType<typeof deflatedSharpe> {
  const root = Math.sqrt(best.periodsPerYear)
  const { samples, skew, kurtosis } = best
  const evidence = { sharpe: best.sharpe / root, samples, skew, kurtosis }
  const { probability, expectedBest } = deflatedSharpe(
    evidence,
    all.map(({ sharpe }) => sharpe / root),
  )
  return { probability, expectedBest: expectedBest * root }
}

function axesOf({ request }: SweepPlan): SweepReport['axes'] {
  const descriptor = strategyById(request.setup.strategy.id)
  const axes = descriptor === undefined ? undefined : readAxes(descriptor, request.axes.slice(0, 2))
  if (axes?.ok !== true) return []
  return axes.value.map(({ spec, values }) => ({ parameter: spec.name, label: spec.label, values }))
}

function rowOf({ sets, request }: SweepPlan, trial: TrialResult): SweepRow {
  const { sharpe, totalReturn, maxDrawdown, trades } = trial
  const value = goalOf(trial, request.goal)
  return { parameters: sets[trial.set] ?? {}, value, sharpe, totalReturn, maxDrawdown, trades }
}

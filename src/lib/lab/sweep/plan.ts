import { groupDigits } from '../../core/group-digits'
import { type Result, err, ok } from '../../core/result'
import type { BarGranularity } from '../../market/types'
import { checkParameters } from '../strategies/check-parameters'
import { strategyById } from '../strategies/registry'
import { readAxes } from './axis'
import { idleSetting } from './idle-setting'
import { parameterSets } from './parameter-sets'
import type { SweepPlan, SweepRequest } from './types'
import { windowsOf } from './windows'

/**
 * All sets of parameters that a sweep tries, and the rows it tries them on; or a sentence why there are none.
 * The same request makes the same plan.
 */
export function planSweep(
  request: SweepRequest,
  granularity: BarGranularity,
  rows: number,
): Result<SweepPlan, string> {
  const { strategy } = request.setup
  const descriptor = strategyById(strategy.id)
  if (descriptor === undefined) return err('This strategy is not known here.')
  // Values that do not go together may do so once others take the place of some.
  const fits = checkParameters({ ...descriptor, problem: () => undefined }, strategy.parameters, granularity)
  if (!fits.ok) return fits
  const axes = readAxes(descriptor, request.axes)
  if (!axes.ok) return axes
  if (axes.value.length === 0) return err('Choose at least one parameter to vary.')
  const idle = idleSetting(request.setup.risk, axes.value)
  if (idle !== undefined) return err(idle)
  const found = parameterSets(descriptor, fits.value, axes.value, request.search)
  if (!found.ok) return found
  const { sets, leftOut } = found.value
  if (sets.length === 0) return err('None of these values go together.')
  const windows = windowsOf(request.split, rows)
  if (!windows.ok) return windows
  const notes = notesOf(request, sets.length, leftOut, windows.value.length)
  return ok({ request, sets, windows: windows.value, notes })
}

/** Runs that a plan asks for, beside those on rows kept out of the search. */
export function trialCount({ sets, windows }: SweepPlan): number {
  return sets.length * windows.length
}

function notesOf({ search, split }: SweepRequest, sets: number, leftOut: number, windows: number): string[] {
  const notes: string[] = []
  if (leftOut === 1) notes.push('One set was left out: its values do not go together.')
  if (leftOut > 1) {
    notes.push(`${groupDigits(String(leftOut))} sets were left out: their values do not go together.`)
  }
  if (search.type === 'random' && sets < search.trials) {
    notes.push(`There are only ${groupDigits(String(sets))} sets to try.`)
  }
  if (split.type !== 'none') {
    const which = windows > 1 ? 'Each window, and each part of it,' : 'Each of the two parts'
    notes.push(`${which} starts cold: with all cash, and averages see no bars from before it.`)
  }
  return notes
}

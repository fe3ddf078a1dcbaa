/** A sweep as it is typed into the form. Pure. */
import { type Result, err, ok } from '../../core/result'
import type { ParameterSpec, SweepAxis, SweepGoal, SweepSplit } from '../../../workers/api/lab'
import { parameterText } from './figure-text'
import { numberOf } from './setup-form'

export interface AxisForm {
  readonly parameter: string
  readonly from: string
  readonly to: string
  readonly steps: string
}

export interface SweepForm {
  readonly axes: readonly AxisForm[]
  readonly search: 'grid' | 'random'
  /** Of a random search. */
  readonly trials: string
  readonly seed: string
  readonly goal: SweepGoal
  readonly split: SweepSplit['type']
  /** Per cent kept away from the search. */
  readonly part: string
  readonly windows: string
}

export const GOALS: readonly { readonly value: SweepGoal; readonly text: string }[] = [
  { value: 'sharpe', text: 'Sharpe ratio' },
  { value: 'total-return', text: 'Total return' },
  { value: 'calmar', text: 'Calmar ratio' },
  { value: 'sortino', text: 'Sortino ratio' },
]

export const SPLITS: readonly {
  readonly value: SweepSplit['type']
  readonly text: string
  readonly hint: string
}[] = [
  {
    value: 'out-of-sample',
    text: 'Out of sample',
    hint: 'The best is run once on bars the search never saw.',
  },
  {
    value: 'walk-forward',
    text: 'Walk forward',
    hint: 'Searched, then tested on what comes next, window by window.',
  },
  { value: 'none', text: 'None', hint: 'All bars are searched: what looks best may be luck alone.' },
]

export const INITIAL_SWEEP: SweepForm = {
  axes: [],
  search: 'grid',
  trials: '200',
  seed: '1',
  goal: 'sharpe',
  split: 'out-of-sample',
  part: '30',
  windows: '4',
}

export const MOST_SETS = 10_000
const MOST_STEPS = 100
const MOST_WINDOWS = 24
/** Of each window, for the search. */
const TRAIN_PART = 0.7
const FIRST_STEPS = 10

export interface SweepAsk {
  readonly axes: readonly SweepAxis[]
  readonly search:
    { readonly type: 'grid' } | { readonly type: 'random'; readonly trials: number; readonly seed: string }
  readonly goal: SweepGoal
  readonly split: SweepSplit
  /** Sets of parameters times windows. */
  readonly runs: number
}

/** A sentence each: `axis 0 from`, `trials`, `part` … */
export type SweepErrors = Readonly<Record<string, string>>

/** An axis from half to twice of a value; of what the parameter begins with unless told. */
export function axisFor({ name, min, max, initial, step }: ParameterSpec, around = initial): AxisForm {
  const onStep = (value: number): number =>
    min + Math.round((Math.min(max, Math.max(min, value)) - min) / step) * step
  const [from, to] = around > 0 ? [onStep(around / 2), onStep(around * 2)] : [min, max]
  const count = Math.floor((to - from) / step + 1e-9) + 1
  return {
    parameter: name,
    from: parameterText(from),
    to: parameterText(to),
    steps: String(Math.max(1, Math.min(FIRST_STEPS, count))),
  }
}

export function checkSweep(form: SweepForm, specs: readonly ParameterSpec[]): Result<SweepAsk, SweepErrors> {
  const axes = form.axes.map((axis, index) => checkAxis(axis, index, specs))
  const faults: Record<string, string> = {}
  for (const axis of axes) if (!axis.ok) Object.assign(faults, axis.error)
  if (axes.length === 0) faults['axes'] = 'Choose a parameter to vary.'
  const trials = wholeOf(form.trials, 1, MOST_SETS)
  if (form.search === 'random' && trials === undefined)
    faults['trials'] = `A whole number from 1 to ${MOST_SETS}.`
  const split = checkSplit(form)
  if (!split.ok) Object.assign(faults, split.error)
  const values = axes.flatMap((axis) => (axis.ok ? [axis.value] : []))
  const grid = values.reduce((product, { steps }) => product * steps, 1)
  const sets = form.search === 'grid' ? grid : Math.min(grid, trials ?? 0)
  if (sets > MOST_SETS)
    faults['axes'] = `At most ${MOST_SETS} sets; these are ${grid}. Take fewer steps, or search at random.`
  if (Object.keys(faults).length > 0 || !split.ok) return err(faults)
  const windows = split.value.type === 'walk-forward' ? split.value.windows : 1
  const search =
    form.search === 'grid'
      ? { type: 'grid' as const }
      : { type: 'random' as const, trials: trials ?? 0, seed: form.seed }
  return ok({ axes: values, search, goal: form.goal, split: split.value, runs: sets * windows })
}

function checkAxis(
  axis: AxisForm,
  index: number,
  specs: readonly ParameterSpec[],
): Result<SweepAxis, SweepErrors> {
  const spec = specs.find(({ name }) => name === axis.parameter)
  if (spec === undefined) return err({ [`axis ${index} parameter`]: 'Choose a parameter.' })
  const [from, to] = [numberOf(axis.from), numberOf(axis.to)]
  const steps = wholeOf(axis.steps, 1, MOST_STEPS)
  const range = `A number from ${spec.min} to ${spec.max}.`
  if (from === undefined || from < spec.min || from > spec.max) return err({ [`axis ${index} from`]: range })
  if (to === undefined || to < spec.min || to > spec.max) return err({ [`axis ${index} to`]: range })
  if (to < from) return err({ [`axis ${index} to`]: 'Not below where it begins.' })
  if (steps === undefined) return err({ [`axis ${index} steps`]: `A whole number from 1 to ${MOST_STEPS}.` })
  return ok({ parameter: spec.name, from, to, steps })
}

function checkSplit({ split: type, part, windows }: SweepForm): Result<SweepSplit, SweepErrors> {
  if (type === 'none') return ok({ type })
  if (type === 'out-of-sample') {
    const percent = numberOf(part)
    if (percent === undefined || percent < 5 || percent > 80) return err({ part: 'Per cent, from 5 to 80.' })
    return ok({ type, part: percent / 100 })
  }
  const count = wholeOf(windows, 2, MOST_WINDOWS)
  return count === undefined
    ? err({ windows: `A whole number from 2 to ${MOST_WINDOWS}.` })
    : ok({ type, windows: count, train: TRAIN_PART })
}

function wholeOf(text: string, least: number, most: number): number | undefined {
  const value = numberOf(text)
  return value !== undefined && Number.isInteger(value) && value >= least && value <= most ? value : undefined
}

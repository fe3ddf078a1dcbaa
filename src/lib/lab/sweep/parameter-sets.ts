import { groupDigits } from '../../core/group-digits'
import { Random } from '../../core/random'
import { type Result, err, ok } from '../../core/result'
import { riskParameter, withoutRisk } from '../../core/risk-parameter'
import { checkParameters } from '../strategies/check-parameters'
import type { ParameterValues, StrategyDescriptor } from '../strategies/contract'
import type { AxisValues } from './axis'
import type { SweepRequest } from './types'

export const MOST_SETS = 10_000
/** Grids up to this size are gone through whole; of larger ones a random search draws. */
const MOST_LISTED = 200_000
/** Draws for each set wanted before a random search has to do with fewer. */
const DRAWS_PER_SET = 50

export interface ParameterSets {
  readonly sets: readonly ParameterValues[]
  /** Combinations that were met whose values do not go together. */
  readonly leftOut: number
}

/** Every combination of the axes' values, or as many of them by chance as asked for, none twice. */
export function parameterSets(
  descriptor: StrategyDescriptor,
  base: ParameterValues,
  axes: readonly AxisValues[],
  search: SweepRequest['search'],
): Result<ParameterSets, string> {
  const size = axes.reduce((product, { values }) => product * values.length, 1)
  const grid = new Grid(descriptor, base, axes)
  if (search.type === 'grid') {
    if (size > MOST_LISTED) return err(tooMany(size))
    const all = grid.list(size)
    return all.sets.length > MOST_SETS ? err(tooMany(all.sets.length)) : ok(all)
  }
  const { trials, seed } = search
  if (!Number.isSafeInteger(trials) || trials < 1 || trials > MOST_SETS) {
    return err(`A random search tries from 1 to ${groupDigits(String(MOST_SETS))} sets.`)
  }
  const random = Random.fromSeed(seed).fork('sweep')
  if (size > MOST_LISTED) return ok(grid.draw(random, trials))
  const all = grid.list(size)
  return ok({ sets: pickSome(all.sets, random, trials), leftOut: all.leftOut })
}

function tooMany(count: number): string {
  const said = groupDigits(String(count))
  return `That is ${said} sets, and a sweep tries at most ${groupDigits(String(MOST_SETS))}: take fewer values, or a random search.`
}

/** The first of a shuffle, in the grid's order. */
function pickSome(
  sets: readonly ParameterValues[],
  random: Random,
  count: number,
): readonly ParameterValues[] {
  const places = sets.map((_, place) => place)
  const taken = Math.min(count, sets.length)
  for (let at = 0; at < taken; at += 1) {
    const other = at + random.integer(sets.length - at)
    const [a = 0, b = 0] = [places[at], places[other]]
    places[at] = b
    places[other] = a
  }
  const chosen = new Set(places.slice(0, taken))
  return sets.filter((_, place) => chosen.has(place))
}

class Grid {
  constructor(
    private readonly descriptor: StrategyDescriptor,
    private readonly base: ParameterValues,
    private readonly axes: readonly AxisValues[],
  ) {}

  /** Counts like an odometer: the last axis turns fastest. */
  list(size: number): ParameterSets {
    const sets: ParameterValues[] = []
    for (let place = 0; place < size; place += 1) {
      let rest = place
      const at = this.axes.map(() => 0)
      for (let axis = this.axes.length - 1; axis >= 0; axis -= 1) {
        const count = this.axes[axis]?.values.length ?? 1
        at[axis] = rest % count
        rest = Math.floor(rest / count)
      }
      const set = this.#setAt(at)
      if (set !== undefined) sets.push(set)
    }
    return { sets, leftOut: size - sets.length }
  }

  draw(random: Random, count: number): ParameterSets {
    const sets: ParameterValues[] = []
    const met = new Set<string>()
    let leftOut = 0
    for (let draw = 0; draw < count * DRAWS_PER_SET && sets.length < count; draw += 1) {
      const at = this.axes.map(({ values }) => random.integer(values.length))
      const key = at.join()
      if (met.has(key)) continue
      met.add(key)
      const set = this.#setAt(at)
      if (set === undefined) leftOut += 1
      else sets.push(set)
    }
    return { sets, leftOut }
  }

  #setAt(at: readonly number[]): ParameterValues | undefined {
    const varied = this.axes.map(
      ({ spec, values }, axis) => [spec.name, values[at[axis] ?? 0] ?? spec.initial] as const,
    )
    const checked = checkParameters(this.descriptor, {
      ...this.base,
      ...withoutRisk(Object.fromEntries(varied)),
    })
    // A limit on its own steps goes with anything.
    const limits = varied.filter(([name]) => riskParameter(name) !== undefined)
    return checked.ok ? { ...checked.value, ...Object.fromEntries(limits) } : undefined
  }
}

import { type Result, err, ok } from '../../core/result'
import { riskParameter } from '../../core/risk-parameter'
import type { ParameterSpec, StrategyDescriptor } from '../strategies/contract'
import { onStep } from '../strategies/parameter'
import type { SweepAxis } from './types'

/** An axis with the values it stands for, rising, each on the parameter's own steps and only once. */
export interface AxisValues {
  readonly spec: ParameterSpec
  readonly values: readonly number[]
}

/** Axes of a strategy's parameters and of limits of the risk layer, each named once, or a sentence. */
export function readAxes(
  descriptor: StrategyDescriptor,
  axes: readonly SweepAxis[],
): Result<readonly AxisValues[], string> {
  const read: AxisValues[] = []
  for (const axis of axes) {
    const own = descriptor.parameters.find(({ name }) => name === axis.parameter)
    const spec = own ?? riskParameter(axis.parameter)
    if (spec === undefined) {
      return err(`${descriptor.name} has no parameter "${axis.parameter.slice(0, 40)}".`)
    }
    if (read.some((one) => one.spec === spec)) return err(`${spec.label} is named twice.`)
    const problem = axisProblem(axis, spec)
    if (problem !== undefined) return err(problem)
    read.push({ spec, values: valuesOf(axis, spec) })
  }
  return ok(read)
}

function axisProblem({ from, to, steps }: SweepAxis, { label, min, max }: ParameterSpec): string | undefined {
  if (!(from >= min && to <= max && from <= to)) {
    return `${label} must go from a lower to a higher value between ${min} and ${max}.`
  }
  if (!Number.isSafeInteger(steps) || steps < 1 || steps > 1000) {
    return `${label} needs a whole number of values, from 1 to 1,000.`
  }
  return undefined
}

/** Evenly from `from` to `to`, moved to the parameter's nearest step; steps that fall together count once. */
function valuesOf({ from, to, steps }: SweepAxis, spec: ParameterSpec): readonly number[] {
  const values = new Set<number>()
  for (let step = 0; step < steps; step += 1) {
    const even = steps === 1 ? from : from + ((to - from) * step) / (steps - 1)
    values.add(onStep(even, spec))
  }
  return [...values]
}

import { type Result, err, ok } from '../../core/result'
import { spanText } from '../../core/span-text'
import type { BarGranularity } from '../../market/types'
import type { ParameterSpec, ParameterValues, StrategyDescriptor } from './contract'
import { onStep } from './parameter'

/** Doubles miss a step of 0.1 by this much of it. */
const STEP_SLACK = 1e-6

/**
 * Values for every parameter of a strategy, what is not named at its initial value; or a sentence that says
 * which of them is unknown, out of its range, between its steps or does not go with the others. Given a
 * granularity, also whether the strategy can be run on such bars.
 */
export function checkParameters(
  descriptor: StrategyDescriptor,
  values: ParameterValues,
  granularity?: BarGranularity,
): Result<ParameterValues, string> {
  const { name, parameters, granularities } = descriptor
  if (granularity !== undefined && granularities?.includes(granularity) === false) {
    const sizes = granularities.map((seconds) => spanText(seconds * 1000))
    return err(`${name} needs bars of ${sizes.join(' or ')}.`)
  }
  const unknown = Object.keys(values).find((key) => !parameters.some((one) => one.name === key))
  if (unknown !== undefined) return err(`${name} has no parameter "${unknown.slice(0, 40)}".`)
  const checked: Record<string, number> = {}
  for (const spec of parameters) {
    const value = values[spec.name] ?? spec.initial
    const wrong = wrongValue(spec, value)
    if (wrong !== undefined) return err(wrong)
    checked[spec.name] = onStep(value, spec)
  }
  const problem = descriptor.problem?.(checked)
  return problem === undefined ? ok(checked) : err(problem)
}

function wrongValue({ label, min, max, step }: ParameterSpec, value: number): string | undefined {
  if (!(value >= min && value <= max)) return `${label} must be from ${min} to ${max}.`
  const steps = (value - min) / step
  if (Math.abs(steps - Math.round(steps)) <= STEP_SLACK) return undefined
  return Number.isInteger(step) && step === 1
    ? `${label} must be a whole number.`
    : `${label} goes in steps of ${step} from ${min}.`
}

/** What an axis of a sweep may vary, in groups, and its values in words. Pure. */
import { RISK_PARAMETERS, riskParameter, riskValueText } from '../../core/risk-parameter'
import type { ParameterSpec } from '../../../workers/api/lab'
import { parameterText } from './figure-text'

export interface AxisGroup {
  readonly label: string
  readonly options: readonly ParameterSpec[]
}

/** Parameters in groups, those of the strategy first; groups of nothing are left out. */
export function axisGroups(specs: readonly ParameterSpec[]): readonly AxisGroup[] {
  const kindOf = ({ name }: ParameterSpec): string => riskParameter(name)?.spec.kind ?? 'own'
  return [
    { label: 'Strategy', options: specs.filter((spec) => kindOf(spec) === 'own') },
    { label: 'Risk limits', options: specs.filter((spec) => kindOf(spec) === 'limit') },
    { label: 'How risk is measured', options: specs.filter((spec) => kindOf(spec) === 'setting') },
  ].filter(({ options }) => options.length > 0)
}

/** Everything an axis may vary of a strategy with these parameters. */
export function axisSpecs(own: readonly ParameterSpec[]): readonly ParameterSpec[] {
  return [...own, ...RISK_PARAMETERS]
}

/** A value under the heading of its axis, which names the unit: `20`, `5`, `EWMA`. */
export function axisValueText(name: string, value: number): string {
  const spec = riskParameter(name)?.spec
  return spec?.unit === 'choice' ? riskValueText(spec, value) : parameterText(value)
}

/** `Fast 10`, `Trailing stop 5 %`. */
export function namedValueText(name: string, value: number, specs: readonly ParameterSpec[]): string {
  const limit = riskParameter(name)?.spec
  if (limit !== undefined) return `${limit.title} ${riskValueText(limit, value)}`
  const label = specs.find((spec) => spec.name === name)?.label ?? name
  return `${label} ${parameterText(value)}`
}

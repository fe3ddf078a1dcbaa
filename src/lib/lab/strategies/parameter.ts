import type { ParameterSpec, ParameterValues } from './contract'

/** A whole number of candles, from 1 (or `min`) to `max`. */
export function candles(
  name: string,
  label: string,
  help: string,
  initial: number,
  max: number,
  min = 1,
): ParameterSpec {
  return { name, label, help, min, max, step: 1, initial }
}

/** A checked value; a strategy only asks for parameters it lists. */
export function valueOf(values: ParameterValues, name: string): number {
  return values[name] ?? Number.NaN
}

/** A sentence unless the first of two values is below the second. */
export function mustBeBelow(
  values: ParameterValues,
  low: ParameterSpec,
  high: ParameterSpec,
): string | undefined {
  if (valueOf(values, low.name) < valueOf(values, high.name)) return undefined
  return `${low.label} must be below ${high.label.toLowerCase()}.`
}

/** The value a parameter's steps have nearest to this one, within its range. */
export function onStep(value: number, { min, max, step }: ParameterSpec): number {
  const moved = min + Math.round((value - min) / step) * step
  // Sums of decimal steps leave crumbs in the last places, which nobody wants to read.
  return Math.max(min, Math.min(max, Number(moved.toPrecision(12))))
}

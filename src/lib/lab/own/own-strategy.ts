import { type Result, err, ok } from '../../core/result'
import type { ParameterSpec, ParameterValues } from '../strategies/contract'
import { shown } from './own-fault'

/** What the visitor's code exports, as far as it was looked at. Its functions are anybody's. */
export interface OwnStrategy {
  readonly name: string
  readonly parameters: readonly ParameterSpec[]
  /** Calls `start`, where there is one. Throws what it throws. */
  start(values: ParameterValues, products: readonly string[]): unknown
  /** Calls `onBar`. Throws what it throws. */
  onBar(...given: readonly unknown[]): unknown
}

export const MOST_PARAMETERS = 20
export const MOST_NAME_LETTERS = 80
const MOST_HELP_LETTERS = 300
const PARAMETER_NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,31}$/
/** Of a range without a step whose ends are not whole. */
const STEPS_OF_RANGE = 100

/** Reads the default export of the visitor's module. May throw what its getters throw. */
export function readOwnStrategy(exported: unknown): Result<OwnStrategy, string> {
  if (typeof exported !== 'object' || exported === null) {
    return err('The code must end in "export default { name, parameters, onBar }".')
  }
  const name: unknown = Reflect.get(exported, 'name')
  if (typeof name !== 'string' || name.trim() === '' || name.length > MOST_NAME_LETTERS) {
    return err(`The strategy needs a name of at most ${MOST_NAME_LETTERS} letters.`)
  }
  const onBar: unknown = Reflect.get(exported, 'onBar')
  if (typeof onBar !== 'function') return err('The strategy needs a function onBar(bars, account, order, p).')
  const start: unknown = Reflect.get(exported, 'start')
  if (start !== undefined && typeof start !== 'function') return err('"start" must be a function.')
  const parameters = readParameters(Reflect.get(exported, 'parameters') ?? {})
  if (!parameters.ok) return parameters
  return ok({
    name: name.trim(),
    parameters: parameters.value,
    start: (...given): unknown => (start === undefined ? undefined : Reflect.apply(start, exported, given)),
    onBar: (...given): unknown => Reflect.apply(onBar, exported, given),
  })
}

/** The values to run with: those given, else the initial ones. */
export function chosenValues(
  parameters: readonly ParameterSpec[],
  given: ParameterValues,
): Result<ParameterValues, string> {
  const values: Record<string, number> = {}
  for (const { name, label, min, max, initial } of parameters) {
    const value = given[name] ?? initial
    if (!(value >= min && value <= max)) return err(`${label} must be from ${min} to ${max}.`)
    values[name] = value
  }
  return ok(Object.freeze(values))
}

function readParameters(given: unknown): Result<readonly ParameterSpec[], string> {
  if (typeof given !== 'object' || given === null) return err('"parameters" must be an object.')
  const names = Object.keys(given)
  if (names.length > MOST_PARAMETERS) return err(`A strategy has at most ${MOST_PARAMETERS} parameters.`)
  const specs: ParameterSpec[] = []
  for (const name of names) {
    const spec = readParameter(name, Reflect.get(given, name))
    if (!spec.ok) return spec
    specs.push(spec.value)
  }
  return ok(specs)
}

function readParameter(name: string, given: unknown): Result<ParameterSpec, string> {
  const called = `The parameter ${shown(name)}`
  if (!PARAMETER_NAME.test(name)) {
    return err(`${called} needs a name of letters, digits and _, at most 32, that starts with a letter.`)
  }
  if (typeof given !== 'object' || given === null) return err(`${called} must be { min, max, initial }.`)
  const number = (key: string): number => {
    const value: unknown = Reflect.get(given, key)
    return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN
  }
  const [min, max, initial] = [number('min'), number('max'), number('initial')]
  if (!(min <= initial && initial <= max)) return err(`${called} needs numbers with min ≤ initial ≤ max.`)
  const step = Reflect.has(given, 'step') ? number('step') : defaultStep(min, max, initial)
  if (!(step > 0)) return err(`The step of ${shown(name)} must be a number above 0.`)
  const text = (key: string, otherwise: string): string => {
    const value: unknown = Reflect.get(given, key)
    return typeof value === 'string' ? value.slice(0, MOST_HELP_LETTERS) : otherwise
  }
  return ok({ name, label: text('label', name), help: text('help', ''), min, max, step, initial })
}

function defaultStep(min: number, max: number, initial: number): number {
  const isWhole = Number.isInteger(min) && Number.isInteger(max) && Number.isInteger(initial)
  return isWhole || min === max ? 1 : (max - min) / STEPS_OF_RANGE
}

import { exp } from '../../../stats/exp'
import { log } from '../../../stats/log'
import { pow } from '../../../stats/pow'
import { CalculatorFault } from './fault'

/** A function of the calculator: how many arguments it takes, and its value. `at` is where it stands. */
export interface CalculatorFunction {
  readonly fewest: number
  readonly most: number
  readonly apply: (values: readonly number[], at: number) => number
}

export const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
])

export const FUNCTIONS: ReadonlyMap<string, CalculatorFunction> = new Map([
  ['abs', ofOne(Math.abs)],
  ['sqrt', ofOne(squareRoot)],
  ['log', ofOne(naturalLogarithm)],
  ['exp', ofOne(exp)],
  ['floor', ofOne(Math.floor)],
  ['ceil', ofOne(Math.ceil)],
  ['round', { fewest: 1, most: 2, apply: roundTo }],
  ['min', { fewest: 1, most: Infinity, apply: (values) => Math.min(...values) }],
  ['max', { fewest: 1, most: Infinity, apply: (values) => Math.max(...values) }],
])

/** The value of `left operator right`. @throws CalculatorFault when there is none. */
export function applyOperator(operator: string, left: number, right: number, at: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / notZero(right, at)
    case '%':
      return left % notZero(right, at)
    default:
      return power(left, right, at)
  }
}

function ofOne(apply: (value: number, at: number) => number): CalculatorFunction {
  return { fewest: 1, most: 1, apply: ([value = NaN], at) => apply(value, at) }
}

function notZero(divisor: number, at: number): number {
  if (divisor === 0) throw new CalculatorFault('division by zero', at)
  return divisor
}

function power(base: number, exponent: number, at: number): number {
  if (base === 0 && exponent < 0) throw new CalculatorFault('division by zero', at)
  if (base < 0 && !Number.isInteger(exponent)) {
    throw new CalculatorFault('a negative number has no real power with a fraction', at)
  }
  return pow(base, exponent)
}

function squareRoot(value: number, at: number): number {
  if (value < 0) throw new CalculatorFault('the square root of a negative number is not real', at)
  return Math.sqrt(value)
}

function naturalLogarithm(value: number, at: number): number {
  if (value <= 0) throw new CalculatorFault('the logarithm takes a positive number', at)
  return log(value)
}

const MOST_PLACES = 15

/** Halves away from zero, as people round; `places` defaults to 0. */
function roundTo([value = NaN, places = 0]: readonly number[], at: number): number {
  if (!Number.isInteger(places) || places < 0 || places > MOST_PLACES) {
    throw new CalculatorFault(`round takes 0 to ${MOST_PLACES} decimal places`, at)
  }
  const scale = Number(`1e${places}`)
  const scaled = Math.abs(value) * scale
  // Beyond 2^53 a double has no digits left to round away.
  if (scaled >= Number.MAX_SAFE_INTEGER) return value
  return (Math.sign(value) * Math.floor(scaled + 0.5)) / scale
}

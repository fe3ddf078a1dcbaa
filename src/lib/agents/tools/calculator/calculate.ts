import { type Result, err, ok } from '../../../core/result'
import { CalculatorFault } from './fault'
import { CalculatorParser } from './parser'
import { plainNumber } from './plain-number'

export const LONGEST_EXPRESSION = 200

/**
 * The value of an arithmetic expression in plain notation, rounded to 15 significant digits, or a sentence
 * on what is wrong and at which character (counted from 1). Deterministic: the same text gives the same
 * digits in every engine. `%` is the remainder with the sign of the dividend; `log` is the natural one.
 */
export function calculate(expression: string): Result<string, string> {
  if (expression.trim() === '') return err('Cannot calculate: the expression is empty.')
  if (expression.length > LONGEST_EXPRESSION) {
    const length = `${expression.length} characters long, at most ${LONGEST_EXPRESSION} are allowed`
    return err(`Cannot calculate: the expression is ${length}.`)
  }
  try {
    return ok(plainNumber(new CalculatorParser(expression).evaluate()))
  } catch (cause) {
    if (!(cause instanceof CalculatorFault)) throw cause
    return err(`Cannot calculate: ${cause.what} (at character ${cause.at + 1}).`)
  }
}

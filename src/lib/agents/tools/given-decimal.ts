import {
  type Decimal,
  DECIMAL_ZERO,
  decimal,
  numberToSteps,
  parseDecimal,
  scaleDecimal,
} from '../../core/decimal'
import { type Result, err, ok } from '../../core/result'

const SMALLEST = decimal('0.000000000000000001')

/**
 * A figure as an agent gave it, exactly: decimal text as written, or a number in its shortest notation. Anything
 * else is a sentence that calls it `name`.
 */
export function readDecimal(name: string, given: unknown): Result<Decimal, string> {
  if (typeof given === 'string') return fromText(name, given.trim())
  if (typeof given !== 'number') return err(`${name} must be a number, for example 0.5.`)
  const steps = numberToSteps(given, SMALLEST)
  if (!steps.ok) return err(`${name} must be an ordinary number; ${given} was given.`)
  return ok(scaleDecimal(SMALLEST, steps.value))
}

/** Whether what was read is nothing, and not only too small to be told from it. */
export function isNothing(given: unknown, read: Decimal): boolean {
  return read === DECIMAL_ZERO && (typeof given !== 'number' || given === 0)
}

function fromText(name: string, text: string): Result<Decimal, string> {
  const parsed = parseDecimal(text)
  if (parsed.ok) return parsed
  const hint = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(text) ? ' Leave out the thousands separators.' : ''
  return err(`Invalid ${name.toLowerCase()}: ${parsed.error}${hint}`)
}

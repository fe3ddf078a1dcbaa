import {
  type Decimal,
  decimal,
  decimalToString,
  divideHalfEven,
  numberToSteps,
  parseDecimal,
  scaleDecimal,
} from '../../core/decimal'
import { type ProductSpec, type QuantityUnits, quantityUnits } from '../../core/product'
import { type Result, err, ok } from '../../core/result'

const SMALLEST = decimal('0.000000000000000001')

/**
 * The quantity an agent asks for, exactly: decimal text as written, or a number in its shortest notation.
 * Only whole steps of the product are taken. One that is not is refused with the nearest that is, since a
 * silently changed quantity is not what was decided.
 */
export function readQuantity(spec: ProductSpec, given: unknown): Result<QuantityUnits, string> {
  const wanted = exactly(given)
  if (!wanted.ok) return wanted
  const text = decimalToString(wanted.value)
  const step = `${decimalToString(spec.baseIncrement)} ${spec.base}`
  if (wanted.value <= 0n) return err(`Quantity must be more than zero; ${text} was given.`)
  if (wanted.value < spec.baseIncrement) {
    return err(`Quantity ${text} is below the smallest step of ${spec.id}, ${step}.`)
  }
  if (wanted.value % spec.baseIncrement !== 0n) {
    const nearest = scaleDecimal(spec.baseIncrement, divideHalfEven(wanted.value, spec.baseIncrement))
    const allowed = `the nearest allowed quantity is ${decimalToString(nearest)}`
    return err(`Quantity ${text} is not a multiple of ${step}, the step of ${spec.id}; ${allowed}.`)
  }
  const units = wanted.value / spec.baseIncrement
  if (units > BigInt(Number.MAX_SAFE_INTEGER)) return err(`Quantity ${text} ${spec.base} is too large.`)
  return ok(quantityUnits(Number(units)))
}

function exactly(given: unknown): Result<Decimal, string> {
  if (typeof given === 'string') return fromText(given.trim())
  if (typeof given !== 'number') return err('Quantity must be a number, for example 0.5.')
  const steps = numberToSteps(given, SMALLEST)
  if (!steps.ok) return err(`Quantity must be an ordinary number; ${given} was given.`)
  return ok(scaleDecimal(SMALLEST, steps.value))
}

function fromText(text: string): Result<Decimal, string> {
  const parsed = parseDecimal(text)
  if (parsed.ok) return parsed
  const hint = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(text) ? ' Leave out the thousands separators.' : ''
  return err(`Invalid quantity: ${parsed.error}${hint}`)
}

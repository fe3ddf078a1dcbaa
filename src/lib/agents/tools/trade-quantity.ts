import { decimalToString, divideHalfEven, scaleDecimal } from '../../core/decimal'
import { type ProductSpec, type QuantityUnits, quantityUnits } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { isNothing, readDecimal } from './given-decimal'

/**
 * The quantity an agent asks for, exactly: decimal text as written, or a number in its shortest notation.
 * Only whole steps of the product are taken. One that is not is refused with the nearest that is, since a
 * silently changed quantity is not what was decided. `mayBeZero`: whether 0 is a quantity too.
 */
export function readQuantity(
  spec: ProductSpec,
  given: unknown,
  mayBeZero: boolean,
): Result<QuantityUnits, string> {
  const wanted = readDecimal('Quantity', given)
  if (!wanted.ok) return wanted
  if (mayBeZero && isNothing(given, wanted.value)) return ok(quantityUnits(0))
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

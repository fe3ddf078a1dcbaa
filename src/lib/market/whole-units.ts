import { type Decimal, decimalToString, divideHalfEven, scaleDecimal } from '../core/decimal'
import { type ProductSpec, type QuantityUnits, quantityUnits } from '../core/product'
import { type Result, err, ok } from '../core/result'

/**
 * A quantity above zero in whole steps of its product. One that is not is refused with the nearest that is,
 * since a silently changed quantity is not what was decided.
 */
export function wholeUnits(spec: ProductSpec, wanted: Decimal): Result<QuantityUnits, string> {
  const text = decimalToString(wanted)
  const step = `${decimalToString(spec.baseIncrement)} ${spec.base}`
  if (wanted <= 0n) return err(`Quantity must be more than zero; ${text} was given.`)
  if (wanted < spec.baseIncrement) {
    return err(`Quantity ${text} is below the smallest step of ${spec.id}, ${step}.`)
  }
  if (wanted % spec.baseIncrement !== 0n) {
    const nearest = scaleDecimal(spec.baseIncrement, divideHalfEven(wanted, spec.baseIncrement))
    const allowed = `the nearest allowed quantity is ${decimalToString(nearest)}`
    return err(`Quantity ${text} is not a multiple of ${step}, the step of ${spec.id}; ${allowed}.`)
  }
  const units = wanted / spec.baseIncrement
  if (units > BigInt(Number.MAX_SAFE_INTEGER)) return err(`Quantity ${text} ${spec.base} is too large.`)
  return ok(quantityUnits(Number(units)))
}

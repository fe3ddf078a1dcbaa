import { type ProductSpec, type QuantityUnits, quantityUnits } from '../../core/product'
import { type Result, ok } from '../../core/result'
import { wholeUnits } from '../../market/whole-units'
import { isNothing, readDecimal } from './given-decimal'

/**
 * The quantity an agent asks for, exactly: decimal text as written, or a number in its shortest notation, in whole
 * steps of the product. `mayBeZero`: whether 0 is a quantity too.
 */
export function readQuantity(
  spec: ProductSpec,
  given: unknown,
  mayBeZero: boolean,
): Result<QuantityUnits, string> {
  const wanted = readDecimal('Quantity', given)
  if (!wanted.ok) return wanted
  if (mayBeZero && isNothing(given, wanted.value)) return ok(quantityUnits(0))
  return wholeUnits(spec, wanted.value)
}

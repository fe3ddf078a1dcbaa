import { assertNever } from '../../core/result'
import { log } from '../../stats/log'
import type { BinaryOperation, UnaryOperation } from './expression'

// A loop per operation: a choice within the loop would cost more than the operation.

/** Of the first `length` rows; `out` may be `of`. */
export function applyUnary(
  operation: UnaryOperation,
  out: Float64Array,
  of: Float64Array,
  length: number,
): void {
  switch (operation) {
    case 'neg':
      for (let row = 0; row < length; row += 1) out[row] = -(of[row] ?? NaN)
      return
    case 'abs':
      for (let row = 0; row < length; row += 1) out[row] = Math.abs(of[row] ?? NaN)
      return
    case 'log':
      for (let row = 0; row < length; row += 1) out[row] = log(of[row] ?? NaN)
      return
    default:
      assertNever(operation)
  }
}

/** Of the first `length` rows; comparisons answer 1, 0, or NaN where either is unknown. */
export function applyBinary(
  operation: BinaryOperation,
  out: Float64Array,
  left: Float64Array,
  right: Float64Array,
  length: number,
): void {
  switch (operation) {
    case 'add':
      for (let row = 0; row < length; row += 1) out[row] = (left[row] ?? NaN) + (right[row] ?? NaN)
      return
    case 'sub':
      for (let row = 0; row < length; row += 1) out[row] = (left[row] ?? NaN) - (right[row] ?? NaN)
      return
    case 'mul':
      for (let row = 0; row < length; row += 1) out[row] = (left[row] ?? NaN) * (right[row] ?? NaN)
      return
    case 'div':
      for (let row = 0; row < length; row += 1) out[row] = (left[row] ?? NaN) / (right[row] ?? NaN)
      return
    case 'gt':
      compare(out, left, right, length, false)
      return
    case 'lt':
      compare(out, right, left, length, false)
      return
    case 'gte':
      compare(out, left, right, length, true)
      return
    case 'lte':
      compare(out, right, left, length, true)
      return
    default:
      assertNever(operation)
  }
}

/**
 * 1 where `more` is greater than `less` (or equal, where that will do), else 0; NaN where either is unknown.
 */
function compare(
  out: Float64Array,
  more: Float64Array,
  less: Float64Array,
  length: number,
  orEqual: boolean,
): void {
  for (let row = 0; row < length; row += 1) {
    const a = more[row] ?? NaN
    const b = less[row] ?? NaN
    const holds = a > b || (orEqual && a === b)
    out[row] = holds ? 1 : Number.isNaN(a) || Number.isNaN(b) ? NaN : 0
  }
}

/** Of the first `length` rows: no less than `low`, no more than `high`; NaN stays. */
export function applyClip(
  out: Float64Array,
  of: Float64Array,
  low: number,
  high: number,
  length: number,
): void {
  for (let row = 0; row < length; row += 1) {
    const value = of[row] ?? NaN
    // Written so that NaN stays NaN.
    out[row] = value < low ? low : value > high ? high : value
  }
}

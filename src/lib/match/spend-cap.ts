import { type Decimal, decimal } from '../core/decimal'
import { type Result, err, ok } from '../core/result'
import { parseDollars } from './dollars'

const DEFAULT_CAP = '1'
const MOST = decimal('1000')

/** USD all model calls of a match may cost together; `0`: none are made. */
export function parseSpendCap(text: string = DEFAULT_CAP): Result<Decimal, string> {
  const cap = parseDollars(text)
  if (cap === undefined) return err('The cap on model calls must be an amount such as 1.00.')
  if (cap < 0n || cap > MOST) return err('The cap on model calls must be between $0 and $1,000.')
  return ok(cap)
}

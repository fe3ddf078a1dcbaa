import { type Decimal, parseDecimal } from '../core/decimal'
import { plainNumber } from '../core/written-number'

/** An amount as people write it: `1`, `$1.50`, `100,000`. Undefined when it is none. */
export function parseDollars(text: string): Decimal | undefined {
  const amount = parseDecimal(plainNumber(text))
  return amount.ok ? amount.value : undefined
}

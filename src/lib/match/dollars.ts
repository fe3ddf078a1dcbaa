import { type Decimal, parseDecimal } from '../core/decimal'

/** An amount as people write it: `1`, `$1.50`, `100,000`. Undefined when it is none. */
export function parseDollars(text: string): Decimal | undefined {
  const amount = parseDecimal(text.replaceAll(',', '').replace('$', '').trim())
  return amount.ok ? amount.value : undefined
}

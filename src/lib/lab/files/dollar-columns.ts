import type { ProductSpec } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { type QuotedBars, type StoredColumn, columnsOf } from '../../market/bars'
import { MOST_STEPS, PriceSteps } from './price-steps'

/** Columns of a file with doubles. */
export interface DollarColumns {
  /** Ms since the epoch. */
  readonly time: BigInt64Array
  /** All but the times, in the order they are stored in. */
  readonly doubles: readonly (readonly [StoredColumn, Float64Array])[]
}

/** Prices as the doubles nearest to them; refused where those would not lead back to the same steps. */
export function inDollars(bars: QuotedBars, spec: ProductSpec): Result<DollarColumns, string> {
  const highest = [bars.high, bars.quotes?.ask ?? bars.high]
  if (highest.some((column) => column.some((steps) => !(steps < MOST_STEPS)))) {
    return err('Prices have too many digits for this format; CSV keeps them exactly.')
  }
  const steps = new PriceSteps(spec.quoteIncrement)
  const [, ...columns] = columnsOf(bars)
  const doubles = columns.map(([name, column]) => {
    return [name, name === 'volume' ? column : column.map((value) => steps.dollars(value))] as const
  })
  return ok({ time: BigInt64Array.from(bars.time, BigInt), doubles })
}

import { type Decimal, DECIMAL_ZERO } from '../../core/decimal'
import { type QuantityUnits, quantityUnits } from '../../core/product'
import { type Result, ok } from '../../core/result'
import { decodeBlockStep } from '../../engine/block/block-codec'

/** What a backtest holds at its end, exact. */
export interface LastHoldings {
  readonly cash: Decimal
  readonly units: readonly QuantityUnits[]
}

/**
 * Read out of a backtest's log: records as they were written, the head first.
 * @param initialCash what the head says the run began with
 */
export function lastHoldings(
  records: readonly Uint8Array[],
  productCount: number,
  initialCash: Decimal,
): Result<LastHoldings, string> {
  let cash = initialCash
  const held = new Float64Array(productCount)
  for (const record of records.slice(1)) {
    const step = decodeBlockStep(record)
    if (!step.ok) return step
    for (const event of step.value.events) {
      if (event.type !== 'Traded') continue
      const { product, side, quantity } = event
      held[product] = (held[product] ?? 0) + (side === 'buy' ? quantity : -quantity)
      cash = event.cash
    }
  }
  return ok({ cash: cash < DECIMAL_ZERO ? DECIMAL_ZERO : cash, units: Array.from(held, unitsHeld) })
}

/** What anybody wrote into a file may sell what was never bought. */
function unitsHeld(units: number): QuantityUnits {
  return quantityUnits(Math.max(0, units))
}

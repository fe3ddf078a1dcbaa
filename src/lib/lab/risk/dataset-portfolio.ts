import type { Decimal } from '../../core/decimal'
import { decimalToNumber } from '../../core/decimal'
import type { ProductSpec, QuantityUnits } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { moneyScale } from '../../accounts/money-cells'
import { instantText } from '../catalog/instant-text'
import { fallsOf } from './falls'
import { type HeldPortfolio, readCash, readHolding } from './held-portfolio'
import type { PriceColumns } from './price-columns'

/** As it was typed: decimal text. */
export interface WrittenPortfolio {
  readonly cash: string
  /** By product, in the order of its columns. */
  readonly quantities: readonly string[]
}

/** A written portfolio at these prices, held as it is from the first of them on. */
export function datasetPortfolio(
  specs: readonly ProductSpec[],
  prices: PriceColumns,
  written: WrittenPortfolio,
  notes: readonly string[],
): Result<HeldPortfolio, string> {
  const cash = readCash(written.cash)
  if (!cash.ok) return cash
  const units: QuantityUnits[] = []
  for (const [product, spec] of specs.entries()) {
    const held = readHolding(spec, written.quantities[product] ?? '')
    if (!held.ok) return held
    units.push(held.value)
  }
  const isEmpty = cash.value === 0n && units.every((held) => held === 0)
  if (isEmpty) return err('The portfolio is empty: enter cash or a quantity.')
  const falls = fallsOf(worthCurve(specs, prices, units, cash.value))
  return ok({ specs, cash: cash.value, units, prices, ...falls, notes, standing: heldText(prices) })
}

/** Dollars at each step; NaN before all that is held has a price. */
function worthCurve(
  specs: readonly ProductSpec[],
  { closes, steps }: PriceColumns,
  units: readonly QuantityUnits[],
  cash: Decimal,
): Float64Array {
  const worth = new Float64Array(steps).fill(decimalToNumber(cash))
  for (const [product, spec] of specs.entries()) {
    const dollars = (units[product] ?? 0) * moneyScale(spec).dollars
    const column = closes[product]
    if (dollars === 0 || column === undefined) continue
    for (let step = 0; step < steps; step += 1) {
      worth[step] = (worth[step] ?? 0) + dollars * (column[step] ?? Number.NaN)
    }
  }
  return worth
}

function heldText({ from, span, steps }: PriceColumns): string {
  const end = instantText(from + steps * span)
  return `As of ${end}. Drawdowns: as if it had been held like this since ${instantText(from)}.`
}

import { type Decimal, DECIMAL_ZERO, addDecimal, subtractDecimal } from '../core/decimal'
import { type PriceTicks, type ProductSpec, productIndex } from '../core/product'
import { type TimeMs, durationMs } from '../core/time'
import { notionalOf } from './affordable'
import type { Ledger } from './ledger'
import type { PortfolioView, PositionView } from './portfolio-view'

/** The prices a portfolio is valued at; undefined before a product's first ticker. */
export interface Marks {
  last(product: number): PriceTicks | undefined
  bid(product: number): PriceTicks | undefined
}

/** One run's account as of `now`: exact, valued at the last price and at the bid. */
export function viewPortfolio(
  ledger: Ledger,
  run: number,
  products: readonly ProductSpec[],
  marks: Marks,
  takerBasisPoints: number,
  now: TimeMs,
): PortfolioView {
  const positions = products.flatMap((spec, product) => {
    if (ledger.holdingNumber(run, product) === 0) return []
    return [viewPosition(ledger, run, spec, product, marks, now)]
  })
  const cash = ledger.cash(run)
  const liquid = products.map((spec, product) =>
    valueAt(ledger, run, spec, product, marks.bid(product) ?? marks.last(product)),
  )
  return {
    cash,
    positions,
    equity: addDecimal(cash, sum(positions.map((position) => position.marketValue))),
    liquidation: addDecimal(cash, sum(liquid)),
    realised: ledger.realised(run),
    unrealised: sum(positions.map((position) => position.profit)),
    feesPaid: ledger.feesPaid(run),
    tradedVolume: ledger.tradedVolume(run),
    takerBasisPoints,
  }
}

/** Exact equity: cash plus positions at the last price, or at cost before the first. */
export function equityOf(
  ledger: Ledger,
  run: number,
  products: readonly ProductSpec[],
  marks: Pick<Marks, 'last'>,
): Decimal {
  const values = products.map((spec, product) => valueAt(ledger, run, spec, product, marks.last(product)))
  return addDecimal(ledger.cash(run), sum(values))
}

function viewPosition(
  ledger: Ledger,
  run: number,
  spec: ProductSpec,
  product: number,
  marks: Marks,
  now: TimeMs,
): PositionView {
  const price = marks.last(product)
  const costBasis = ledger.costBasis(run, product)
  const marketValue = valueAt(ledger, run, spec, product, price)
  return {
    product: productIndex(product),
    quantity: ledger.holding(run, product),
    costBasis,
    averageCost: ledger.averageCost(run, product),
    price,
    marketValue,
    profit: subtractDecimal(marketValue, costBasis),
    held: durationMs(ledger.heldFor(run, product, now)),
  }
}

function valueAt(
  ledger: Ledger,
  run: number,
  spec: ProductSpec,
  product: number,
  price: PriceTicks | undefined,
): Decimal {
  const quantity = ledger.holding(run, product)
  if (quantity === 0) return DECIMAL_ZERO
  return price === undefined ? ledger.costBasis(run, product) : notionalOf(spec, price, quantity)
}

function sum(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce(addDecimal, DECIMAL_ZERO)
}

import type { PortfolioView, PositionView } from '../../accounts/portfolio-view'
import { decimalToFixed } from '../../core/decimal'
import { type ProductSpec, decimalsOf } from '../../core/product'
import { formatPrice, formatQuantity, formatUsd } from '../../market/price-format'
import { riskLines } from '../risk-lines'
import { heldText } from '../tools/figures'

/** The account as a tick's prompt shows it: cash, worth, profit, fees, the positions, and the risk layer's part. */
export function accountText(products: readonly ProductSpec[], portfolio: PortfolioView): string {
  const { cash, equity, liquidation, realised, unrealised, feesPaid, takerBasisPoints } = portfolio
  const worth = `Cash ${formatUsd(cash)}, total ${formatUsd(equity)} (${formatUsd(liquidation)} if sold at the bid)`
  const profit = `P&L realised ${formatUsd(realised)}, open ${formatUsd(unrealised)}, fees paid ${formatUsd(feesPaid)}`
  const fee = `Taker fee of the next trade: ${takerBasisPoints} bps`
  const rows = portfolio.positions.flatMap((position) => {
    const spec = products[position.product]
    return spec === undefined ? [] : [positionText(spec, position)]
  })
  const positions = rows.length === 0 ? ['No positions.'] : [POSITION_LEGEND, ...rows]
  return ['Account', worth, profit, fee, ...positions, ...riskLines(products, portfolio)].join('\n')
}

const POSITION_LEGEND = 'Positions: product quantity | average cost | price | value | P&L | held'

function positionText(spec: ProductSpec, position: PositionView): string {
  return [
    `${spec.id} ${formatQuantity(spec, position.quantity)}`,
    decimalToFixed(position.averageCost, decimalsOf(spec.quoteIncrement)),
    position.price === undefined ? 'none yet' : formatPrice(spec, position.price),
    formatUsd(position.marketValue),
    formatUsd(position.profit),
    heldText(position.held),
  ].join(' | ')
}

import type { PortfolioView, PositionView } from '../../accounts/portfolio-view'
import { type Decimal, decimalToFixed } from '../../core/decimal'
import { type ProductSpec, decimalsOf } from '../../core/product'
import { ok } from '../../core/result'
import { formatPrice, formatQuantity, formatUsd } from '../../market/price-format'
import { riskLines } from '../risk-lines'
import { heldText } from './figures'
import { type Tool, defineTool } from './tool'

const HEAD = [
  '| Product | Quantity | Average cost | Total cost | Price | Market value | P&L | Average time held |',
  '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
]

/** `get_portfolio()`: cash, positions as a Markdown table, total value, the risk layer's part. `products` in the match's order. */
export function getPortfolioTool(products: readonly ProductSpec[]): Tool {
  return defineTool<undefined, PortfolioView>({
    name: 'get_portfolio',
    description:
      'Your cash, your positions with their cost, value, profit or loss and time held, and the total.',
    parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
    prepare: () => ok(undefined),
    execute: (_prepared, caller) => caller.portfolio(),
    finalise: (_prepared, portfolio) => ({
      ok: true,
      text: portfolioText(products, portfolio),
      data: { type: 'portfolio', portfolio },
    }),
  })
}

function portfolioText(products: readonly ProductSpec[], portfolio: PortfolioView): string {
  const cash = `Cash: ${formatUsd(portfolio.cash)}`
  const risk = riskLines(products, portfolio)
  const total = [
    `Total value: ${formatUsd(portfolio.equity)}`,
    ...(risk.length === 0 ? [] : ['', ...risk]),
  ].join('\n')
  const rows = portfolio.positions.flatMap((position) => {
    const spec = products[position.product]
    return spec === undefined ? [] : [row(spec, position)]
  })
  if (rows.length === 0) return `${cash}\n\nNo positions.\n\n${total}`
  return `${cash}\n\n${[...HEAD, ...rows].join('\n')}\n\n${total}`
}

function row(spec: ProductSpec, position: PositionView): string {
  const cells = [
    spec.id,
    formatQuantity(spec, position.quantity),
    `$${decimalToFixed(position.averageCost, decimalsOf(spec.quoteIncrement))}`,
    formatUsd(position.costBasis),
    position.price === undefined ? 'none yet' : `$${formatPrice(spec, position.price)}`,
    formatUsd(position.marketValue),
    signedUsd(position.profit),
    heldText(position.held),
  ]
  return `| ${cells.join(' | ')} |`
}

function signedUsd(amount: Decimal): string {
  return amount > 0n ? `+${formatUsd(amount)}` : formatUsd(amount)
}

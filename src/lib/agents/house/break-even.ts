import type { PositionView } from '../../accounts/portfolio-view'
import { decimalToString, scaleDecimal } from '../../core/decimal'
import { type ProductSpec, decimalsOf } from '../../core/product'
import type { ToolRequest } from '../brain'

/** The bid at which selling the whole position would bring back its cost: cost / quantity / (1 − fee rate). */
export function breakEvenRequest(
  spec: ProductSpec,
  position: PositionView,
  basisPoints: number,
): ToolRequest {
  const quantity = decimalToString(scaleDecimal(spec.baseIncrement, BigInt(position.quantity)))
  const cost = decimalToString(position.costBasis)
  const bid = `${cost} / ${quantity} / (1 - ${basisPoints} / 10000)`
  return { tool: 'calculator', input: { expression: `round(${bid}, ${decimalsOf(spec.quoteIncrement)})` } }
}

export function breakEvenText(spec: ProductSpec, bid: string): string {
  return `${spec.id} breaks even at a bid of $${bid}, fees included.`
}

import type { PositionExits, PositionView } from '../../accounts/portfolio-view'
import { ruleTitle } from '../../accounts/risk-text'
import type { PriceTicks, ProductSpec } from '../../core/product'
import { formatPrice } from '../../market/price-format'
import type { ExitLine, ExitsView } from '../../../workers/api/view'

/** What would sell a position without its agent, nearest below its price first; undefined when nothing would. */
export function exitsOf(spec: ProductSpec, { exits, price }: PositionView): ExitsView | undefined {
  if (exits === undefined) return undefined
  const lines = linesOf(spec, exits, price)
  const { timeStopAt, reason = '' } = exits
  const waiting = exits.waiting === true
  if (lines.length === 0 && timeStopAt === undefined && !waiting) return undefined
  return { lines, timeStopAt, reason, waiting }
}

function linesOf(
  spec: ProductSpec,
  exits: PositionExits,
  price: PriceTicks | undefined,
): readonly ExitLine[] {
  const levels: readonly (readonly [ExitLine['rule'], PriceTicks | undefined])[] = [
    ['stop-loss', exits.stopLoss],
    ['trailing-stop', exits.trailingStop],
    ['product-drawdown', exits.drawdownStop],
    ['take-profit', exits.takeProfit],
  ]
  const lines = levels.flatMap(([rule, level]) => {
    return level === undefined ? [] : [lineAt(spec, rule, level, price ?? level)]
  })
  return lines.sort(byNearness)
}

function lineAt(spec: ProductSpec, rule: ExitLine['rule'], level: PriceTicks, price: PriceTicks): ExitLine {
  const distance = (level - price) / price
  return { rule, title: ruleTitle(rule), price: formatPrice(spec, level), level, distance }
}

/** Those at or below the price from it downwards, then those above it upwards. */
function byNearness(a: ExitLine, b: ExitLine): number {
  const [isAbove, isOtherAbove] = [a.distance > 0, b.distance > 0]
  if (isAbove !== isOtherAbove) return isAbove ? 1 : -1
  return isAbove ? a.level - b.level : b.level - a.level
}

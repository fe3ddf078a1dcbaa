import type {
  PortfolioView,
  PositionExits,
  PositionView,
  RiskNews,
  RiskState,
  RuleGauge,
} from '../accounts/portfolio-view'
import { clockText, percentText, remainingText } from '../accounts/risk-figures'
import { fallText, nameInClause, ruleSentence, slippageText } from '../accounts/risk-text'
import { limitName, limitText } from '../core/limit-text'
import type { PriceTicks, ProductSpec } from '../core/product'
import {
  RISK_LIMITS,
  type RiskFieldSpec,
  type RiskRules,
  type RuleName,
  riskSettings,
} from '../core/risk-rules'
import { spanText } from '../core/span-text'
import { dateTimeText } from './chat/clock-text'
import { formatPrice, formatQuantity } from '../market/price-format'

/**
 * What stands outside the agent, in lines: its limits and how near they are, what would sell its positions, and
 * what was sold since it last decided. Empty in matches without a risk layer. `products` in the match's order.
 */
export function riskLines(products: readonly ProductSpec[], portfolio: PortfolioView): readonly string[] {
  const { risk, positions } = portfolio
  if (risk === undefined) return []
  const exits = positions.flatMap((position) => exitLine(products[position.product], position))
  const sales = risk.news.flatMap((news) => saleLine(products[news.product], news))
  return [
    rulesLine(products, risk),
    ...haltLine(risk),
    ...(exits.length === 0 ? [] : [EXITS_HEAD, ...exits]),
    ...(sales.length === 0 ? [] : [SALES_HEAD, ...sales]),
  ]
}

const EXITS_HEAD = 'Exits that sell a position by themselves (from the last price):'
const SALES_HEAD = 'Since your last decision the risk layer sold:'

function rulesLine(products: readonly ProductSpec[], state: RiskState): string {
  const limits = RISK_LIMITS.flatMap((spec) => {
    const value = state.rules[spec.field]
    if (value === undefined) return []
    const told = [stateText(products, spec.rule, state), meaningText(spec, state)].filter(
      (text) => text !== '',
    )
    return [`${limitName(spec)} ${limitText(spec, value)}${told.length === 0 ? '' : ` (${told.join('; ')})`}`]
  })
  return `Risk rules: ${limits.length === 0 ? 'none' : limits.join(', ')}.`
}

const WHOLE = 10_000

/** What a limit is about that its name alone does not tell; empty of all others. */
function meaningText({ rule }: RiskFieldSpec, { rules }: RiskState): string {
  switch (rule) {
    case 'tail-risk':
      return tailText(rules)
    case 'volatility-target':
      return 'of equity in a year, purchases are cut to it'
    case 'correlated-exposure':
      return 'a product with all that moves like it, purchases are cut to it'
    default:
      return ''
  }
}

function tailText(rules: RiskRules): string {
  const { level, horizon, action } = riskSettings(rules)
  const worst = `mean loss in the worst ${percentText(WHOLE - level)} % of outcomes within ${spanText(horizon)}`
  return `${worst}, a purchase beyond it is ${action === 'cut' ? 'cut to it' : 'refused'}`
}

/** Where a limit stands; empty when there is nothing to tell, or where the position's exits tell it. */
function stateText(products: readonly ProductSpec[], rule: RuleName, { gauges }: RiskState): string {
  const own = gauges.filter((gauge) => gauge.rule === rule)
  if (rule === 'cool-down' || rule === 'reversal') {
    return own.map((gauge) => `${productOf(products, gauge)}${remainingText(gauge)} to go`).join(', ')
  }
  const [first, ...others] = own
  if (first === undefined) return ''
  const highest = others.reduce((found, gauge) => (gauge.figure > found.figure ? gauge : found), first)
  return levelOfRule(products, highest)
}

function levelOfRule(products: readonly ProductSpec[], gauge: RuleGauge): string {
  const { rule, figure, threshold } = gauge
  const percent = `${percentText(figure, threshold)} %`
  switch (rule) {
    case 'product-exposure':
    case 'correlated-exposure':
      return `most ${productOf(products, gauge)}${percent}`
    case 'gross-exposure':
    case 'tail-risk':
    case 'volatility-target':
      return `now ${percent}`
    case 'run-drawdown':
    case 'daily-loss':
      return fallText(gauge)
    case 'order-rate':
      return `${figure} made`
    default:
      return ''
  }
}

function productOf(products: readonly ProductSpec[], { product }: RuleGauge): string {
  const spec = product === undefined ? undefined : products[product]
  return spec === undefined ? '' : `${spec.id} `
}

function haltLine({ halted }: RiskState): readonly string[] {
  return halted === undefined
    ? []
    : [`You may not buy since ${dateTimeText(halted.since)} UTC, by the ${ruleSentence(halted)}.`]
}

function exitLine(spec: ProductSpec | undefined, { exits, price }: PositionView): readonly string[] {
  if (spec === undefined || exits === undefined) return []
  const { timeStopAt, reason, waiting } = exits
  const parts = [
    ...(waiting === true ? ['fired, sold at the first fresh quote'] : []),
    ...levelsOf(exits).map(([title, level]) => `${title} ${levelText(spec, level, price)}`),
    ...(timeStopAt === undefined ? [] : [`time stop at ${dateTimeText(timeStopAt)} UTC`]),
    ...(reason === undefined ? [] : [`your note: ${reason}`]),
  ]
  return parts.length === 0 ? [] : [`${spec.id} ${parts.join(' | ')}`]
}

function levelsOf(exits: PositionExits): readonly (readonly [string, PriceTicks])[] {
  const { stopLoss, takeProfit, trailingStop, drawdownStop } = exits
  const levels = [
    ['stop-loss', stopLoss],
    ['take-profit', takeProfit],
    ['trailing stop', trailingStop],
    [nameInClause('product-drawdown'), drawdownStop],
  ] as const
  return levels.flatMap(([title, level]) => (level === undefined ? [] : [[title, level] as const]))
}

function levelText(spec: ProductSpec, level: PriceTicks, price: PriceTicks | undefined): string {
  const text = formatPrice(spec, level)
  if (price === undefined) return text
  const distance = percentText(((level - price) / price) * WHOLE, 0)
  return `${text} (${level > price ? '+' : ''}${distance} %)`
}

function saleLine(spec: ProductSpec | undefined, news: RiskNews): readonly string[] {
  if (spec === undefined) return []
  const sold = `${formatQuantity(spec, news.quantity)} ${spec.id} @ ${formatPrice(spec, news.price)}`
  const slipped = slippageText(spec, news)
  const why = `${ruleSentence(news, spec)}${slipped === '' ? '' : `; filled ${slipped}`}`
  return [`${clockText(news.time)} ${sold}, ${why}`]
}

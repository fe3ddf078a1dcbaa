/** Words for the risk layer's rules, the same for agents, the log and the page. */
import { type ProductSpec, priceTicks, quantityUnits } from '../core/product'
import { RISK_FIELDS, type RiskFieldSpec } from '../core/risk-rules'
import { formatPrice, formatQuantity } from '../market/price-format'
import type { RuleFigures } from './portfolio-view'
import { clockText, nearText, percentText, spanText } from './risk-figures'

const TITLES: ReadonlyMap<string, string> = new Map([
  ...RISK_FIELDS.map(({ rule, title }) => [rule, title] as const),
  ['stop-loss', 'Stop-loss'],
  ['take-profit', 'Take-profit'],
  ['time-stop', 'Time stop'],
  ['fresh-quote', 'Fresh quote'],
  ['no-short', 'No short sales'],
  ['no-leverage', 'No leverage'],
  ['no-position', 'No position'],
])

/** A rule's name for people, such as `Trailing stop`; one that is not known stays as it is. */
export function ruleTitle(rule: string): string {
  return TITLES.get(rule) ?? rule
}

/** A limit's value in its unit: `5 %`, `6 orders a minute`, `10 min`. */
export function limitText({ unit }: Pick<RiskFieldSpec, 'unit'>, value: number): string {
  if (unit === 'basis-points') return `${percentText(value)} %`
  if (unit === 'milliseconds') return spanText(value)
  return `${value} ${value === 1 ? 'order' : 'orders'} a minute`
}

/**
 * Why a rule acted, as a clause with its figures: `trailing stop: 5.01 % below its peak, limit 5 %`. `spec`:
 * of the product it acted on; without one prices and quantities are left out.
 */
export function ruleSentence(figures: RuleFigures, spec?: ProductSpec): string {
  return `${nameInClause(figures.rule)}: ${clauseOf(figures, spec)}`
}

/** A rule's name within a sentence: `trailing stop`, `product exposure`. */
export function nameInClause(rule: string): string {
  if (rule === 'product-exposure') return 'product exposure'
  if (rule === 'gross-exposure') return 'exposure in all products'
  const title = ruleTitle(rule)
  return `${title.charAt(0).toLowerCase()}${title.slice(1)}`
}

const REARM = 'buying stops until the operator re-arms'
/** Above this a part says no more than that it is far too much. */
const MOST_BASIS_POINTS = 1e8

function clauseOf(figures: RuleFigures, spec: ProductSpec | undefined): string {
  const { rule, figure, threshold } = figures
  switch (rule) {
    case 'product-exposure':
    case 'gross-exposure':
      return `${part(figures)} of equity, ${limit(figures)}`
    case 'trailing-stop':
      return `${part(figures)} below its peak, ${limit(figures)}`
    case 'product-drawdown':
      return `${part(figures)} below its cost, ${limit(figures)}`
    case 'run-drawdown':
      return `down ${part(figures)} from its highest, ${limit(figures)}; ${REARM}`
    case 'daily-loss':
      return `down ${part(figures)} today, ${limit(figures)}; ${REARM}`
    case 'price-collar':
      if (figure === Number.MAX_SAFE_INTEGER) return 'there was no quote in the snapshot'
      return `the quote moved ${part(figures)} since the snapshot, ${limit(figures)}`
    case 'order-rate':
      return `${figure} ${figure === 1 ? 'order' : 'orders'} in a minute, limit ${threshold}`
    case 'cool-down':
    case 'reversal':
      return `${passedText(figure, threshold)} of ${spanText(threshold)} passed`
    default:
      return exitClause(figures, spec)
  }
}

/** Of what every match has: exits, freshness and what can be paid for. */
function exitClause({ rule, figure, threshold }: RuleFigures, spec: ProductSpec | undefined): string {
  switch (rule) {
    case 'stop-loss':
      return `last price${priceText(figure, spec)} at or below${priceText(threshold, spec) || ' it'}`
    case 'take-profit':
      return `last price${priceText(figure, spec)} at or above${priceText(threshold, spec) || ' it'}`
    case 'time-stop':
      return `due at ${clockText(threshold)}`
    case 'fresh-quote':
      if (figure === Number.MAX_SAFE_INTEGER) return 'there is no quote'
      return `the last quote is ${spanText(figure)} old, limit ${spanText(threshold)}`
    case 'no-short':
      return heldClause(figure, threshold, spec)
    case 'no-position':
      return 'nothing is held'
    case 'no-leverage':
      return fundsClause(figure, threshold)
    default:
      return `${nearText(figure, threshold)}, limit ${nearText(threshold, figure)}`
  }
}

const CENTS = 2
const MOST_PLACES = 18

function fundsClause(needed: number, there: number): string {
  let places = CENTS
  while (needed !== there && places < MOST_PLACES && needed.toFixed(places) === there.toFixed(places))
    places += 1
  return `$${needed.toFixed(places)} needed, $${there.toFixed(places)} there`
}

function part({ figure, threshold }: RuleFigures): string {
  return figure > MOST_BASIS_POINTS
    ? `more than ${percentText(MOST_BASIS_POINTS)} %`
    : `${percentText(figure, threshold)} %`
}

function limit({ threshold }: RuleFigures): string {
  return `limit ${percentText(threshold)} %`
}

const WHOLE_SECONDS_FROM = 10_000
const SECOND = 1000

/** Rounded down, so that it never looks as if all had passed. */
function passedText(passed: number, span: number): string {
  return spanText(span < WHOLE_SECONDS_FROM ? passed : Math.floor(passed / SECOND) * SECOND)
}

function priceText(ticks: number, spec: ProductSpec | undefined): string {
  return spec === undefined || !(Number.isSafeInteger(ticks) && ticks > 0)
    ? ''
    : ` $${formatPrice(spec, priceTicks(ticks))}`
}

function heldClause(asked: number, held: number, spec: ProductSpec | undefined): string {
  const known =
    spec !== undefined && [asked, held].every((units) => Number.isSafeInteger(units) && units >= 0)
  if (!known) return 'more than is held'
  const [sold, kept] = [asked, held].map((units) => formatQuantity(spec, quantityUnits(units)))
  return `asked to sell ${sold ?? ''}, held ${kept ?? ''}`
}

/**
 * How much worse than its stop a position was sold: `0.42 % below its stop at $95.00`. Empty without a stop, or
 * when it was sold at it or above.
 */
export function slippageText(
  spec: ProductSpec,
  { rule, price, level }: { readonly rule: string; readonly price: number; readonly level?: number },
): string {
  if (level === undefined || price >= level) return ''
  const what = rule === 'take-profit' ? 'take-profit' : 'stop'
  const missed = percentText(((level - price) / level) * 10_000, 0)
  return `${missed} % below its ${what} at${priceText(level, spec)}`
}

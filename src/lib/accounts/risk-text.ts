/** Words for the risk layer's rules, the same for agents, the log and the page. */
import { groupDigits } from '../core/group-digits'
import { limitName } from '../core/limit-text'
import { type ProductSpec, priceTicks, quantityUnits } from '../core/product'
import { RISK_LIMITS } from '../core/risk-rules'
import { spanText } from '../core/span-text'
import { priceInWords, quantityInWords } from '../market/price-format'
import type { RuleFigures, RuleGauge } from './portfolio-view'
import { clockText, nearText, percentText } from './risk-figures'

const TITLES: ReadonlyMap<string, string> = new Map([
  ...RISK_LIMITS.map(({ rule, title }) => [rule, title] as const),
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

/** A rule's name within a sentence: `trailing stop`, `product exposure`. */
export function nameInClause(rule: string): string {
  return limitName({ title: ruleTitle(rule) })
}

const OPERATOR = 'the operator re-arms'

/**
 * Why a rule acted, with its name and figures: `trailing stop: 5.01 % below its peak, limit 5 %`. `spec`: of the
 * product it acted on; without one prices and quantities are left out. `rearmed`: who re-arms a run that a rule
 * has halted, as its reader says it.
 */
export function ruleSentence(figures: RuleFigures, spec?: ProductSpec, rearmed = OPERATOR): string {
  return `${nameInClause(figures.rule)}: ${ruleClause(figures, spec, rearmed)}`
}

/** As {@link ruleSentence} without the rule's name. */
export function ruleClause(figures: RuleFigures, spec?: ProductSpec, rearmed = OPERATOR): string {
  const clause = clauseOf(figures, spec)
  return HALTING_RULES.has(figures.rule) ? `${clause}; buying stops until ${rearmed}` : clause
}

/** Limits of the whole run: they sell everything and stop its purchases. */
export const HALTING_RULES: ReadonlySet<string> = new Set(['run-drawdown', 'daily-loss'])

/** Where the limit of a whole run stands: `down 1.20 % today`, `at its highest since re-armed`. */
export function fallText({ rule, figure, threshold, rearmed }: RuleGauge): string {
  const percent = `${percentText(figure, threshold)} %`
  const since = rearmed === true ? ' since re-armed' : ''
  if (rule === 'run-drawdown') {
    return figure > 0 ? `${percent} below its highest${since}` : `at its highest${since}`
  }
  return `${figure > 0 ? `down ${percent}` : 'not down'}${since || ' today'}`
}

/** Above this a part says no more than that it is far too much. */
const MOST_BASIS_POINTS = 1e8

function clauseOf(figures: RuleFigures, spec: ProductSpec | undefined): string {
  const { rule, figure, threshold } = figures
  switch (rule) {
    case 'product-exposure':
    case 'gross-exposure':
      return `would be ${part(figures)} of equity, ${limit(figures)}`
    case 'tail-risk':
    case 'volatility-target':
    case 'correlated-exposure':
      return estimateClause(figures)
    case 'trailing-stop':
      return `${part(figures)} below its peak, ${limit(figures)}`
    case 'product-drawdown':
      return `${part(figures)} below its cost, ${limit(figures)}`
    case 'run-drawdown':
      return `down ${part(figures)} from its highest, ${limit(figures)}`
    case 'daily-loss':
      // Of the day, or of what was left of it when the run was re-armed.
      return `down ${part(figures)} within the day, ${limit(figures)}`
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

/** Of limits on estimates of the portfolio as it would be after a purchase. */
function estimateClause(figures: RuleFigures): string {
  const { rule, figure } = figures
  if (figure === Number.MAX_SAFE_INTEGER) return `cannot be estimated, ${limit(figures)}`
  const ofWhat = rule === 'volatility-target' ? 'a year' : 'of equity'
  const alike = rule === 'correlated-exposure' ? ' with what moves alike' : ''
  return `would be ${part(figures)} ${ofWhat}${alike}, ${limit(figures)}`
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
      return `${nearText(figure, threshold)}, limit ${groupDigits(String(threshold))}`
  }
}

const CENTS = 2
const MOST_PLACES = 18

function fundsClause(needed: number, there: number): string {
  let places = CENTS
  while (needed !== there && places < MOST_PLACES && needed.toFixed(places) === there.toFixed(places))
    places += 1
  return `$${groupDigits(needed.toFixed(places))} needed, $${groupDigits(there.toFixed(places))} there`
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
    : ` ${priceInWords(spec, priceTicks(ticks))}`
}

function heldClause(asked: number, held: number, spec: ProductSpec | undefined): string {
  const known =
    spec !== undefined && [asked, held].every((units) => Number.isSafeInteger(units) && units >= 0)
  if (!known) return 'more than is held'
  const [sold, kept] = [asked, held].map((units) => quantityInWords(spec, quantityUnits(units)))
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

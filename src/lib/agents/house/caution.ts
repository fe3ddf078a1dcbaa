import type { PortfolioView } from '../../accounts/portfolio-view'
import { nameInClause } from '../../accounts/risk-text'
import { settingsOf } from '../../core/plain-rules'
import type { ProductIndex } from '../../core/product'
import { RISK_LIMITS, sameRules } from '../../core/risk-rules'
import { spanText } from '../../core/span-text'
import type { TimeMs } from '../../core/time'
import type { ToolAnswer } from '../tools/tool'
import type { HouseWish } from './wishes'

/** Match time. In so little of it an estimate of the tail hardly becomes another. */
const PATIENCE = 600_000

/** Limits that are estimated: how much room they leave for a purchase is not known before it is asked for. */
const ESTIMATED: ReadonlySet<string> = new Set(
  RISK_LIMITS.filter(({ field }) => settingsOf(field).length > 0).map(({ rule }) => rule),
)

interface Refused {
  readonly rule: string
  readonly time: TimeMs
  /** As it was told when the purchase had been refused. */
  readonly portfolio: PortfolioView
}

/**
 * What a house agent remembers of purchases that a limit on an estimate refused: it would be refused again at
 * once, so it asks again when it holds something else, when its limits are others, or after ten minutes.
 */
export class Caution {
  readonly #refused = new Map<ProductIndex, Refused>()

  /** `portfolio`: after the refusal. */
  note({ product, side }: HouseWish, rule: string, time: TimeMs, portfolio: PortfolioView): void {
    if (side === 'buy') this.#refused.set(product, { rule, time, portfolio })
  }

  /** The rule that refused such a wish lately; undefined when it may be asked for. */
  against({ product, side }: HouseWish, time: TimeMs, portfolio: PortfolioView): string | undefined {
    if (side === 'sell') return undefined
    const refused = this.#refused.get(product)
    if (refused === undefined) return undefined
    if (time - refused.time < PATIENCE && isAlike(refused.portfolio, portfolio)) return refused.rule
    this.#refused.delete(product)
    return undefined
  }
}

/** The estimated limit that refused a trade; undefined when none did. */
export function estimatedRefusal(answer: ToolAnswer | undefined): string | undefined {
  const data = answer?.data
  if (data?.type !== 'trade' || data.answer.status !== 'answered') return undefined
  const { outcome } = data.answer
  if (outcome.status !== 'refused' || outcome.refusal.type !== 'risk') return undefined
  return ESTIMATED.has(outcome.refusal.rule) ? outcome.refusal.rule : undefined
}

/** Why a wish is not asked for: `SOL-USD waits: refused by tail risk in the last 10 min.` */
export function waitText({ spec }: HouseWish, rule: string): string {
  return `${spec.id} waits: refused by ${nameInClause(rule)} in the last ${spanText(PATIENCE)}.`
}

function isAlike(then: PortfolioView, now: PortfolioView): boolean {
  return sameRules(then.risk?.rules ?? {}, now.risk?.rules ?? {}) && holdings(then) === holdings(now)
}

function holdings({ positions }: PortfolioView): string {
  return positions.map(({ product, quantity }) => `${product}:${quantity}`).join(' ')
}

import type { PortfolioView, PositionView, RiskState, RuleGauge } from '../../accounts/portfolio-view'
import { percentText, remainingText } from '../../accounts/risk-figures'
import { fallText } from '../../accounts/risk-text'
import { limitText } from '../../core/limit-text'
import type { ProductSpec } from '../../core/product'
import { RISK_LIMITS, type RiskFieldSpec } from '../../core/risk-rules'
import { unbroken } from '../../core/unbroken'
import type { AgentRiskView, RiskLimitRow } from '../../../workers/api/view'
import { haltedSentence, limitsTitle } from './limit-words'

/** The limits a run plays under and how near to them it is; undefined where nothing watches it. */
export function agentRisk(
  products: readonly ProductSpec[],
  { risk, positions }: PortfolioView,
): AgentRiskView | undefined {
  if (risk === undefined) return undefined
  return {
    title: limitsTitle(risk.rules),
    rules: risk.rules,
    halted: risk.halted === undefined ? '' : haltedSentence(risk.halted),
    limits: RISK_LIMITS.flatMap((spec) => limitRow(products, positions, risk, spec)),
  }
}

function limitRow(
  products: readonly ProductSpec[],
  positions: readonly PositionView[],
  { rules, gauges }: RiskState,
  spec: RiskFieldSpec,
): readonly RiskLimitRow[] {
  const value = rules[spec.field]
  if (value === undefined) return []
  const { rule, title } = spec
  const gauge = nearest(gauges.filter((each) => each.rule === rule))
  const position = positions.find(({ product }) => product === gauge?.product)
  const state = gauge === undefined ? '' : stateText(gauge, position)
  const product = gauge?.product === undefined ? undefined : products[gauge.product]
  return [
    {
      ...{ rule, title, limit: unbroken(limitText(spec, value)) },
      state: unbroken(state === '' || product === undefined ? state : `${product.id} ${state}`),
      used: gauge === undefined ? undefined : usedOf(gauge),
    },
  ]
}

/** Of a limit that holds for each product, where it is nearest. */
function nearest(gauges: readonly RuleGauge[]): RuleGauge | undefined {
  return gauges.reduce<RuleGauge | undefined>(
    (best, gauge) => (best === undefined || usedOf(gauge) > usedOf(best) ? gauge : best),
    undefined,
  )
}

/** Rules that act until a span has passed: they are far away once it has. */
const WAITING_RULES: ReadonlySet<string> = new Set(['cool-down', 'reversal'])

/** 0 far away … 1 at the limit. */
function usedOf({ rule, figure, threshold }: RuleGauge): number {
  const part = Math.min(Math.max(figure / threshold, 0), 1)
  return WAITING_RULES.has(rule) ? 1 - part : part
}

function stateText(gauge: RuleGauge, position: PositionView | undefined): string {
  const { rule, figure, threshold } = gauge
  switch (rule) {
    case 'product-exposure':
    case 'gross-exposure':
    case 'tail-risk':
      return `${percentText(figure, 0)} % of equity`
    case 'volatility-target':
      return `${percentText(figure, 0)} % a year`
    case 'correlated-exposure':
      return `${percentText(figure, 0)} % with what moves alike`
    case 'trailing-stop':
      return aboveText(position?.price, position?.exits?.trailingStop)
    case 'product-drawdown':
      return aboveText(position?.price, position?.exits?.drawdownStop)
    case 'run-drawdown':
    case 'daily-loss':
      return fallText(gauge)
    case 'order-rate':
      return `${figure} ${figure === 1 ? 'order' : 'orders'} in the last minute`
    case 'cool-down':
    case 'reversal':
      return figure < threshold ? `${remainingText(gauge)} to wait` : ''
    default:
      return ''
  }
}

const WHOLE = 10_000

/** How far a price is above the stop that would sell it, as a part of the price. */
function aboveText(price: number | undefined, level: number | undefined): string {
  if (price === undefined || level === undefined) return ''
  if (price <= level) return 'at its stop'
  return `${percentText((WHOLE * (price - level)) / price, 0)} % above its stop`
}

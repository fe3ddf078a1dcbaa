/** The fields in which limits are given, as people read them. */
import { InvariantError } from '../../core/result'
import {
  LEAST_RETURNS,
  RISK_FIELDS,
  type RiskField,
  type RiskFieldSpec,
  type RiskUnit,
} from '../../core/risk-rules'
import { ACTION_OPTIONS, type FieldOption, MODEL_OPTIONS } from './setting-options'

type Group = 'positions' | 'account' | 'orders' | 'tail'

/** Fields that stand together. */
interface LimitGroup {
  readonly legend: string
  /** A line that holds for all of them; may be empty. */
  readonly note: string
  readonly fields: readonly LimitField[]
  /** How the limits among them are measured; may be empty. */
  readonly settings: readonly LimitField[]
}

export interface LimitField extends RiskFieldSpec {
  /** With the unit, such as `Trailing stop (%)`. */
  readonly label: string
  readonly hint: string
  /** Of a choice; empty for what is typed. */
  readonly options: readonly FieldOption[]
}

interface FieldTexts {
  readonly group: Group
  readonly hint: string
  readonly options?: readonly FieldOption[]
}

const UNITS: Readonly<Record<RiskUnit, string>> = {
  'basis-points': '%',
  orders: 'orders a minute',
  milliseconds: 'seconds',
  returns: 'returns',
  choice: '',
}

const TEXTS: Readonly<Record<RiskField, FieldTexts>> = {
  productExposureBasisPoints: {
    group: 'positions',
    hint: 'Most of equity in one product, after a purchase.',
  },
  grossExposureBasisPoints: {
    group: 'positions',
    hint: 'Most of equity in all products, after a purchase.',
  },
  trailingStopBasisPoints: { group: 'positions', hint: 'Sold when it falls by more from its peak.' },
  productDrawdownBasisPoints: { group: 'positions', hint: 'Sold when it falls by more below its cost.' },
  runDrawdownBasisPoints: { group: 'account', hint: 'Equity falls by more from its highest.' },
  dailyLossBasisPoints: { group: 'account', hint: 'Equity falls by more within a UTC day.' },
  priceCollarBasisPoints: {
    group: 'orders',
    hint: 'Refused when the quote moved by more since the agent looked.',
  },
  ordersPerMinute: { group: 'orders', hint: 'Most orders of an agent in 60 seconds.' },
  coolDown: { group: 'orders', hint: 'No purchase for so long after a sale at a loss.' },
  reversalInterval: {
    group: 'orders',
    hint: 'For so long, what was just bought is not sold, what was just sold not bought.',
  },
  tailRiskBasisPoints: {
    group: 'tail',
    hint: 'Most of equity that the worst outcomes may cost on average (TVaR), after a purchase.',
  },
  volatilityTargetBasisPoints: {
    group: 'tail',
    hint: 'A purchase is cut until the account swings by no more of its equity in a year.',
  },
  correlatedExposureBasisPoints: {
    group: 'tail',
    hint: 'Most of equity in a product and, by correlation, in all that moves with it.',
  },
  riskModel: { group: 'tail', hint: 'How past returns become an estimate.', options: MODEL_OPTIONS },
  riskWindow: { group: 'tail', hint: 'Newest returns it rests on: minutes, or the bars of a backtest.' },
  tailRiskLevel: { group: 'tail', hint: 'At 99 %, the worst 1 % of outcomes counts.' },
  tailRiskHorizon: { group: 'tail', hint: 'How far ahead losses are looked at.' },
  tailRiskAction: {
    group: 'tail',
    hint: 'What becomes of a purchase beyond the tail limit.',
    options: ACTION_OPTIONS,
  },
}

/** Every limit there is, in one of the groups. */
export const LIMIT_GROUPS: readonly LimitGroup[] = [
  groupOf('positions', 'Positions'),
  groupOf('account', 'Account', 'Then everything is sold, and buying stops until you re-arm the agent.'),
  groupOf('orders', 'Orders'),
  groupOf('tail', 'Tail risk', `A product with fewer than ${LEAST_RETURNS} returns counts as lost whole.`),
]

function groupOf(group: Group, legend: string, note = ''): LimitGroup {
  const all = RISK_FIELDS.filter(({ field }) => TEXTS[field].group === group).map(withTexts)
  const [fields, settings] = (['limit', 'setting'] as const).map((wanted) =>
    all.filter(({ kind }) => kind === wanted),
  )
  return { legend, note, fields: fields ?? [], settings: settings ?? [] }
}

/** One field by itself. */
export function fieldNamed(name: RiskField): LimitField {
  const spec = RISK_FIELDS.find(({ field }) => field === name)
  if (spec === undefined) throw new InvariantError(`There is no limit called ${name}.`)
  return withTexts(spec)
}

function withTexts(spec: RiskFieldSpec): LimitField {
  const { hint, options = [] } = TEXTS[spec.field]
  const unit = UNITS[spec.unit]
  return { ...spec, label: unit === '' ? spec.title : `${spec.title} (${unit})`, hint, options }
}

/** The fields in which limits are given, as people read them. */
import { RISK_FIELDS, type RiskField, type RiskFieldSpec, type RiskUnit } from '../../core/risk-rules'

type Group = 'positions' | 'account' | 'orders'

/** Fields that stand together. */
interface LimitGroup {
  readonly legend: string
  /** A line that holds for all of them; may be empty. */
  readonly note: string
  readonly fields: readonly LimitField[]
}

interface LimitField extends RiskFieldSpec {
  /** With the unit, such as `Trailing stop (%)`. */
  readonly label: string
  readonly hint: string
}

const UNITS: Readonly<Record<RiskUnit, string>> = {
  'basis-points': '%',
  orders: 'orders a minute',
  milliseconds: 'seconds',
}

const TEXTS: Readonly<Record<RiskField, { readonly group: Group; readonly hint: string }>> = {
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
}

/** Every limit there is, in one of the groups. */
export const LIMIT_GROUPS: readonly LimitGroup[] = [
  groupOf('positions', 'Positions'),
  groupOf('account', 'Account', 'Then everything is sold, and buying stops until you re-arm the agent.'),
  groupOf('orders', 'Orders'),
]

function groupOf(group: Group, legend: string, note = ''): LimitGroup {
  const fields = RISK_FIELDS.filter(({ field }) => TEXTS[field].group === group)
  return { legend, note, fields: fields.map(withTexts) }
}

function withTexts(spec: RiskFieldSpec): LimitField {
  return { ...spec, label: `${spec.title} (${UNITS[spec.unit]})`, hint: TEXTS[spec.field].hint }
}

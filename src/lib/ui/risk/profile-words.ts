/** A risk profile in words and figures. What is not known is never a number. */
import { choiceText, limitText } from '../../core/limit-text'
import { spanText } from '../../core/span-text'
import type { RiskProfile } from '../../../workers/api/risk'
import { MINUS, NO_VALUE, moneyText, percentText } from '../format'

export interface Figure {
  readonly label: string
  readonly value: string
  /** The same as a part, or what it is measured by; may be empty. */
  readonly aside: string
  /** What the label means; may be empty. */
  readonly definition: string
}

/** Dollars of an estimate: `$1,234.50`. */
export function dollarsText(value: number): string {
  return Number.isFinite(value) ? moneyText(value.toFixed(2)) : NO_VALUE
}

/** A fraction as percent: `12.3 %`; what is not known as a dash. */
export function partText(value: number, places = 2): string {
  if (!Number.isFinite(value)) return NO_VALUE
  const text = percentText(value, places)
  return value < 0 && /[1-9]/.test(text) ? `${MINUS}${text}` : text
}

/** Dollars as a part of equity; infinite where there is none. */
export function partOfEquity(dollars: number, { equity }: RiskProfile): number {
  if (equity > 0) return dollars / equity
  return dollars > 0 ? Number.POSITIVE_INFINITY : 0
}

/** `4.40 % of equity`; far more than all of it is no figure. */
export function ofEquityText(dollars: number, profile: RiskProfile): string {
  const part = partOfEquity(dollars, profile)
  return Number.isFinite(part) ? `${partText(part)} of equity` : 'more than all equity'
}

/** `normal, 99 %, 1 h ahead, from up to 1,440 returns`. */
export function estimateText({ settings: { model, level, horizon, window } }: RiskProfile): string {
  const returns = limitText({ unit: 'returns' }, window)
  // Those of an EWMA are not cut off at the window: they count less and less.
  const basis = model === 'ewma' ? `fading over ${returns}` : `from up to ${returns}`
  return `${choiceText(model)}, ${levelText(level)}, ${spanText(horizon)} ahead, ${basis}`
}

function levelText(level: number): string {
  return limitText({ unit: 'basis-points' }, level)
}

/** The figures of a portfolio, most important first. */
export function figuresOf(profile: RiskProfile): readonly Figure[] {
  const { equity, cash, exposure, valueAtRisk, tailValueAtRisk, volatility, settings } = profile
  const [span, rest] = [spanText(settings.horizon), levelText(10_000 - settings.level)]
  const bare = { aside: '', definition: '' }
  return [
    {
      label: 'Tail value at risk',
      value: dollarsText(tailValueAtRisk),
      aside: ofEquityText(tailValueAtRisk, profile),
      definition: `The mean loss within ${span} in the worst ${rest} of cases, as the estimate has it.`,
    },
    {
      label: 'Value at risk',
      value: dollarsText(valueAtRisk),
      aside: ofEquityText(valueAtRisk, profile),
      definition: `The loss within ${span} that is passed in ${rest} of cases, as the estimate has it.`,
    },
    { ...bare, label: 'Exposure', value: dollarsText(exposure), aside: ofEquityText(exposure, profile) },
    { ...bare, label: 'Cash', value: dollarsText(cash), aside: `of ${dollarsText(equity)} equity` },
    {
      label: 'Volatility',
      value: partText(volatility, 1),
      aside: Number.isFinite(volatility) ? 'in a year' : exposure > 0 ? 'not known' : 'no position',
      definition: 'Standard deviation of what the positions return in a year of 365 days.',
    },
    {
      ...bare,
      label: 'Drawdown',
      value: partText(profile.drawdown),
      aside: `at worst ${partText(profile.maxDrawdown)}`,
    },
  ]
}

export interface Gauge {
  /** Of the scale, 0 … 1: how far the bar goes, and where the limit is. */
  readonly share: number
  readonly mark: number
  readonly state: 'within' | 'near' | 'above'
  readonly text: string
}

const NEAR = 0.8
/** The scale goes on a little beyond the limit. */
const BEYOND = 1.25

/** The tail against its limit; undefined without one. */
export function tailGauge(profile: RiskProfile): Gauge | undefined {
  if (profile.limit === undefined) return undefined
  const limit = profile.limit / 10_000
  const tail = partOfEquity(profile.tailValueAtRisk, profile)
  const scale = Math.max(limit * BEYOND, Number.isFinite(tail) ? tail : 0)
  const state = tail > limit ? 'above' : tail >= limit * NEAR ? 'near' : 'within'
  return {
    share: Number.isFinite(tail) ? tail / scale : 1,
    mark: limit / scale,
    state,
    text: `${ofEquityText(profile.tailValueAtRisk, profile)}, limit ${limitText({ unit: 'basis-points' }, profile.limit)}`,
  }
}

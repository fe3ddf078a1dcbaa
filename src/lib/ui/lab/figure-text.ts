/** Statistics of a backtest as a person reads them. They are doubles; exact money stays with the ledger. */
import type { RunView, TearSheet } from '../../../workers/api/lab'
import { MINUS, countText, numberText, percentText, pluralText, signedPercentText } from '../format'

export type StatisticRow = TearSheet['statistics'][number]

export const NOT_DEFINED = 'n/a'

/** Those whose sign says gain or loss. */
const SIGNED = new Set<StatisticRow['key']>([
  'total-return',
  'cagr',
  'benchmark-return',
  'alpha',
  'expectancy',
  'sharpe',
  'sortino',
  'calmar',
])

/** A statistic in its unit; one that is not defined is said to be so. */
export function statisticText({ key, value, unit }: Pick<StatisticRow, 'key' | 'value' | 'unit'>): string {
  if (Number.isNaN(value)) return NOT_DEFINED
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`
  switch (unit) {
    case 'fraction':
      return SIGNED.has(key) ? signedPercentText(value) : plainPercent(value)
    case 'usd':
      return SIGNED.has(key) ? signedDollars(value) : dollarsText(value)
    case 'ratio':
      return numberText(value, 2)
    case 'count':
      return countText(value)
    case 'days':
      return `${numberText(value, 1)} d`
    case 'hours':
      return value >= 48 ? `${numberText(value / 24, 1)} d` : `${numberText(value, 1)} h`
  }
}

/** −1, 0 or 1: whether the statistic tells of a gain or a loss; 0 for those that are neither. */
export function toneOf({ key, value }: Pick<StatisticRow, 'key' | 'value'>): -1 | 0 | 1 {
  if (!SIGNED.has(key) || !Number.isFinite(value) || value === 0) return 0
  return value > 0 ? 1 : -1
}

/** US dollars of a double, cents included: `−$1,204.77`. */
export function dollarsText(value: number, places = 2): string {
  if (!Number.isFinite(value)) return NOT_DEFINED
  const text = numberText(Math.abs(value), places)
  return `${value < 0 && isSome(text) ? MINUS : ''}$${text}`
}

/** As {@link dollarsText}, with `+` before a gain. */
export function signedDollars(value: number): string {
  const text = dollarsText(value)
  return value > 0 && isSome(text) ? `+${text}` : text
}

/** Not rounded to nothing. */
function isSome(text: string): boolean {
  return /[1-9]/.test(text)
}

/** A fraction as per cent, whose minus stays. */
export function plainPercent(value: number, places = 2): string {
  if (Number.isNaN(value)) return NOT_DEFINED
  return value < 0 ? signedPercentText(value, places) : percentText(value, places)
}

/** A ratio such as a Sharpe: two places, `n/a` where it is not defined. */
export function ratioText(value: number): string {
  return Number.isFinite(value) ? numberText(value, 2) : NOT_DEFINED
}

/** A price of any size: as many digits as tell it apart. */
export function anyPriceText(value: number): string {
  if (!Number.isFinite(value)) return NOT_DEFINED
  if (value >= 1) return numberText(value, 2)
  return value > 0 ? String(Number(value.toPrecision(4))) : '0'
}

/** A quantity in base currency as a statistic: at most eight places. */
export function anyQuantityText(value: number): string {
  return numberText(value, value >= 1000 ? 0 : 8)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
}

/** A parameter's value, as its field shows it. */
export function parameterText(value: number): string {
  return String(Number(value.toPrecision(10)))
}

/** A finished run in a line, for who does not see it appear. */
export function shortText({ summary }: RunView): string {
  const total = statisticText({ key: 'total-return', value: summary.totalReturn, unit: 'fraction' })
  return `${summary.name}: total return ${total}, Sharpe ratio ${ratioText(summary.sharpe)}, ${pluralText(summary.trades, 'trade')}.`
}

/** Figures of a report as a person reads them, in the style of en-US with a true minus. */
import type { StatisticRow } from '../../analytics/tear-sheet'
import { assertNever } from '../../core/result'
import { groupDigits } from '../../core/group-digits'

/** Where a figure is not defined. */
export const NOT_DEFINED = 'n/a'

/** A value in its unit: `12.34 %`, `−$5.00`, `1.25`, `30`, `2.5 h`. */
export function valueText(value: number, unit: StatisticRow['unit']): string {
  switch (unit) {
    case 'fraction':
      return percentText(value)
    case 'usd':
      return dollarText(value)
    case 'ratio':
      return fixed(value, 2)
    case 'count':
      return fixed(value, 0)
    case 'days':
      return withUnit(fixed(value, 1), 'd')
    case 'hours':
      return withUnit(fixed(value, value < 10 ? 2 : 1), 'h')
    default:
      return assertNever(unit)
  }
}

/** `12.34 %`. */
export function percentText(fraction: number, places = 2): string {
  return withUnit(fixed(fraction * 100, places), '%')
}

/** `$1,234.50`, `−$0.60`; prices far below a cent keep their digits. */
export function dollarText(value: number): string {
  if (!Number.isFinite(value)) return NOT_DEFINED
  const size = Math.abs(value)
  const text = size > 0 && size < 0.01 ? plainDigits(size) : fixed(size, 2)
  return `${value < 0 && /[1-9]/.test(text) ? '−' : ''}$${text}`
}

/** As many digits as a quantity or a price has, without an exponent, at most 10 places. */
export function plainDigits(value: number): string {
  if (!Number.isFinite(value)) return NOT_DEFINED
  return groupDigits(value.toFixed(10).replace(/\.?0+$/, ''))
}

/** With so many places, grouped. */
export function fixed(value: number, places: number): string {
  if (!Number.isFinite(value)) return NOT_DEFINED
  const text = groupDigits(Math.abs(value).toFixed(places))
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text
}

function withUnit(text: string, unit: string): string {
  return text === NOT_DEFINED ? text : `${text} ${unit}`
}

/**
 * Figures as a person reads them. Money arrives as exact decimal text and stays exact: it is rounded
 * half-even as a bigint and grouped as text, never turned into a float. Written in the style of en-US.
 */
import { type Decimal, DECIMAL_ZERO, decimalToFixed, parseDecimal } from '../core/decimal'
import { groupDigits } from '../core/group-digits'

export const MINUS = '−'
export const NO_VALUE = '–'

const MAX_PLACES = 18

/** Exact decimal text rounded half-even to `places`, grouped, with a true minus. Other text is shown as it is. */
export function fixedText(text: string, places: number): string {
  const parsed = parseDecimal(text)
  if (!parsed.ok) return text
  const fixed = decimalToFixed(parsed.value, Math.min(places, MAX_PLACES))
  return fixed.startsWith('-') ? MINUS + groupDigits(fixed.slice(1)) : groupDigits(fixed)
}

/** US dollars from exact text: `$1,234.50`, `−$0.60`; an amount that is not zero but rounds to it: `<$0.01`. */
export function moneyText(text: string): string {
  const fixed = fixedText(text, 2)
  if (isZeroText(fixed) && !isZeroText(text)) return signOf(text) < 0 ? `${MINUS}<$0.01` : '<$0.01'
  if (isZeroText(fixed)) return '$0.00'
  return fixed.startsWith(MINUS) ? `${MINUS}$${fixed.slice(1)}` : `$${fixed}`
}

/** As {@link moneyText} with `+` before gains. */
export function signedMoneyText(text: string): string {
  return signOf(text) > 0 ? `+${moneyText(text)}` : moneyText(text)
}

/** A price or average cost with exactly the product's own decimal places. */
export function priceText(text: string | undefined, places: number): string {
  return text === undefined ? NO_VALUE : fixedText(text, places)
}

/** A quantity, every digit of it. */
export function quantityText(text: string): string {
  return groupDigits(text)
}

/** For comparing and adding; what is no decimal text counts as zero. */
export function exactAmount(text: string): Decimal {
  const parsed = parseDecimal(text)
  return parsed.ok ? parsed.value : DECIMAL_ZERO
}

/** −1, 0 or 1 of exact decimal text. */
export function signOf(text: string): -1 | 0 | 1 {
  if (isZeroText(text)) return 0
  return text.startsWith('-') || text.startsWith(MINUS) ? -1 : 1
}

/** A fraction as percent, unsigned: 0.0141 → `1.41 %`. */
export function percentText(ratio: number, places = 2): string {
  return `${numberText(Math.abs(ratio) * 100, places)} %`
}

/** A fraction as percent with its sign: `+1.84 %`, `−0.59 %`, `0.00 %`. */
export function signedPercentText(ratio: number, places = 2): string {
  const text = percentText(ratio, places)
  if (isZeroText(text.replace(/[ %]/g, ''))) return text
  return (ratio > 0 ? '+' : MINUS) + text
}

/** A statistic with so many places, grouped. */
export function numberText(value: number, places: number): string {
  if (!Number.isFinite(value)) return NO_VALUE
  const fixed = groupDigits(Math.abs(value).toFixed(places))
  return value < 0 && !isZeroText(fixed) ? MINUS + fixed : fixed
}

/** A spread in basis points: `1.3 bp`. */
export function basisPointsText(value: number | undefined): string {
  if (value === undefined) return NO_VALUE
  return `${numberText(value, value < 100 ? 1 : 0)} bp`
}

/** A large statistic in short: 12,345,678 → `12.35M`. */
export function compactText(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return NO_VALUE
  for (const [unit, name] of [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'K'],
  ] as const) {
    if (value >= unit) return numberText(value / unit, 2) + name
  }
  return numberText(value, value < 10 ? 2 : 0)
}

/** Bytes in binary units: `1.4 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`
  const units = ['KB', 'MB', 'GB', 'TB']
  let value = bytes / 1024
  let index = 0
  while (value >= 1024 && index < units.length - 1) {
    value /= 1024
    index += 1
  }
  return `${numberText(value, value < 10 ? 1 : 0)} ${units[index] ?? ''}`
}

export function countText(count: number): string {
  return groupDigits(String(Math.round(count)))
}

/** `1 trade`, `2 trades`. */
export function pluralText(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`
}

function isZeroText(text: string): boolean {
  return !/[1-9]/.test(text)
}

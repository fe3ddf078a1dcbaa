import { type Decimal, DECIMAL_PLACES, decimalToFixed } from '../../core/decimal'
import type { DurationMs } from '../../core/time'
import { formatUsd } from '../../market/price-format'

const CENTS = 2
const MS_PER_SECOND = 1000
const SECONDS_PER_MINUTE = 60
const MINUTES_PER_HOUR = 60

/** Two amounts in USD, with as many places as it takes to tell them apart (at least two). */
export function apart(a: Decimal, b: Decimal): readonly [string, string] {
  let places = CENTS
  while (a !== b && places < DECIMAL_PLACES && decimalToFixed(a, places) === decimalToFixed(b, places))
    places += 1
  return [formatUsd(a, places), formatUsd(b, places)]
}

/** A short span, with tenths only below ten seconds: `14 s`, `0.8 s`. */
export function inSeconds(span: DurationMs): string {
  const seconds = span / MS_PER_SECOND
  return `${seconds < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds)} s`
}

/** A time held: `45 s`, `12 min`, `3 h 05 min`. */
export function heldText(span: DurationMs): string {
  const seconds = Math.floor(span / MS_PER_SECOND)
  if (seconds < SECONDS_PER_MINUTE) return `${seconds} s`
  const minutes = Math.floor(seconds / SECONDS_PER_MINUTE)
  if (minutes < MINUTES_PER_HOUR) return `${minutes} min`
  return `${Math.floor(minutes / MINUTES_PER_HOUR)} h ${String(minutes % MINUTES_PER_HOUR).padStart(2, '0')} min`
}

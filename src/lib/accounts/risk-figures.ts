import { groupDigits } from '../core/group-digits'
import { spanText } from '../core/span-text'
import type { RuleFigures } from './portfolio-view'

const PERCENT = 100
const PLACES = 2
const MOST_PLACES = 16
const SMALLEST = 0.01
const MS_PER_SECOND = 1000

/**
 * Basis points as percent, without the sign: two places, or as many more as it takes to stay on its own side of
 * `limit` (basis points); less than a hundredth is `<0.01`. Without a limit exactly as it is.
 */
export function percentText(basisPoints: number, limit?: number): string {
  const percent = basisPoints / PERCENT
  if (limit === undefined) return groupDigits(String(percent))
  if (percent !== 0 && Math.abs(percent) < SMALLEST) return `${percent < 0 ? '-' : ''}<${SMALLEST}`
  return nearText(percent, limit / PERCENT)
}

/** A figure with two places, or as many more as it takes to stay on its own side of `other`. */
export function nearText(figure: number, other: number): string {
  const side = Math.sign(figure - other)
  for (let places = PLACES; places <= MOST_PLACES; places += 1) {
    const text = figure.toFixed(places)
    if (Math.sign(Number(text) - other) === side) return groupDigits(text)
  }
  return String(figure)
}

/** What is left of a span of milliseconds, rounded up: who waits so long has waited enough. */
export function remainingText({ figure, threshold }: RuleFigures): string {
  return spanText(Math.ceil(Math.max(0, threshold - figure) / MS_PER_SECOND) * MS_PER_SECOND)
}

/** The last instant a date can be made of. */
const LATEST = 8.64e15

/** `12:30 UTC`, with seconds where there are any. */
export function clockText(time: number): string {
  if (!(Math.abs(time) <= LATEST)) return 'an unknown time'
  const iso = new Date(time).toISOString()
  const [clock = ''] = iso.split('T')[1]?.split('.') ?? []
  return `${clock.replace(/:00$/, '')} UTC`
}

/** Words for sentences about bars. */
import { groupDigits } from '../../core/group-digits'

export function counted(value: number): string {
  return groupDigits(String(value))
}

/** `1 bar`, `2 bars`. */
export function several(value: number, word: string): string {
  return `${counted(value)} ${word}${value === 1 ? '' : 's'}`
}

/** ISO 8601 without needless milliseconds; the bare number where there is no such instant. */
export function isoText(time: number): string {
  if (!(Math.abs(time) <= 8.64e15)) return String(time)
  return new Date(time).toISOString().replace('.000Z', 'Z')
}

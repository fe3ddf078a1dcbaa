import type { TimeMs } from '../../core/time'

const DATE_LENGTH = 10
const MINUTE_END = 16
const SECOND_END = 19

/** `2026-10-03 12:00:05`, UTC. */
export function dateTimeText(time: TimeMs): string {
  const iso = new Date(time).toISOString()
  return `${iso.slice(0, DATE_LENGTH)} ${iso.slice(DATE_LENGTH + 1, SECOND_END)}`
}

/** `12:00`, UTC. */
export function minuteText(time: TimeMs): string {
  return new Date(time).toISOString().slice(DATE_LENGTH + 1, MINUTE_END)
}

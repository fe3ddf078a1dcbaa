import { type Result, err, ok } from '../core/result'
import { type TimeMs, timeMs } from '../core/time'

const ISO_UTC = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/

/** Parses an ISO 8601 instant in UTC with up to nanoseconds; what is finer than a millisecond is cut off. */
export function parseTimestamp(text: string): Result<TimeMs, string> {
  const match = ISO_UTC.exec(text)
  if (match === null) return err(`"${text.slice(0, 40)}" is not a time in UTC.`)
  const [, whole = '', fraction = ''] = match
  const millis = Date.parse(`${whole}.${fraction.slice(0, 3).padEnd(3, '0')}Z`)
  return Number.isSafeInteger(millis) ? ok(timeMs(millis)) : err(`"${text}" is not a time in UTC.`)
}

import type { ImportChoices } from '../../../workers/api/lab'
import { assertNever } from '../../core/result'

type TimeUnit = ImportChoices['time']

const WRITTEN =
  /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i
const MINUTE = 60_000

/** Milliseconds in a unit of the time column; NaN for text. */
function unitMs(unit: TimeUnit): number {
  switch (unit) {
    case 'seconds':
      return 1000
    case 'milliseconds':
      return 1
    case 'microseconds':
      return 0.001
    case 'text':
      return Number.NaN
    default:
      return assertNever(unit)
  }
}

/** Ms since the epoch of a number in the unit; exact for whole numbers, a fraction stays one. */
export function timeOfNumber(value: number, unit: TimeUnit): number {
  return unit === 'microseconds' ? value / 1000 : value * unitMs(unit)
}

/** What unit numbers of this size count in, were they times of this century. */
export function guessUnit(value: number): Exclude<TimeUnit, 'text'> {
  if (value >= 1e14) return 'microseconds'
  return value >= 1e11 ? 'milliseconds' : 'seconds'
}

/** An instant written as ISO 8601 or `YYYY-MM-DD hh:mm[:ss]`. */
export interface WrittenTime {
  /** Ms since the epoch, as if it were UTC where no zone is written. */
  readonly time: number
  readonly zoned: boolean
}

export function readTime(text: string): WrittenTime | undefined {
  const match = WRITTEN.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  const days = Date.UTC(y, m - 1, d)
  const real = new Date(days)
  if (real.getUTCMonth() !== m - 1 || real.getUTCDate() !== d) return undefined
  const clock = (Number(hour) * 60 + Number(minute)) * MINUTE + Number(second) * 1000
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const time = days + clock + Number(`0.${fraction === '' ? '0' : fraction}`) * 1000
  return { time: time - zoneMs(zone), zoned: zone !== undefined }
}

function zoneMs(zone: string | undefined): number {
  const match = zone === undefined ? null : /^([+-])(\d{2}):?(\d{2})$/.exec(zone)
  if (match === null) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return (match[1] === '-' ? -minutes : minutes) * MINUTE
}

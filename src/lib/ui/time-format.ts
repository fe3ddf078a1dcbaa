/** Instants and spans as a person reads them; instants in the visitor's own time zone. */
import { NO_VALUE, numberText } from './format'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const pad = (value: number): string => String(value).padStart(2, '0')

/** `14:32:08`, local. */
export function clockText(time: number): string {
  const date = new Date(time)
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
}

/** `Nov 21, 14:32`, local. */
export function dateText(time: number): string {
  const date = new Date(time)
  const day = date.toLocaleDateString('en-US', { month: 'short', day: 'numeric' })
  return `${day}, ${pad(date.getHours())}:${pad(date.getMinutes())}`
}

/** For the `datetime` attribute. */
export function isoText(time: number): string {
  return new Date(time).toISOString()
}

/** Elapsed time as a stopwatch shows it: `04:12:33`, days in front when there are any. */
export function stopwatchText(span: number): string {
  const left = Math.max(0, span)
  const days = Math.floor(left / DAY)
  const clock = [Math.floor(left / HOUR) % 24, Math.floor(left / MINUTE) % 60, Math.floor(left / SECOND) % 60]
  return (days > 0 ? `${days}d ` : '') + clock.map(pad).join(':')
}

/** What is left until something, rounded up to whole seconds: `00:41`, `1:02:05`. */
export function countdownText(span: number): string {
  const left = Math.ceil(Math.max(0, span) / SECOND)
  const hours = Math.floor(left / 3600)
  const rest = `${pad(Math.floor(left / 60) % 60)}:${pad(left % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** A span in its largest one or two units: `12 s`, `3 min`, `2 h 5 min`, `1 d 4 h`. */
export function spanText(span: number): string {
  const left = Math.max(0, span)
  if (left < MINUTE) return `${Math.floor(left / SECOND)} s`
  if (left < HOUR) return `${Math.floor(left / MINUTE)} min`
  if (left < DAY) return twoUnits(Math.floor(left / HOUR), 'h', Math.floor(left / MINUTE) % 60, 'min')
  return twoUnits(Math.floor(left / DAY), 'd', Math.floor(left / HOUR) % 24, 'h')
}

/** How long a decision took: `340 ms`, `2.1 s`. */
export function latencyText(span: number | undefined): string {
  if (span === undefined) return NO_VALUE
  return span < SECOND ? `${Math.round(span)} ms` : `${numberText(span / SECOND, 1)} s`
}

function twoUnits(large: number, largeName: string, small: number, smallName: string): string {
  return small === 0 ? `${large} ${largeName}` : `${large} ${largeName} ${small} ${smallName}`
}

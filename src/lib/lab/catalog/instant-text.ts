const MIDNIGHT = ' 00:00 UTC'
/** Beyond it there are no dates, ms. */
const LATEST = 8.64e15

/** An instant for a person: `2026-10-03 12:00 UTC`; the bare number where there is no such date. */
export function minuteText(time: number): string {
  if (!(Math.abs(time) <= LATEST)) return String(time)
  return `${new Date(time).toISOString().slice(0, -8).replace('T', ' ')} UTC`
}

/** As {@link minuteText}, without the time at midnight. */
export function instantText(time: number): string {
  const text = minuteText(time)
  return text.endsWith(MIDNIGHT) ? text.slice(0, -MIDNIGHT.length) : text
}

const NAMES: Readonly<Record<number, string>> = {
  60: 'one-minute',
  300: 'five-minute',
  900: 'quarter-hour',
  3600: 'hourly',
  21600: 'six-hour',
  86400: 'daily',
}

/** As in "one-minute bars". */
export function granularityText(granularity: number): string {
  return NAMES[granularity] ?? `${granularity}-second`
}

/** Figures of limits in as few digits as tell them apart. */
const DIGITS = 3
const MOST_DIGITS = 17
const SMALLEST = 0.001
const PERCENT = 100
const MS_PER_SECOND = 1000
const SECONDS_PER_MINUTE = 60
const MINUTES_PER_HOUR = 60

/**
 * Basis points as percent, without the sign. With `limit` (basis points) to three digits, or as many more as
 * it takes to stay on its own side of the limit; alone exactly as it is.
 */
export function percentText(basisPoints: number, limit?: number): string {
  return limit === undefined
    ? String(basisPoints / PERCENT)
    : nearText(basisPoints / PERCENT, limit / PERCENT)
}

/** A figure to three digits, or as many more as it takes to stay on its own side of `other`. */
export function nearText(figure: number, other: number): string {
  const side = Math.sign(figure - other)
  for (let digits = DIGITS; digits < MOST_DIGITS; digits += 1) {
    const rounded = Number(figure.toPrecision(digits))
    const shown = digits === DIGITS && Math.abs(rounded) < SMALLEST ? 0 : rounded
    if (Math.sign(shown - other) === side) return String(shown)
  }
  return String(figure)
}

/** A span of milliseconds, exactly: `0.5 s`, `4 min 10 s`, `2 h 30 min`. */
export function spanText(span: number): string {
  const minutes = Math.floor(span / MS_PER_SECOND / SECONDS_PER_MINUTE)
  const seconds = (span - minutes * SECONDS_PER_MINUTE * MS_PER_SECOND) / MS_PER_SECOND
  const hours = Math.floor(minutes / MINUTES_PER_HOUR)
  const parts = [
    hours === 0 ? '' : `${hours} h`,
    minutes % MINUTES_PER_HOUR === 0 ? '' : `${minutes % MINUTES_PER_HOUR} min`,
    seconds === 0 ? '' : `${seconds} s`,
  ].filter((text) => text !== '')
  return parts.length === 0 ? '0 s' : parts.join(' ')
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

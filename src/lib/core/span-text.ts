const MS_PER_SECOND = 1000
const SECONDS_PER_MINUTE = 60
const MINUTES_PER_HOUR = 60

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

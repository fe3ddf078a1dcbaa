/** At which instants a run's curves are read before returns are taken. */

const DAY_MS = 86_400_000
const YEAR_SECONDS = 365 * 86_400
/** Runs at least this long are sampled daily, shorter ones bar by bar. */
const DAILY_FROM_MS = 30 * DAY_MS
const MOST_BAR_SAMPLES = 10_000
/** Only bars centuries apart come to more; then a sample is of several days. */
const MOST_DAYS = 100_000

export interface SamplingGrid {
  /** From one sample to the next. */
  readonly seconds: number
  /** The instants, ms since the epoch, evenly apart. */
  readonly time: Float64Array
  /** The last row closed by each instant; −1 before the first one. */
  readonly rows: Int32Array
}

/**
 * Every 00:00 UTC within the run when it lasts 30 days or longer; else from the first bar's opening on every bar,
 * or every so many bars that there are at most 10,000. Parts of a period at either end are left out: they are
 * shorter than the others. `time` are closes in ms, rising; `granularity` in seconds.
 */
export function samplingGrid(time: Float64Array, granularity: number): SamplingGrid {
  const end = time[time.length - 1]
  if (end === undefined) return { seconds: granularity, time: new Float64Array(), rows: new Int32Array() }
  const start = openingOf(time, granularity)
  const step = stepOf(end - start, granularity * 1000)
  const first = step % DAY_MS === 0 ? Math.ceil(start / DAY_MS) * DAY_MS : start
  return gridFrom(time, first, step, Math.floor((end - first) / step) + 1)
}

/** When the first bar opened, ms; NaN without bars. */
export function openingOf(time: Float64Array, granularity: number): number {
  return (time[0] ?? NaN) - granularity * 1000
}

/** Sampled returns in a year of 365 days. */
export function periodsPerYear(samplingSeconds: number): number {
  return YEAR_SECONDS / samplingSeconds
}

/** A span of milliseconds in years of 365 days. */
export function yearsOf(milliseconds: number): number {
  return milliseconds / (YEAR_SECONDS * 1000)
}

function stepOf(span: number, bar: number): number {
  if (span >= DAILY_FROM_MS) return DAY_MS * Math.max(1, Math.ceil(span / DAY_MS / MOST_DAYS))
  return bar * Math.max(1, Math.ceil(span / bar / MOST_BAR_SAMPLES))
}

function gridFrom(closes: Float64Array, first: number, step: number, count: number): SamplingGrid {
  const time = new Float64Array(count)
  const rows = new Int32Array(count)
  let row = -1
  for (let sample = 0; sample < count; sample += 1) {
    const instant = first + sample * step
    while ((closes[row + 1] ?? Infinity) <= instant) row += 1
    time[sample] = instant
    rows[sample] = row
  }
  return { seconds: step / 1000, time, rows }
}

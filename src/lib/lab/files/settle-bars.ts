/** From what a file says to bars that can be kept: checked, in whole steps, in order, each bucket once. */
import type { ProductSpec } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import type { Bars, QuotedBars } from '../../market/bars'
import type { BarGranularity } from '../../market/types'
import { granularityText } from '../catalog/instant-text'
import { isoText, several } from './bar-text'
import { inOrder } from './bar-order'
import { MOST_STEPS, PriceSteps } from './price-steps'
import { faultOfQuote } from './quote-columns'
import type { RawBars } from './raw-bars'

export interface ImportedBars {
  readonly spec: ProductSpec
  readonly granularity: BarGranularity
  /** Prices in whole increments, rising times, each column in memory of its own. */
  readonly bars: QuotedBars
  /** What was mended and what is missing, a sentence each. */
  readonly notes: readonly string[]
}

/** What bars are to become. */
export interface BarShape {
  readonly spec: ProductSpec
  readonly granularity: BarGranularity
}

/** A row's place in its file, such as `Line 17`. */
export type PlaceOf = (row: number) => string

const EARLIEST = Date.UTC(2000, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)
/** Rounding to the step that nobody meant: more than a double's own noise. */
const NOTEWORTHY = 1e-9

/** The columns of `raw` are used up. The error is a sentence with the place of the first bad row. */
export function settleBars(raw: RawBars, shape: BarShape, placeOf: PlaceOf): Result<ImportedBars, string> {
  if (raw.length === 0) return err('The file holds no bars.')
  const steps = new PriceSteps(shape.spec.quoteIncrement)
  let moved = 0
  for (let row = 0; row < raw.length; row += 1) {
    const fault = faultOfRow(raw, row, shape.granularity) ?? faultOfQuote(raw, row)
    if (fault !== undefined) return err(`${placeOf(row)}: ${fault}`)
    if (toSteps(raw, row, steps)) moved += 1
    const unfit = faultOfSteps(raw, row)
    if (unfit !== undefined) return err(`${placeOf(row)}: ${unfit}`)
  }
  const ordered = inOrder(raw, placeOf)
  if (!ordered.ok) return ordered
  const { bars } = ordered.value
  const rounded = moved === 0 ? [] : [`Prices of ${several(moved, 'bar')} were rounded to the price step.`]
  const notes = [...ordered.value.notes, ...rounded, ...gapNotes(bars, shape.granularity)]
  return ok({ ...shape, bars, notes })
}

function faultOfRow(raw: RawBars, row: number, granularity: BarGranularity): string | undefined {
  const time = raw.time[row] ?? Number.NaN
  const open = raw.open[row] ?? Number.NaN
  const high = raw.high[row] ?? Number.NaN
  const low = raw.low[row] ?? Number.NaN
  const close = raw.close[row] ?? Number.NaN
  const volume = raw.volume[row] ?? Number.NaN
  const sound =
    time >= EARLIEST &&
    time < LATEST &&
    time % (granularity * 1000) === 0 &&
    low > 0 &&
    low <= open &&
    low <= close &&
    high >= open &&
    high >= close &&
    high < Number.POSITIVE_INFINITY &&
    volume >= 0 &&
    volume < Number.POSITIVE_INFINITY
  return sound ? undefined : whatIsWrong({ time, open, high, low, close, volume }, granularity)
}

function whatIsWrong(
  bar: Readonly<Record<'time' | 'open' | 'high' | 'low' | 'close' | 'volume', number>>,
  granularity: BarGranularity,
): string {
  const { time, open, high, low, close } = bar
  const unknown = (['time', 'open', 'high', 'low', 'close', 'volume'] as const).find(
    (name) => !Number.isFinite(bar[name]),
  )
  if (unknown !== undefined) return `There is no number for ${unknown}.`
  if (time < EARLIEST || time >= LATEST) {
    return `The time would be ${isoText(time)}; check how the time column counts.`
  }
  if (time % (granularity * 1000) !== 0) {
    return `${isoText(time)} is not where ${granularityText(granularity)} bars begin.`
  }
  if (Math.min(open, high, low, close) <= 0) return 'A price is zero or negative.'
  if (low > high) return `The low (${low}) is above the high (${high}).`
  if (high < Math.max(open, close))
    return `The high (${high}) is below the open (${open}) or close (${close}).`
  if (low > Math.min(open, close)) return `The low (${low}) is above the open (${open}) or close (${close}).`
  return 'The volume is negative.'
}

/** Turns a row's dollars into steps; whether a price was moved by it. */
function toSteps({ open, high, low, close, quotes }: RawBars, row: number, steps: PriceSteps): boolean {
  const a = stepOf(open, row, steps)
  const b = stepOf(high, row, steps)
  const c = stepOf(low, row, steps)
  const d = stepOf(close, row, steps)
  const e = quotes !== undefined && stepOf(quotes.bid, row, steps)
  const f = quotes !== undefined && stepOf(quotes.ask, row, steps)
  return a || b || c || d || e || f
}

/** Of a row in steps. Bids are not above asks, nor lows above highs. */
function faultOfSteps({ low, high, quotes }: RawBars, row: number): string | undefined {
  const isLow = !((low[row] ?? 0) >= 1) || (quotes !== undefined && !((quotes.bid[row] ?? 0) >= 1))
  if (isLow) return 'The price is smaller than the price step.'
  const isHigh =
    !((high[row] ?? 0) < MOST_STEPS) || (quotes !== undefined && !((quotes.ask[row] ?? 0) < MOST_STEPS))
  return isHigh ? 'The price has too many digits for this price step.' : undefined
}

function stepOf(column: Float64Array, row: number, steps: PriceSteps): boolean {
  const dollars = column[row] ?? Number.NaN
  const whole = steps.steps(dollars)
  column[row] = whole
  return Math.abs(steps.dollars(whole) - dollars) > dollars * NOTEWORTHY
}

function gapNotes({ length, time }: Bars, granularity: BarGranularity): string[] {
  const bucket = granularity * 1000
  let gaps = 0
  let missing = 0
  let longest = 0
  let longestAt = 0
  for (let row = 1; row < length; row += 1) {
    const skipped = ((time[row] ?? 0) - (time[row - 1] ?? 0)) / bucket - 1
    if (skipped === 0) continue
    gaps += 1
    missing += skipped
    if (skipped > longest) [longest, longestAt] = [skipped, (time[row - 1] ?? 0) + bucket]
  }
  if (gaps === 0) return []
  const where = `the longest has ${several(longest, 'bar')} from ${isoText(longestAt)}`
  const are = missing === 1 ? 'is' : 'are'
  return [`${several(missing, 'bar')} ${are} missing in ${several(gaps, 'gap')}; ${where}.`]
}

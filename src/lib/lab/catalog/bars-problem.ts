import { type Bars, type QuotedBars, areBarPrices, isBarQuote } from '../../market/bars'
import type { TimeRange } from './dataset'

/**
 * Why bars cannot be stored, a sentence; undefined when they can: times on the grid of `step` ms, rising and
 * within the range, prices whole positive ticks in order, volumes not negative, quotes for every bar or none.
 */
export function barsProblem(bars: QuotedBars, range: TimeRange, step: number): string | undefined {
  let before = range.from - step
  for (let row = 0; row < bars.length; row += 1) {
    const time = bars.time[row] ?? NaN
    if (!(time > before) || time >= range.to || time % step !== 0) {
      return `Bar ${row} is out of its time: times must rise, lie in the range and start a bucket.`
    }
    if (!isPriced(bars, row)) return `Bar ${row} has prices that are not positive whole ticks in order.`
    if (!isQuoted(bars, row)) return `Bar ${row} has no bid and ask in whole ticks, bid not above ask.`
    before = time
  }
  return undefined
}

function isPriced({ open, high, low, close, volume }: Bars, row: number): boolean {
  const prices = areBarPrices(open[row] ?? NaN, high[row] ?? NaN, low[row] ?? NaN, close[row] ?? NaN)
  return prices && (volume[row] ?? NaN) >= 0
}

function isQuoted({ quotes }: QuotedBars, row: number): boolean {
  return quotes === undefined || isBarQuote(quotes.bid[row] ?? NaN, quotes.ask[row] ?? NaN)
}

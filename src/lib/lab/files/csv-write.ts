/** Bars as CSV: exact decimal prices, ISO times, RFC 4180 line ends. */
import { type Decimal, decimalToString } from '../../core/decimal'
import type { ProductSpec } from '../../core/product'
import type { QuotedBars } from '../../market/bars'
import { TimeWriter } from './time-bytes'

/** Rows to a piece of text. */
const PIECE = 20_000

/** A header and a line a bar, bid and ask last where there are any. `times`: ISO 8601 in UTC, or milliseconds since the epoch. */
export function csvBars(bars: QuotedBars, spec: ProductSpec, times: 'iso' | 'epoch' = 'iso'): Blob {
  const price = priceText(spec.quoteIncrement)
  const iso = new TimeWriter()
  const timeText = times === 'iso' ? (time: number): string => iso.write(time) : String
  const { quotes } = bars
  const pieces: string[] = [`time,open,high,low,close,volume${quotes === undefined ? '' : ',bid,ask'}\r\n`]
  for (let from = 0; from < bars.length; from += PIECE) {
    let text = ''
    const to = Math.min(from + PIECE, bars.length)
    for (let row = from; row < to; row += 1) {
      const open = price(bars.open[row] ?? 0)
      const high = price(bars.high[row] ?? 0)
      const low = price(bars.low[row] ?? 0)
      const close = price(bars.close[row] ?? 0)
      text += `${timeText(bars.time[row] ?? 0)},${open},${high},${low},${close},${bars.volume[row] ?? 0}`
      if (quotes !== undefined) text += `,${price(quotes.bid[row] ?? 0)},${price(quotes.ask[row] ?? 0)}`
      text += '\r\n'
    }
    pieces.push(text)
  }
  return new Blob(pieces, { type: 'text/csv' })
}

/** Writes whole steps as an exact decimal; where steps are powers of ten, by moving the point alone. */
function priceText(increment: Decimal): (steps: number) => string {
  const text = decimalToString(increment)
  const places = /^0\.(0*)1$/.exec(text)?.[1]?.length
  if (text === '1') return String
  if (places === undefined) return (steps) => decimalToString((BigInt(steps) * increment) as Decimal)
  return (steps) => pointed(steps, places + 1)
}

function pointed(steps: number, places: number): string {
  const digits = String(steps).padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** Prices in ticks, each as its distance to one before it; rows without a bar are told by runs. */
import { type ByteReader, DecodeError } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import type { BlockQuotes } from '../../engine/block/bar-block'
import type { Bars } from '../../market/bars'

export type Prices = Pick<Bars, 'open' | 'high' | 'low' | 'close'>

export function writePrices(to: ByteWriter, bars: Prices & { readonly length: number }): void {
  writeRuns(to, bars.close)
  let last = 0
  for (let row = 0; row < bars.length; row += 1) {
    const close = bars.close[row] ?? Number.NaN
    if (Number.isNaN(close)) continue
    const open = bars.open[row] ?? 0
    to.zigzag(open - last)
    to.zigzag(close - open)
    to.varint((bars.high[row] ?? 0) - Math.max(open, close))
    to.varint(Math.min(open, close) - (bars.low[row] ?? 0))
    last = close
  }
}

export function readPrices(from: ByteReader, rows: number): Prices {
  const [open, high, low, close] = [missing(rows), missing(rows), missing(rows), missing(rows)]
  const there = readRuns(from, rows)
  let last = 0
  for (let row = 0; row < rows; row += 1) {
    if (there[row] === 0) continue
    const first = last + from.zigzag()
    last = first + from.zigzag()
    open[row] = first
    close[row] = last
    high[row] = Math.max(first, last) + from.varint()
    low[row] = Math.min(first, last) - from.varint()
  }
  return { open, high, low, close }
}

/** Where there is a bar, there are a bid and an ask. */
export function writeQuotes(to: ByteWriter, { bid, ask }: BlockQuotes, { open }: Prices): void {
  for (let row = 0; row < open.length; row += 1) {
    const price = open[row] ?? Number.NaN
    if (Number.isNaN(price)) continue
    to.zigzag((bid[row] ?? 0) - price)
    to.zigzag((ask[row] ?? 0) - price)
  }
}

export function readQuotes(from: ByteReader, { open }: Prices): BlockQuotes {
  const [bid, ask] = [missing(open.length), missing(open.length)]
  for (let row = 0; row < open.length; row += 1) {
    const price = open[row] ?? Number.NaN
    if (Number.isNaN(price)) continue
    bid[row] = price + from.zigzag()
    ask[row] = price + from.zigzag()
  }
  return { bid, ask }
}

/** Lengths of runs of rows with and without a bar, by turns; with one first. */
function writeRuns(to: ByteWriter, close: Float64Array): void {
  for (let row = 0, there = true; row < close.length; there = !there) {
    let run = 0
    while (row + run < close.length && Number.isNaN(close[row + run]) !== there) run += 1
    to.varint(run)
    row += run
  }
}

/** 1 where there is a bar. */
function readRuns(from: ByteReader, rows: number): Uint8Array {
  const there = new Uint8Array(rows)
  for (let row = 0, value = 1; row < rows; value = 1 - value) {
    const run = from.varint()
    if (run > rows - row || (run === 0 && row > 0)) throw new DecodeError('a run too long', from.offset)
    there.fill(value, row, row + run)
    row += run
  }
  return there
}

function missing(rows: number): Float64Array {
  return new Float64Array(rows).fill(Number.NaN)
}

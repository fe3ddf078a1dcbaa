import { Sha256, toHex } from '../../core/hash'
import { type Result, err, ok } from '../../core/result'
import {
  type BarQuotes,
  type Bars,
  BAR_COLUMNS,
  areBarPrices,
  isBarQuote,
  sliceBars,
} from '../../market/bars'
import type { BarGranularity } from '../../market/types'

/** Nearly the last ms that has a date: what is made of bars is told by the calendar. */
const LATEST = 8.6e15
/** Upper half of the one NaN that is hashed. */
const CANONICAL_NAN = 0x7ff80000

/**
 * Bars of a backtest's products in aligned rows: row i of every product is the same bucket. A product
 * without a trade in a bucket has NaN for its prices there. A log names the block by its hash.
 */
export interface BarBlock {
  readonly granularity: BarGranularity
  readonly products: readonly Bars[]
  readonly rows: number
  /** Whether any product lacks a bar in any row. */
  readonly gaps: boolean
  /** Per product, where the data has them. */
  readonly quotes?: readonly BlockQuotes[]
  /** SHA-256 over granularity and columns, hex. */
  readonly hash: string
}

/** Best bid and ask of a product at each row's open, in ticks; NaN where it has no bar. */
export type BlockQuotes = BarQuotes

/**
 * Checks that the columns are aligned and rise in time, and names them by their content. Quotes, where given,
 * must be there for every bar, and their bid not above their ask.
 */
export function sealBlock(
  granularity: BarGranularity,
  products: readonly Bars[],
  quotes?: readonly BlockQuotes[],
): Result<BarBlock, string> {
  const [first] = products
  if (first === undefined) return err('A block needs the bars of at least one product.')
  const problem = barProblem(first, products) ?? quoteProblem(products, quotes)
  if (problem !== undefined) return err(problem)
  const gaps = products.some(({ close }) => close.some((price) => Number.isNaN(price)))
  const hash = hashOf(granularity, products, quotes)
  const block = { granularity, products, rows: first.length, gaps, hash }
  return ok(quotes === undefined ? block : { ...block, quotes })
}

/**
 * Rows [from, to) sharing the memory. Nothing is read or hashed: its name only says of what it is a part, so that
 * a log of it does not verify. For sweeps, which keep no logs.
 */
export function sliceBlock(block: BarBlock, from: number, to: number): BarBlock {
  const products = block.products.map((bars) => sliceBars(bars, from, to))
  const quotes = block.quotes?.map(({ bid, ask }) => ({
    bid: bid.subarray(from, to),
    ask: ask.subarray(from, to),
  }))
  const rows = products[0]?.length ?? 0
  const part = { ...block, products, rows, hash: `${block.hash}:${from}-${to}` }
  return quotes === undefined ? part : { ...part, quotes }
}

function barProblem(first: Bars, products: readonly Bars[]): string | undefined {
  for (let row = 0; row < first.length; row += 1) {
    const time = first.time[row] ?? NaN
    if (!Number.isSafeInteger(time) || Math.abs(time) > LATEST)
      return `Bar ${row} has a time that is no whole millisecond of any date.`
    if (row > 0 && !(time > (first.time[row - 1] ?? NaN)))
      return `Bar ${row} is not later than the one before.`
  }
  for (const bars of products) {
    if (!sameTimes(first, bars)) return 'The bars of all products must share their times.'
    const bad = firstBadRow(bars)
    if (bad !== undefined) return `Bar ${bad} has prices that are not positive whole ticks in order.`
  }
  return undefined
}

function quoteProblem(products: readonly Bars[], quotes?: readonly BlockQuotes[]): string | undefined {
  if (quotes === undefined) return undefined
  if (quotes.length !== products.length) return 'Every product needs quotes, or none.'
  for (const [product, bars] of products.entries()) {
    const bad = firstBadQuote(bars, quotes[product])
    if (bad !== undefined) return `Bar ${bad} has no quote in positive whole ticks, bid not above ask.`
  }
  return undefined
}

function firstBadQuote({ length, open }: Bars, quotes: BlockQuotes | undefined): number | undefined {
  if (quotes?.bid.length !== length || quotes.ask.length !== length) return 0
  for (let row = 0; row < length; row += 1) {
    const [bid = NaN, ask = NaN] = [quotes.bid[row], quotes.ask[row]]
    const isMissing = Number.isNaN(open[row]) && Number.isNaN(bid) && Number.isNaN(ask)
    if (!isMissing && !isBarQuote(bid, ask)) return row
  }
  return undefined
}

function sameTimes(a: Bars, b: Bars): boolean {
  return a.length === b.length && a.time.every((time, row) => time === b.time[row])
}

function firstBadRow({ length, open, high, low, close }: Bars): number | undefined {
  for (let row = 0; row < length; row += 1) {
    const [o = NaN, h = NaN, l = NaN, c = NaN] = [open[row], high[row], low[row], close[row]]
    const missing = Number.isNaN(o) && Number.isNaN(h) && Number.isNaN(l) && Number.isNaN(c)
    if (!missing && !areBarPrices(o, h, l, c)) return row
  }
  return undefined
}

/** Typed arrays are little-endian on every machine a browser runs on. */
function hashOf(
  granularity: BarGranularity,
  products: readonly Bars[],
  quotes: readonly BlockQuotes[] | undefined,
): string {
  const kind = quotes === undefined ? 'bars' : 'bars-and-quotes'
  const hash = new Sha256().update(new TextEncoder().encode(`${kind}:${granularity}:${products.length}`))
  for (const bars of products) for (const name of BAR_COLUMNS) hash.update(bytesOf(bars[name]))
  for (const { bid, ask } of quotes ?? []) hash.update(bytesOf(bid)).update(bytesOf(ask))
  return toHex(hash.digest())
}

/** Of equal columns the same: a NaN has many forms in memory, and which of them is met differs among engines. */
function bytesOf(column: Float64Array): Uint8Array {
  if (!column.some(Number.isNaN)) return new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
  const words = new Uint32Array(column.slice().buffer)
  for (let row = 0; row < column.length; row += 1) {
    if (!Number.isNaN(column[row])) continue
    words[2 * row] = 0
    words[2 * row + 1] = CANONICAL_NAN
  }
  return new Uint8Array(words.buffer)
}

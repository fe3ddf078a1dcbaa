import { Sha256, toHex } from '../../core/hash'
import { type Result, err, ok } from '../../core/result'
import type { Bars } from '../../market/bars'
import type { Granularity } from '../../market/types'

/**
 * Bars of a backtest's products in aligned rows: row i of every product is the same bucket. A product
 * without a trade in a bucket has NaN for its prices there. A log names the block by its hash.
 */
export interface BarBlock {
  readonly granularity: Granularity
  readonly products: readonly Bars[]
  readonly rows: number
  /** Whether any product lacks a bar in any row. */
  readonly gaps: boolean
  /** SHA-256 over granularity and columns, hex. */
  readonly hash: string
}

/** Checks that the columns are aligned and rise in time, and names them by their content. */
export function sealBlock(granularity: Granularity, products: readonly Bars[]): Result<BarBlock, string> {
  const [first] = products
  if (first === undefined) return err('A block needs the bars of at least one product.')
  for (let row = 1; row < first.length; row += 1) {
    if (!((first.time[row] ?? 0) > (first.time[row - 1] ?? 0)))
      return err(`Bar ${row} is not later than the one before.`)
  }
  for (const bars of products) {
    if (!sameTimes(first, bars)) return err('The bars of all products must share their times.')
    const bad = firstBadRow(bars)
    if (bad !== undefined) return err(`Bar ${bad} has prices that are not positive whole ticks in order.`)
  }
  const gaps = products.some(({ close }) => close.some((price) => Number.isNaN(price)))
  return ok({ granularity, products, rows: first.length, gaps, hash: hashOf(granularity, products) })
}

function sameTimes(a: Bars, b: Bars): boolean {
  return a.length === b.length && a.time.every((time, row) => time === b.time[row])
}

function firstBadRow({ length, open, high, low, close }: Bars): number | undefined {
  for (let row = 0; row < length; row += 1) {
    const [o = NaN, h = NaN, l = NaN, c = NaN] = [open[row], high[row], low[row], close[row]]
    const missing = Number.isNaN(o) && Number.isNaN(h) && Number.isNaN(l) && Number.isNaN(c)
    const whole = Number.isSafeInteger(o) && Number.isSafeInteger(c)
    const ordered = l > 0 && l <= o && l <= c && h >= o && h >= c
    if (!missing && !(whole && ordered)) return row
  }
  return undefined
}

/** Typed arrays are little-endian on every machine a browser runs on. */
function hashOf(granularity: Granularity, products: readonly Bars[]): string {
  const hash = new Sha256().update(new TextEncoder().encode(`bars:${granularity}:${products.length}`))
  for (const { time, open, high, low, close, volume } of products) {
    for (const column of [time, open, high, low, close, volume]) {
      hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
    }
  }
  return toHex(hash.digest())
}

/**
 * The bars of a backtest in few bytes, exactly: what changes little from row to row is written as the change. Bars
 * of one minute take some eight bytes a row instead of 48, and compress further.
 */
import { ByteReader, DecodeError } from '../../core/byte-reader'
import { ByteWriter } from '../../core/byte-writer'
import { type Result, err } from '../../core/result'
import { type BarBlock, type BlockQuotes, sealBlock } from '../../engine/block/bar-block'
import type { Bars } from '../../market/bars'
import type { BarGranularity } from '../../market/types'
import { readPrices, readQuotes, writePrices, writeQuotes } from './price-bytes'
import { readVolume, writeVolume } from './volume-bytes'

export interface PackedBlock {
  readonly granularity: BarGranularity
  readonly rows: number
  /** The block's name by content, hex. */
  readonly hash: string
  readonly time: Uint8Array
  readonly products: readonly PackedBars[]
}

export interface PackedBars {
  readonly prices: Uint8Array
  readonly volume: Uint8Array
  readonly quotes?: Uint8Array
}

/** Bars of all products together: they are in memory as a whole. */
export const MOST_CELLS = 10_000_000

/** `breathe` is awaited after each piece of the work, which takes up to some ten milliseconds a hundred thousand rows. */
export async function packBlock(
  block: BarBlock,
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<PackedBlock> {
  const { granularity, rows, hash, products, quotes } = block
  const packed: PackedBars[] = []
  for (const [product, bars] of products.entries()) {
    const prices = bytesOf((to) => writePrices(to, bars))
    await breathe()
    const volume = bytesOf((to) => writeVolume(to, bars))
    await breathe()
    const theirs = quotes?.[product]
    if (theirs === undefined) packed.push({ prices, volume })
    else packed.push({ prices, volume, quotes: bytesOf((to) => writeQuotes(to, theirs, bars)) })
  }
  const time = bytesOf((to) => writeTimes(to, products[0]?.time ?? new Float64Array()))
  return { granularity, rows, hash, time, products: packed }
}

/** The block, sealed again and of the name it was told to have; or a sentence. Must not throw. */
export function unpackBlock(packed: PackedBlock): Result<BarBlock, string> {
  const { granularity, rows, hash } = packed
  if (rows * packed.products.length > MOST_CELLS) return err('There are more bars than can be read.')
  try {
    const time = readAll(packed.time, (from) => readTimes(from, rows))
    const products = packed.products.map((bars): Bars => {
      const prices = readAll(bars.prices, (from) => readPrices(from, rows))
      const volume = readAll(bars.volume, (from) => readVolume(from, prices.close))
      return { length: rows, time, ...prices, volume }
    })
    const quotes = quotesOf(packed, products)
    const block = sealBlock(granularity, products, quotes)
    if (!block.ok) return block
    return block.value.hash === hash
      ? block
      : err('The bars are not those that the file names by their hash.')
  } catch (cause) {
    if (cause instanceof DecodeError || cause instanceof RangeError) return err('The bars are damaged.')
    throw cause
  }
}

function quotesOf(packed: PackedBlock, products: readonly Bars[]): readonly BlockQuotes[] | undefined {
  const quotes = packed.products.flatMap((bars, product): BlockQuotes[] => {
    const theirs = products[product]
    if (bars.quotes === undefined || theirs === undefined) return []
    return [readAll(bars.quotes, (from) => readQuotes(from, theirs))]
  })
  return quotes.length === 0 ? undefined : quotes
}

/** The first time, then runs of equal steps. */
function writeTimes(to: ByteWriter, time: Float64Array): void {
  if (time.length === 0) return
  to.zigzag(time[0] ?? 0)
  for (let row = 1; row < time.length;) {
    const step = (time[row] ?? 0) - (time[row - 1] ?? 0)
    let run = 1
    while (row + run < time.length && (time[row + run] ?? 0) - (time[row + run - 1] ?? 0) === step) run += 1
    to.varint(step)
    to.varint(run)
    row += run
  }
}

function readTimes(from: ByteReader, rows: number): Float64Array {
  const time = new Float64Array(rows)
  if (rows === 0) return time
  let last = from.zigzag()
  time[0] = last
  for (let row = 1; row < rows;) {
    const step = from.varint()
    const run = from.varint()
    if (run === 0 || run > rows - row) throw new DecodeError('a run too long', from.offset)
    for (const end = row + run; row < end; row += 1) {
      last += step
      time[row] = last
    }
  }
  return time
}

function bytesOf(write: (to: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter(65_536)
  write(writer)
  return writer.take()
}

function readAll<T>(bytes: Uint8Array, read: (from: ByteReader) => T): T {
  const reader = new ByteReader(bytes)
  const value = read(reader)
  reader.expectEnd()
  return value
}

import type { ByteReader } from '../../core/byte-reader'
import { DecodeError } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import type { Decimal } from '../../core/decimal'
import {
  type PriceTicks,
  type ProductIndex,
  type QuantityUnits,
  priceTicks,
  productIndex,
  quantityUnits,
} from '../../core/product'
import { type DurationMs, type TimeMs, durationMs, timeMs } from '../../core/time'
import { joinLimbs, LIMB, splitDecimal } from '../../accounts/money-cells'
import { type RunIndex, type Side, runIndex } from '../events'

/** An exact amount as two limbs: the same bytes whether it comes from a bigint or from the books' columns. */
export function writeLimbs(writer: ByteWriter, high: number, low: number): void {
  writer.zigzag(high)
  writer.varint(low)
}

export function writeDecimal(writer: ByteWriter, value: Decimal): void {
  const { high, low } = splitDecimal(value)
  writeLimbs(writer, high, low)
}

export function readDecimal(reader: ByteReader): Decimal {
  const { offset } = reader
  const high = reader.zigzag()
  const low = reader.varint()
  if (low >= LIMB) throw new DecodeError('an amount with an overfull limb', offset)
  return joinLimbs(high, low)
}

export function readTime(reader: ByteReader): TimeMs {
  return timeMs(reader.zigzag())
}

export function readDuration(reader: ByteReader): DurationMs {
  return durationMs(reader.zigzag())
}

export function readProduct(reader: ByteReader): ProductIndex {
  return productIndex(reader.varint())
}

export function readRun(reader: ByteReader): RunIndex {
  return runIndex(reader.varint())
}

export function readQuantity(reader: ByteReader): QuantityUnits {
  return quantityUnits(reader.varint())
}

export function readPrice(reader: ByteReader): PriceTicks {
  const { offset } = reader
  const value = reader.varint()
  if (value === 0) throw new DecodeError('a price of zero', offset)
  return priceTicks(value)
}

/** One of a short list of words, as its position. */
export function writeChoice<Word extends string | number>(
  writer: ByteWriter,
  words: readonly Word[],
  word: Word,
): void {
  writer.u8(words.indexOf(word))
}

export function readChoice<Word extends string | number>(reader: ByteReader, words: readonly Word[]): Word {
  const { offset } = reader
  const word = words[reader.u8()]
  if (word === undefined) throw new DecodeError('a word that is not on its list', offset)
  return word
}

export const SIDES: readonly Side[] = ['buy', 'sell']

/** A value that may be missing. */
export function writeOptional<Value>(
  writer: ByteWriter,
  value: Value | undefined,
  write: (present: Value) => void,
): void {
  writer.u8(value === undefined ? 0 : 1)
  if (value !== undefined) write(value)
}

export function readOptional<Value>(reader: ByteReader, read: () => Value): Value | undefined {
  return readChoice(reader, [0, 1]) === 1 ? read() : undefined
}

/** A list, its length first. Each item must take at least one byte, which bounds what garbage can claim. */
export function writeList<Item>(
  writer: ByteWriter,
  items: readonly Item[],
  write: (item: Item) => void,
): void {
  writer.varint(items.length)
  for (const item of items) write(item)
}

export function readList<Item>(reader: ByteReader, read: () => Item): readonly Item[] {
  const { offset } = reader
  const count = reader.varint()
  if (count > reader.remaining) throw new DecodeError('a list longer than what is left', offset)
  return Array.from({ length: count }, read)
}

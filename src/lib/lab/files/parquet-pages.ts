/** A column chunk of a Parquet file, page by page; every size is checked before anything is made of it. */
import {
  type ValueType,
  BYTES_OF,
  PageError,
  deltaValues,
  hybridValues,
  plainValues,
  splitValues,
  viewOf,
} from './parquet-values'
import { unsnap } from './snappy'
import { type ThriftStruct, ThriftReader } from './thrift-reader'

export interface ChunkShape {
  readonly type: ValueType
  /** Whether values may be missing. */
  readonly optional: boolean
  readonly packed: boolean
}

const PAGE = { data: 0, index: 1, dictionary: 2, dataTwo: 3 } as const
const ENCODING = { plain: 0, plainDictionary: 2, delta: 5, dictionary: 8, split: 9 } as const
/** Bytes of a page beside its values: levels, heads of runs. */
const BESIDE_VALUES = 4096

/**
 * Fills `out` with the chunk's values, NaN where one is missing.
 * @throws PageError, ThriftError or RangeError where the bytes are no such chunk
 */
export function readChunk(bytes: Uint8Array, shape: ChunkShape, out: Float64Array): void {
  const reader = new ThriftReader(bytes, 0)
  let dictionary: Float64Array = new Float64Array()
  let filled = 0
  while (filled < out.length) {
    const page = pageAt(bytes, reader)
    if (page.type === PAGE.dictionary) {
      dictionary = readDictionary(page, shape, out.length)
    } else if (page.type === PAGE.data || page.type === PAGE.dataTwo) {
      const count = sizeOf(page.head, 1)
      if (count === 0 || count > out.length - filled) throw new PageError('another number of values')
      readData(page, shape, dictionary, out.subarray(filled, filled + count))
      filled += count
    } else if (page.type !== PAGE.index) {
      throw new PageError('an unknown page')
    }
  }
}

interface Page {
  readonly type: number
  readonly head: ThriftStruct
  readonly bytes: Uint8Array
  /** Unpacked. */
  readonly size: number
}

function pageAt(bytes: Uint8Array, reader: ThriftReader): Page {
  const fields = reader.struct()
  const type = sizeOf(fields, 1)
  const size = sizeOf(fields, 2)
  const packed = sizeOf(fields, 3)
  const end = reader.offset + packed
  if (end > bytes.length) throw new PageError('cut short')
  const body = bytes.subarray(reader.offset, end)
  reader.offset = end
  const head = fields.get(type === PAGE.data ? 5 : type === PAGE.dictionary ? 7 : 8)
  return { type, size, bytes: body, head: head instanceof Map ? head : new Map<number, never>() }
}

function sizeOf(fields: ThriftStruct, field: number): number {
  const value = fields.get(field)
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new PageError(`no size in field ${field}`)
}

function readDictionary(page: Page, shape: ChunkShape, rows: number): Float64Array {
  const count = sizeOf(page.head, 1)
  if (count > rows) throw new PageError('a dictionary larger than its column')
  return plainValues(unpacked(page.bytes, page.size, shape, count), shape.type, count)
}

function readData(page: Page, shape: ChunkShape, dictionary: Float64Array, out: Float64Array): void {
  const second = page.type === PAGE.dataTwo
  const { levels, values } = second
    ? partsOfTwo(page, shape, out.length)
    : partsOfOne(page, shape, out.length)
  const encoding = sizeOf(page.head, second ? 4 : 2)
  const present =
    levels === undefined ? out.length : levels.reduce((sum, level) => sum + (level === 1 ? 1 : 0), 0)
  const found = decoded(values, encoding, shape.type, dictionary, present)
  if (levels === undefined) {
    out.set(found)
    return
  }
  let next = 0
  for (let at = 0; at < out.length; at += 1) {
    out[at] = levels[at] === 1 ? (found[next] ?? Number.NaN) : Number.NaN
    if (levels[at] === 1) next += 1
  }
}

interface PageParts {
  /** Whether there is a value; undefined where there always is. */
  readonly levels: Uint32Array | undefined
  readonly values: Uint8Array
}

function partsOfOne(page: Page, shape: ChunkShape, count: number): PageParts {
  const bytes = unpacked(page.bytes, page.size, shape, count)
  if (!shape.optional) return { levels: undefined, values: bytes }
  const length = viewOf(bytes).getUint32(0, true)
  if (length + 4 > bytes.length) throw new PageError('cut short')
  return { levels: hybridValues(bytes.subarray(4, 4 + length), 1, count), values: bytes.subarray(4 + length) }
}

function partsOfTwo(page: Page, shape: ChunkShape, count: number): PageParts {
  const length = sizeOf(page.head, 5)
  const repeated = sizeOf(page.head, 6)
  if (repeated > 0 || length > page.bytes.length) throw new PageError('lists')
  const rest = page.bytes.subarray(length)
  const plain = page.head.get(7) === false
  const values = unpacked(rest, page.size - length, plain ? { ...shape, packed: false } : shape, count)
  const levels = shape.optional ? hybridValues(page.bytes.subarray(0, length), 1, count) : undefined
  return { levels, values }
}

function unpacked(bytes: Uint8Array, size: number, shape: ChunkShape, count: number): Uint8Array {
  if (size < 0 || size > 2 * BYTES_OF[shape.type] * count + BESIDE_VALUES) throw new PageError('an odd size')
  if (!shape.packed) return bytes
  const plain = unsnap(bytes, size)
  if (plain === undefined) throw new PageError('no Snappy')
  return plain
}

function decoded(
  bytes: Uint8Array,
  encoding: number,
  type: ValueType,
  dictionary: Float64Array,
  count: number,
): Float64Array {
  switch (encoding) {
    case ENCODING.plain:
      return plainValues(bytes, type, count)
    case ENCODING.split:
      return splitValues(bytes, type, count)
    case ENCODING.delta:
      if (type === 'FLOAT' || type === 'DOUBLE') throw new PageError('deltas of fractions')
      return deltaValues(bytes, count)
    case ENCODING.plainDictionary:
    case ENCODING.dictionary: {
      const width = bytes[0] ?? 33
      const places = hybridValues(bytes.subarray(1), width, count)
      return Float64Array.from(places, (place) => dictionary[place] ?? Number.NaN)
    }
    default:
      throw new PageError('an unknown encoding')
  }
}

/**
 * Values of Parquet's pages straight into doubles. Formats: apache/parquet-format, Encodings.md.
 * Everything here throws {@link PageError} at the first byte that is missing, and runs no longer than the output.
 */
import { assertNever } from '../../core/result'

export type ValueType = 'INT32' | 'INT64' | 'FLOAT' | 'DOUBLE'

export class PageError extends Error {
  override readonly name = 'PageError'
}

export const BYTES_OF: Readonly<Record<ValueType, number>> = { INT32: 4, INT64: 8, FLOAT: 4, DOUBLE: 8 }

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export function plainValues(bytes: Uint8Array, type: ValueType, count: number): Float64Array {
  const size = BYTES_OF[type]
  if (bytes.length < count * size) throw new PageError('cut short')
  const view = viewOf(bytes)
  const values = new Float64Array(count)
  for (let at = 0; at < count; at += 1) values[at] = plainValue(view, type, at * size)
  return values
}

function plainValue(view: DataView, type: ValueType, at: number): number {
  switch (type) {
    case 'INT32':
      return view.getInt32(at, true)
    case 'INT64':
      return view.getInt32(at + 4, true) * 4_294_967_296 + view.getUint32(at, true)
    case 'FLOAT':
      return view.getFloat32(at, true)
    case 'DOUBLE':
      return view.getFloat64(at, true)
    default:
      return assertNever(type)
  }
}

/** The bytes of each value lie apart: all first bytes, then all second ones. */
export function splitValues(bytes: Uint8Array, type: ValueType, count: number): Float64Array {
  const size = BYTES_OF[type]
  if (bytes.length < count * size) throw new PageError('cut short')
  const together = new Uint8Array(count * size)
  for (let part = 0; part < size; part += 1) {
    for (let at = 0; at < count; at += 1) together[at * size + part] = bytes[part * count + at] ?? 0
  }
  return plainValues(together, type, count)
}

/** Whole numbers of `width` bits in runs, or packed by eights. */
export function hybridValues(bytes: Uint8Array, width: number, count: number): Uint32Array {
  if (width > 32) throw new PageError('too wide')
  const values = new Uint32Array(count)
  const bits = new BitReader(bytes)
  for (let at = 0; at < count;) {
    const head = bits.varint()
    if (head % 2 === 1) {
      const packed = Math.min(((head - 1) / 2) * 8, count - at)
      if (packed === 0) throw new PageError('an empty run')
      for (const end = at + packed; at < end; at += 1) values[at] = bits.take(width)
      bits.skipTo(((head - 1) / 2) * 8, width, packed)
    } else {
      const run = Math.min(head / 2, count - at)
      if (run === 0) throw new PageError('an empty run')
      values.fill(bits.take(Math.ceil(width / 8) * 8), at, at + run)
      bits.align()
      at += run
    }
  }
  return values
}

/** DELTA_BINARY_PACKED. */
export function deltaValues(bytes: Uint8Array, count: number): Float64Array {
  const bits = new BitReader(bytes)
  const block = bits.varint()
  const parts = bits.varint()
  const told = bits.varint()
  const perPart = block / parts
  if (!(parts >= 1 && parts <= 1024 && Number.isInteger(perPart) && perPart % 8 === 0 && perPart > 0)) {
    throw new PageError('odd blocks')
  }
  if (told !== count) throw new PageError('another count')
  const values = new Float64Array(count)
  if (count === 0) return values
  let value = bits.zigzag()
  values[0] = value
  for (let at = 1; at < count;) {
    const least = bits.zigzag()
    const widths = bits.bytes(parts)
    for (let part = 0; part < parts && at < count; part += 1) {
      const width = widths[part] ?? 0
      const here = Math.min(perPart, count - at)
      for (const end = at + here; at < end; at += 1) {
        value += least + bits.take(width)
        values[at] = value
      }
      bits.skipTo(perPart, width, here)
    }
  }
  return values
}

/** Least significant bit first, as Parquet packs them. */
class BitReader {
  #at = 0
  /** Bits of the byte at `#at` that are used already. */
  #used = 0

  constructor(private readonly source: Uint8Array) {}

  /** `width` bits as a whole number; those past 53 must be zero. */
  take(width: number): number {
    let value = 0
    let scale = 1
    for (let left = width; left > 0;) {
      const byte = this.source[this.#at]
      if (byte === undefined) throw new PageError('cut short')
      const count = Math.min(left, 8 - this.#used)
      value += ((byte >> this.#used) & ((1 << count) - 1)) * scale
      scale *= 1 << count
      left -= count
      this.#used += count
      if (this.#used === 8) {
        this.#used = 0
        this.#at += 1
      }
    }
    return value
  }

  /** Past what is left of `all` values of this width, of which `taken` were taken, to the next whole byte. */
  skipTo(all: number, width: number, taken: number): void {
    const bits = (all - taken) * width + this.#used
    this.#at += Math.ceil(bits / 8)
    this.#used = 0
  }

  align(): void {
    if (this.#used > 0) this.#at += 1
    this.#used = 0
  }

  varint(): number {
    let value = 0
    let scale = 1
    for (let read = 0; read < 10; read += 1) {
      const byte = this.take(8)
      value += (byte & 127) * scale
      if (byte < 128) return value
      scale *= 128
    }
    throw new PageError('a number without end')
  }

  zigzag(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  bytes(count: number): Uint8Array {
    const found = this.source.subarray(this.#at, this.#at + count)
    if (found.length < count) throw new PageError('cut short')
    this.#at += count
    return found
  }
}

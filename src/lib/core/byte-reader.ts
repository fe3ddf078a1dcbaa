import { toHex } from './hash'

const TWO_48 = 281_474_976_710_656
const MAX_SAFE = Number.MAX_SAFE_INTEGER

/** Bytes that no {@link ByteWriter} wrote, or not all of them. `offset` is where reading failed. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(`${message} (at byte ${offset})`)
  }
}

/**
 * Reads what {@link ByteWriter} wrote, never past the end, and accepts only the one encoding a value has.
 * Every method throws {@link DecodeError} on truncated or foreign bytes; at a rim, catch it into a Result.
 */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get offset(): number {
    return this.#offset
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1))
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true)
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true)
  }

  f64(): number {
    return this.#view.getFloat64(this.#advance(8), true)
  }

  /** A safe integer ≥ 0. */
  varint(): number {
    const start = this.#offset
    return this.#varint(start, this.u8(), 1, 0)
  }

  /** Any safe integer. */
  zigzag(): number {
    const start = this.#offset
    const first = this.u8()
    const low = (first & 0x7f) >>> 1
    const magnitude = first < 0x80 ? low : low + 64 * this.#varint(start, this.u8(), 1, 1)
    const value = (first & 1) === 1 ? -magnitude - 1 : magnitude
    if (!Number.isSafeInteger(value)) throw new DecodeError('a number beyond 2^53', start)
    return value
  }

  text(): string {
    const size = this.varint()
    const start = this.#offset
    const bytes = this.raw(size)
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch (cause) {
      if (cause instanceof TypeError) throw new DecodeError('text that is not UTF-8', start)
      throw cause
    }
  }

  bigint(): bigint {
    const start = this.#offset
    const header = this.varint()
    const size = Math.floor(header / 2)
    const negative = header % 2 === 1
    const bytes = this.raw(size)
    const padded = (size === 0 && negative) || bytes[size - 1] === 0
    if (padded) throw new DecodeError('a whole number with needless bytes', start)
    const magnitude = size === 0 ? 0n : BigInt(`0x${toHex(bytes.slice().reverse())}`)
    return negative ? -magnitude : magnitude
  }

  /** The next `size` bytes, not copied: they share the memory read from. */
  raw(size: number): Uint8Array {
    const start = this.#advance(size)
    return this.#bytes.subarray(start, start + size)
  }

  /** @throws DecodeError when bytes are left over. */
  expectEnd(): void {
    if (this.remaining > 0) throw new DecodeError(`${this.remaining} bytes too many`, this.#offset)
  }

  /** Continues a varint whose latest byte is `byte` of weight `scale`; `read` bytes came before it. */
  #varint(start: number, byte: number, scale: number, read: number): number {
    let value = (byte & 0x7f) * scale
    let current = byte
    let weight = scale
    let count = read + 1
    while (current >= 0x80) {
      if (weight > TWO_48) throw new DecodeError('a number beyond 2^53', start)
      current = this.u8()
      weight *= 128
      value += (current & 0x7f) * weight
      count += 1
    }
    if (value > MAX_SAFE) throw new DecodeError('a number beyond 2^53', start)
    if (current === 0 && count > 1) throw new DecodeError('a number with needless bytes', start)
    return value
  }

  #advance(size: number): number {
    const start = this.#offset
    if (size > this.remaining) {
      throw new DecodeError(`${size} bytes wanted, ${this.remaining} left`, start)
    }
    this.#offset = start + size
    return start
  }
}

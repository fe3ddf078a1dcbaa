const TWO_28 = 268_435_456
const TWO_32 = 4_294_967_296
const WORD_BITS = 64n
const WORD_LIMIT = 1n << WORD_BITS
const MAX_SAFE = Number.MAX_SAFE_INTEGER
/** Longest varint of a safe integer, in bytes. */
const VARINT_BYTES = 8

/**
 * Appends values to one growing buffer, little-endian, and allocates only when the buffer must grow.
 * Each value has exactly one encoding, so equal values give equal bytes and equal digests.
 * {@link ByteReader} reads the same back.
 */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  #length = 0
  readonly #encoder = new TextEncoder()

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(Math.max(capacity, 16))
    this.#view = new DataView(this.#bytes.buffer)
  }

  get length(): number {
    return this.#length
  }

  u8(value: number): void {
    checkRange(value, 0xff)
    this.#reserve(1)
    this.#view.setUint8(this.#length, value)
    this.#length += 1
  }

  u16(value: number): void {
    checkRange(value, 0xffff)
    this.#reserve(2)
    this.#view.setUint16(this.#length, value, true)
    this.#length += 2
  }

  u32(value: number): void {
    checkRange(value, 0xffffffff)
    this.#reserve(4)
    this.#view.setUint32(this.#length, value, true)
    this.#length += 4
  }

  /** Any double; all NaNs become the same one, and -0 stays apart from 0. */
  f64(value: number): void {
    this.#reserve(8)
    if (Number.isNaN(value)) {
      this.#view.setUint32(this.#length, 0, true)
      this.#view.setUint32(this.#length + 4, 0x7ff80000, true)
    } else {
      this.#view.setFloat64(this.#length, value, true)
    }
    this.#length += 8
  }

  /** A safe integer ≥ 0, seven bits a byte, low bits first. @throws RangeError on anything else. */
  varint(value: number): void {
    checkRange(value, MAX_SAFE)
    this.#reserve(VARINT_BYTES)
    this.#varint(value)
  }

  /** Any safe integer: n ≥ 0 as the varint 2n, n < 0 as 2(-n - 1) + 1. @throws RangeError on anything else. */
  zigzag(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`)
    this.#reserve(VARINT_BYTES + 1)
    // The doubled value may pass 2^53, so the sign bit goes into the first byte by hand.
    const magnitude = value < 0 ? -value - 1 : value
    const rest = Math.floor(magnitude / 64)
    const first = (magnitude - rest * 64) * 2 + (value < 0 ? 1 : 0)
    this.#bytes[this.#length] = rest === 0 ? first : first | 0x80
    this.#length += 1
    if (rest > 0) this.#varint(rest)
  }

  /** Byte count as varint, then UTF-8. Lone surrogates become U+FFFD. */
  text(value: string): void {
    const most = value.length * 3
    this.#reserve(VARINT_BYTES + most)
    // Encoded behind room for the longest possible count, then moved up to the count it turned out to need.
    const roomy = varintLength(most)
    const body = this.#length + roomy
    const { written } = this.#encoder.encodeInto(value, this.#bytes.subarray(body, body + most))
    const tight = varintLength(written)
    if (tight < roomy) {
      this.#bytes.copyWithin(this.#length + tight, body, body + written)
    }
    this.#varint(written)
    this.#length += written
  }

  /** A whole number of any size: varint of 2 × byte count + sign, then the magnitude's bytes, low first. */
  bigint(value: bigint): void {
    const negative = value < 0n
    let magnitude = negative ? -value : value
    const size = byteLength(magnitude)
    this.#reserve(VARINT_BYTES + size + 8)
    this.#varint(size * 2 + (negative ? 1 : 0))
    // Whole words are written, the zero bytes beyond `size` are overwritten by what follows.
    for (let at = this.#length; magnitude > 0n; at += 8) {
      this.#view.setBigUint64(at, magnitude, true)
      magnitude >>= WORD_BITS
    }
    this.#length += size
  }

  /** The bytes as they are, without a count. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** What was written, without copying: valid only until the next write, `take` or `reset`. */
  peek(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** A copy of what was written; the writer is empty afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    const copy = this.#bytes.slice(0, this.#length)
    this.#length = 0
    return copy
  }

  /** Forgets what was written and keeps the buffer. */
  reset(): void {
    this.#length = 0
  }

  #varint(value: number): void {
    let rest = value
    let at = this.#length
    if (rest >= TWO_32) {
      // Four bytes from whole 32-bit arithmetic; the remainder of doubles is slow.
      const upper = Math.floor(rest / TWO_28)
      const lower = rest - upper * TWO_28
      this.#bytes[at++] = lower | 0x80
      this.#bytes[at++] = (lower >>> 7) | 0x80
      this.#bytes[at++] = (lower >>> 14) | 0x80
      this.#bytes[at++] = (lower >>> 21) | 0x80
      rest = upper
    }
    while (rest >= 128) {
      this.#bytes[at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#bytes[at++] = rest
    this.#length = at
  }

  #reserve(size: number): void {
    const needed = this.#length + size
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}

function checkRange(value: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < 0 || value > most) {
    throw new RangeError(`not a whole number from 0 to ${most}: ${value}`)
  }
}

function varintLength(value: number): number {
  let length = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length += 1
  return length
}

/** Bytes needed for a magnitude ≥ 0; none for zero. */
function byteLength(magnitude: bigint): number {
  let top = magnitude
  let bytes = 0
  while (top >= WORD_LIMIT) {
    top >>= WORD_BITS
    bytes += 8
  }
  const high = Number(top >> 32n)
  const low = Number(top & 0xffffffffn)
  const bits = high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(low)
  return bytes + Math.ceil(bits / 8)
}
